// In the place of what the SDK's retries take from its serialisers: a UUID, for which those ask the global `crypto` and so make Node.js
// load the Web Crypto API, and a reader of dates that comes with one for every format there is.
export { randomUUID as v4 } from 'node:crypto';

/** The date of an HTTP header; an invalid one for what is none. */
export function parseRfc7231DateTime(text: string): Date {
  return new Date(text);
}
