import { indexOfFirst, millisecondsPerDay, millisecondsPerMinute, partsBetween, type RunBlock, runBlocks } from './runs.ts';
import type { CronSchedule } from './schedule.ts';
import { offsetsBetween, zoneOf } from './zone.ts';

/**
 * Runs as the clocks of a timezone show them, which need not be the schedule's own. A run shows its `origin`, so many days
 * and minutes later, in milliseconds counted as though that were UTC.
 */
export interface LocalBlock extends RunBlock {
  /** What the clocks of the timezone show, less UTC. */
  readonly offset: number;
}

export interface LocalRunsQuery {
  /** Runs strictly after this. */
  readonly after: Date;
  /** That of the schedule. */
  readonly timezone: string;
  /** That of the clocks that are looked at. */
  readonly zone: string;
}

/** `runBlocks` by other clocks, in the order of time. Throws `RangeError` for an unknown timezone. */
export function* localBlocks(
  schedule: CronSchedule,
  { after, timezone, zone }: LocalRunsQuery,
): Generator<LocalBlock, undefined> {
  const clocks = zoneOf(zone);
  for (const block of runBlocks(schedule, after, timezone)) {
    const { year, origin, days, times } = block;
    const first = origin + (days[0] ?? 0) * millisecondsPerDay + (times[0] ?? 0) * millisecondsPerMinute;
    const last = origin + (days.at(-1) ?? 0) * millisecondsPerDay + (times.at(-1) ?? 0) * millisecondsPerMinute;
    const spans = offsetsBetween(clocks, first, last + 1);
    const [only] = spans;
    if (spans.length === 1 && only !== undefined) {
      yield { year, origin: origin + only.offset, days, times, offset: only.offset };
      continue;
    }
    for (const { from, to, offset } of spans) {
      for (const part of partsBetween(block, from, to)) yield { year, origin: origin + offset, offset, ...part };
    }
  }
}

/**
 * On which dates the runs of a block are, counted in days since 1970-01-01: of the runs of `day`, those before the index `split`
 * are on `base + day`, and the others on the day after.
 */
export function datesOf({ origin, times }: LocalBlock): { readonly base: number; readonly split: number } {
  const base = Math.floor(origin / millisecondsPerDay);
  return {
    base,
    split: indexOfFirst(times, (millisecondsPerDay - (origin - base * millisecondsPerDay)) / millisecondsPerMinute),
  };
}

/** What the clocks show at a run of a block. */
export function shownAt({ origin, times }: LocalBlock, day: number, index: number): number {
  return origin + day * millisecondsPerDay + (times[index] ?? 0) * millisecondsPerMinute;
}
