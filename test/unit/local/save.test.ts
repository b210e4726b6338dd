import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Disk, nodeDisk } from '../../../infra/image-builder/state/data-file/disk.ts';
import { save } from '../../../infra/image-builder/state/data-file/save.ts';

const before = Buffer.from('before '.repeat(1000));
const shorter = Buffer.from('shorter '.repeat(800));
const longer = Buffer.from('longer '.repeat(2000));

/** A file that was saved once, with all that lies beside it. */
async function savedFile(): Promise<{ folder: string; target: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'save-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const target = join(folder, 'state.json');
  await save(target, before, nodeDisk);
  return { folder, target };
}

/** Leaves half of what the step that it comes in was to write, and does nothing ever after. */
function crashingDisk(stepsBefore: number, full: boolean): Disk & { readonly crashed: () => boolean } {
  let left = stepsBefore;
  const step = async (path: string, bytes: Uint8Array, run: () => Promise<void>) => {
    if (left-- > 0) return run();
    if (left === -1 && bytes.length > 0)
      await writeFile(path, bytes.subarray(0, bytes.length / 2), { flag: 'r+' }).catch(() => undefined);
    throw new Error('crash');
  };
  const nothing = new Uint8Array();
  return {
    write: (path, bytes) =>
      step(path, bytes, async () => {
        if (!full) return nodeDisk.write(path, bytes);
        await writeFile(path, bytes.subarray(0, 10));
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      }),
    overwrite: (path, bytes) => step(path, bytes, () => nodeDisk.overwrite(path, bytes)),
    replace: (path, target) => step(path, nothing, () => nodeDisk.replace(path, target)),
    allocate: (path, size) =>
      step(path, new Uint8Array(size), async () => {
        // Room that was freed may be taken again, and no more.
        if (full && (await nodeDisk.size(path)) > 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        return nodeDisk.allocate(path, size);
      }),
    remove: (path) => step(path, nothing, () => nodeDisk.remove(path)),
    size: nodeDisk.size,
    crashed: () => left < 0,
  };
}

describe('a save', () => {
  it.each([
    ['a disk with room', false, [before, shorter, longer]],
    ['a full disk', true, [before, shorter]],
  ] as const)('that a crash ends at any step leaves the old content or the new one, on %s', async (_, full, contents) => {
    for (const content of contents) {
      let steps = 0;
      for (let crashed = true; crashed; steps++) {
        const { target } = await savedFile();
        const disk = crashingDisk(steps, full);
        const done = await save(target, content, disk).then(
          () => true,
          () => false,
        );
        const left = await readFile(target);
        expect([before, content].some((whole) => whole.equals(left))).toBe(true);
        if (done) expect(left.equals(content)).toBe(true);
        crashed = disk.crashed();
        await save(target, longer, nodeDisk);
        expect((await readFile(target)).equals(longer)).toBe(true);
      }
      expect(steps).toBeGreaterThan(2);
    }
  });

  it('refuses on a full disk what would leave too little for the next reserve, and leaves no half of it', async () => {
    const { folder, target } = await savedFile();
    await expect(save(target, Buffer.alloc(40_000, ' '), crashingDisk(100, true))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await readFile(target)).equals(before)).toBe(true);
    expect(await readdir(folder)).toEqual(['state.json', 'state.json.reserve']);
  });

  it('has a reserve again behind every save on a full disk', async () => {
    const { target } = await savedFile();
    for (let length = before.length; length > 0; length -= 500) {
      await save(target, before.subarray(0, length), crashingDisk(100, true));
      expect(await nodeDisk.size(`${target}.reserve`)).toBeGreaterThanOrEqual(length);
    }
  });
});
