import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Disk, nodeDisk } from '../../../infra/image-builder/state/data-file/disk.ts';

export interface LimitedDisk extends Disk {
  /** Leaves so many bytes free beyond what the files of a folder take now. */
  leave(bytes: number, folder: string): Promise<void>;
  /** Gives as much room as there is. */
  free(): void;
  /** Lets every write fail with a code, as a disk that was mounted anew to be read only. */
  refuse(code: string | undefined): void;
}

/** A disk on which a folder may take so much and no more. Like a real one, it leaves half a file where the room ends. */
export function limitedDisk(): LimitedDisk {
  let room = Number.POSITIVE_INFINITY;
  let refused: string | undefined;
  const need = async (path: string, size: number): Promise<number> => {
    if (refused !== undefined) throw failure(refused);
    const others = (await taken(dirname(path))) - blocks(await nodeDisk.size(path));
    return blocks(size) <= room - others ? size : Math.min(size, room - others);
  };
  return {
    ...nodeDisk,
    async write(path, bytes) {
      const fits = await need(path, bytes.length);
      if (fits === bytes.length) return nodeDisk.write(path, bytes);
      await writeFile(path, bytes.subarray(0, Math.max(0, fits)));
      throw failure('ENOSPC');
    },
    async overwrite(path, bytes) {
      if ((await need(path, bytes.length)) < bytes.length) throw failure('ENOSPC');
      return nodeDisk.overwrite(path, bytes);
    },
    async allocate(path, size) {
      if ((await need(path, size)) < size) throw failure('ENOSPC');
      return nodeDisk.allocate(path, size);
    },
    async leave(bytes, folder) {
      room = (await taken(folder)) + bytes;
    },
    free() {
      room = Number.POSITIVE_INFINITY;
    },
    refuse(code) {
      refused = code;
    },
  };
}

async function taken(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ size }) => blocks(size))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Files take whole blocks. */
function blocks(size: number): number {
  return Math.ceil(size / 4096) * 4096;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: no room for that`), { code });
}
