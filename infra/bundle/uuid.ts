import { randomUUID } from 'node:crypto';

/** In the place of a maker of UUIDs that asks the global `crypto`, which makes Node.js load the Web Crypto API. */
export function bindV4(): () => string {
  return () => randomUUID();
}
