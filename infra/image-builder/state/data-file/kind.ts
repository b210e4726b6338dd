import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StartFailure } from '../../start-failure.ts';

/**
 * Refuses what cannot be a data file, before anything opens it: to open a FIFO is to wait for a writer that may never come.
 * Throws `StartFailure`.
 * @param target The real path.
 * @param path The path as it was given, for the message.
 */
export async function refuseOddFile(target: string, path: string): Promise<void> {
  // What cannot be looked at is for the reader to complain about.
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isFile()) {
    throw new StartFailure(`--data needs the name of a regular file; ${path} is ${kindOf(found)}.`, 'option');
  }
  // The file is replaced at every write, and its other names would keep the old content: two servers would each have their own.
  if (found.nlink > 1) {
    throw new StartFailure(
      `The data file ${path} has ${found.nlink} names (hard links), and a write through one does not reach the others. ` +
        'It is left as it is: remove the other names, or name a copy with --data.',
    );
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe (FIFO)';
  return found.isSocket() ? 'a socket' : 'a device';
}
