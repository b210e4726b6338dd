import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { StartFailure } from './start-failure.ts';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses a file: it listens on a local socket that is named after it. However a process ends, it
 * listens no more, so a lock that a crash left behind is known by nobody answering, and is taken over.
 * @param target The real path of the file.
 * @param path The path as it was given, for the message.
 * @throws {StartFailure} when another server has the file.
 */
export async function takeLock(target: string, path: string): Promise<Lock> {
  // Not beside the file: the path of a socket has room for about a hundred characters.
  const name = createHash('sha256').update(target).digest('hex').slice(0, 24);
  const socket = join(tmpdir(), `imagegate-${userInfo().uid}-${name}.lock`);
  const lock = (await listen(socket)) ?? ((await answers(socket)) ? undefined : await takeOver(socket));
  if (lock === undefined) {
    throw new StartFailure(`The data file ${path} is in use by another server. Stop that one, or name another file with --data.`);
  }
  return lock;
}

async function takeOver(socket: string): Promise<Lock | undefined> {
  await unlink(socket).catch(() => undefined);
  return listen(socket);
}

/** `undefined` when the socket is there already. */
function listen(socket: string): Promise<Lock | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new StartFailure(`The data file cannot be locked by ${socket} (${error.message}).`));
    });
    server.listen(socket, () => {
      // A lock keeps no process alive.
      server.unref();
      resolve({ release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    // Refused, or gone in this very moment: nobody is there. Whatever else it is, somebody may be.
    connection.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'));
  });
}
