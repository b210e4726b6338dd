import type { Disk } from './disk.ts';

/**
 * Replaces the content of a data file. Whatever happens meanwhile, the file holds the old content or the new one, because the new one is
 * written whole beside it and then takes its name in one step.
 *
 * A full disk has no room for that, and would not even let the content become less. So a reserve as large as the file lies beside it,
 * from better days: content that is no longer than before is then written over the reserve, in room that is taken already, and the
 * reserve takes the name. That frees the room of the old file, of which the next reserve is made. Content that grows is refused: it
 * would leave too little for the next reserve.
 *
 * File systems that never write in place (btrfs, ZFS) may refuse that, too; then the old content stays.
 */
export async function save(target: string, bytes: Uint8Array, disk: Disk): Promise<void> {
  const beside = `${target}.new`;
  try {
    await disk.write(beside, bytes);
    await disk.replace(beside, target);
  } catch (error) {
    // Half a file would only take room.
    await disk.remove(beside).catch(() => undefined);
    if (!isFull(error) || !(await fitsReserve(target, bytes, disk))) throw error;
    await disk.overwrite(reserveOf(target), bytes);
    await disk.replace(reserveOf(target), target);
  }
  await keepReserve(target, bytes.length, disk);
}

/** Sets room aside for a file of a size, where there is any; without it, everything works but to free room on a full disk. */
export async function keepReserve(target: string, size: number, disk: Disk): Promise<void> {
  const reserve = reserveOf(target);
  if ((await disk.size(reserve)) >= size) return;
  for (const room of [generous(size), size]) {
    try {
      return await disk.allocate(reserve, room);
    } catch {
      await disk.remove(reserve).catch(() => undefined);
    }
  }
}

function reserveOf(target: string): string {
  return `${target}.reserve`;
}

async function fitsReserve(target: string, { length }: Uint8Array, disk: Disk): Promise<boolean> {
  return length <= (await disk.size(target)) && length <= (await disk.size(reserveOf(target)));
}

/** A quarter more, in whole blocks of 64 KiB, so that a file that grows does not need another reserve at every write. */
function generous(size: number): number {
  return Math.ceil((size * 1.25) / 65_536) * 65_536;
}

/** errno(3): no space left on the device, or none in the quota of the user. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
