import { hash } from 'node:crypto';

/**
 * How much of the campaign is run: all of it where `CHAOS=whole` (`npm run chaos`), otherwise a tenth that a seed chooses.
 * `CHAOS_SEED` is another seed; the one that was used stands in the names of the tests, so that a failure can be had again.
 */
export const isWhole = process.env['CHAOS'] === 'whole';

export const seed = Number(process.env['CHAOS_SEED'] ?? 1);

/** Numbers from 0 to 1, the same ones for the same seed. */
export function chance(start: number | string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return Number.parseInt(hash('sha256', `${start}/${drawn}`).slice(0, 12), 16) / 2 ** 48;
  };
}

/** The part of some cases that this run has. */
export function shareOf<Case>(cases: readonly Case[]): readonly Case[] {
  if (isWhole) return cases;
  const next = chance(seed);
  return cases.filter(() => next() < 0.1);
}

export const shareName = isWhole ? 'the whole' : `a tenth, seed ${seed}`;

/** Does something for each of many, so many at once. */
export async function atOnce<Case>(count: number, cases: readonly Case[], act: (each: Case) => Promise<void>): Promise<void> {
  const waiting = cases.values();
  const work = async () => {
    for (const each of waiting) await act(each);
  };
  await Promise.all(Array.from({ length: count }, work));
}
