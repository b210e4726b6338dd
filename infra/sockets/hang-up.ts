import type { Duplex } from 'node:stream';

/** Who reads the last words at all has read them by then. */
const milliseconds = 2_000;

/**
 * Sends the last words and closes the connection, on the other side too where that does not: a server of Node.js leaves its half
 * of it to whoever called. Not at once, because that would take the words back that are on their way (RFC 9112 §9.6).
 */
export function hangUp(socket: Duplex, words: string): void {
  socket.end(words);
  const impatience = setTimeout(() => socket.destroy(), milliseconds);
  impatience.unref();
  socket.once('close', () => clearTimeout(impatience));
}
