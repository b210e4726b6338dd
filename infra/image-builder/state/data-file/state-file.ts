import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Home } from '../../../../lib/arn.ts';
import { StartFailure } from '../../start-failure.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { parseState, type SavedState, serialise } from './format.ts';
import { refuseOddFile } from './kind.ts';
import { takeLock } from './lock.ts';
import { keepReserve, save } from './save.ts';

export interface StateFile {
  /** As it was given. */
  readonly path: string;
  /** What the file held, or `undefined` when there was no file. */
  readonly saved: SavedState | undefined;
  /** Why nothing can be written, where that is known from the start. */
  readonly readOnly: string | undefined;
  /**
   * Replaces the content by what it is at this moment. When the promise resolves, the new content survives a crash; until then,
   * and when it rejects, the old one does.
   */
  write(saved: SavedState): Promise<void>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/**
 * Reads a state file, and keeps other servers off it. A file that this server did not write, or that was damaged since, is
 * refused and left as it is: throws `StartFailure`.
 */
export async function openStateFile(path: string, home: Home, disk: Disk = nodeDisk): Promise<StateFile> {
  const target = await realTarget(path);
  await refuseOddFile(target, path);
  const { readOnly, check, release } = await takeLock(target, path);
  try {
    const text = await readText(target, path);
    const saved = text === undefined ? undefined : parseState(text, path, home);
    if (text !== undefined && readOnly === undefined) await keepReserve(target, Buffer.byteLength(text), disk);
    return {
      path,
      saved,
      readOnly,
      async write(next) {
        const bytes = Buffer.from(serialise(next, home));
        await check();
        await save(target, bytes, disk);
      },
      close: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Through symbolic links to the file itself, because a rename would replace the link; of a new file, to its folder. */
async function realTarget(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () => join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole)));
}

async function readText(target: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(target, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw new StartFailure(`The data file ${path} cannot be read (${code}).`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
