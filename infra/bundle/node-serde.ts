/**
 * In the place of the SDK's maker of UUIDs, for which its serialisers ask the global `crypto` and so make Node.js load the Web
 * Crypto API.
 */
export { randomUUID as v4 } from 'node:crypto';
