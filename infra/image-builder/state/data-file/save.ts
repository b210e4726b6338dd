import type { Disk } from './disk.ts';

/**
 * Replaces the content of a data file. Whatever happens meanwhile, the file holds the old content or the new one, because the new
 * one is written whole beside it and then takes its name in one step.
 *
 * A full disk has no room for that, and would not even let the content become less. So a reserve lies beside the file, from
 * better days, at least as large as the file: the content is then written over the reserve, in room that is taken already, and
 * the reserve takes the name. That frees the room of the old file, of which the next reserve is made. Content that would leave
 * too little for it is refused, so that less can always be written; what a deletion has freed is there for the next creation.
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
    if (!isFull(error) || !(await suffices(target, bytes.length, disk))) throw error;
    await disk.overwrite(reserveOf(target), bytes);
    await disk.replace(reserveOf(target), target);
  }
  await keepReserve(target, bytes.length, disk);
}

/** Sets room aside for a file of a size, where there is any; without it, everything works but to free room on a full disk. */
export async function keepReserve(target: string, size: number, disk: Disk): Promise<void> {
  const reserve = reserveOf(target);
  if ((await disk.size(reserve)) >= size) return;
  for (const room of [generous(size), roomFor(size)]) {
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

/**
 * Whether the reserve can become the file, and what is left of both can become the next reserve. It may grow by the little that
 * is free for that.
 */
async function suffices(target: string, size: number, disk: Disk): Promise<boolean> {
  const reserve = reserveOf(target);
  const present = await disk.size(reserve);
  // No reserve could be set aside in better days, and this is none.
  if (present === 0) return false;
  const needed = Math.max(roomFor(size), 2 * roomFor(size) - roomFor(await disk.size(target)));
  if (present >= needed) return true;
  return disk.allocate(reserve, needed).then(
    () => true,
    () => false,
  );
}

/** What a file takes of a disk: whole blocks, which are rarely larger than 4 KiB (mkfs.ext4(8), mkfs.xfs(8), tmpfs(5)). */
function roomFor(size: number): number {
  return Math.ceil(size / 4096) * 4096;
}

/** A quarter more, in steps of 64 KiB, so that a file that grows does not need another reserve at every write. */
function generous(size: number): number {
  return Math.ceil((size * 1.25) / 65_536) * 65_536;
}

/** errno(3): no space left on the device, or none in the quota of the user. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
