import { writeSync } from 'node:fs';

/**
 * In the place of the console that the logger makes itself of the process's two streams, which Node.js has to build first: lines go to
 * their file descriptors. Source: Node.js documentation, "A note on process I/O": pipes and files are written synchronously on Linux.
 */
export class Console {
  readonly debug = (line: string): void => write(1, line);
  readonly log = this.debug;
  readonly info = this.debug;
  readonly warn = (line: string): void => write(2, line);
  readonly error = this.warn;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function write(descriptor: number, line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      // Whoever reads the pipe is behind. A stream would wait for them as well; a millisecond, so that the wait is not spent on asking.
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
