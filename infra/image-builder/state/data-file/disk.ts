import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a data file asks of the disk. Errors have a `code`, as those of Node.js. */
export interface Disk {
  /** Writes a file from nothing and forces it to the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes over the beginning of a file, in the room that it has, cuts it off behind, and forces it to the disk. */
  overwrite(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts one file in the place of another in one step, and forces the folder, which holds the names, to the disk. */
  replace(path: string, target: string): Promise<void>;
  /** Makes a file at least so large, with nothing of worth in it; where that fails, it is as large as before. */
  allocate(path: string, size: number): Promise<void>;
  /** In bytes; 0 for a file that is not there. */
  size(path: string): Promise<number>;
  remove(path: string): Promise<void>;
}

export const nodeDisk: Disk = {
  write: (path, bytes) =>
    withFile(path, 'w', async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    }),
  overwrite: (path, bytes) =>
    withFile(path, 'r+', async (file) => {
      await file.writeFile(bytes);
      await file.truncate(bytes.length);
      await file.sync();
    }),
  async replace(path, target) {
    await rename(path, target);
    await withFile(dirname(target), 'r', (folder) => folder.sync());
  },
  allocate: (path, size) =>
    withFile(path, 'a', async (file) => {
      const before = (await file.stat()).size;
      try {
        // Bytes, because to set a length reserves nothing.
        for (let present = before; present < size; present += chunk.length) {
          await file.appendFile(chunk.subarray(0, size - present));
        }
      } catch (error) {
        await file.truncate(before);
        throw error;
      }
    }),
  size: (path) =>
    stat(path).then(
      (found) => found.size,
      () => 0,
    ),
  remove: (path) => rm(path, { force: true }),
};

async function withFile(path: string, flags: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, ownerOnly);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

const ownerOnly = 0o600;
const chunk = new Uint8Array(1024 * 1024);
