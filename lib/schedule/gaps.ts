import { intervalOf } from './next-runs.ts';
import { millisecondsPerDay, millisecondsPerMinute, runBlocks } from './runs.ts';
import type { CronSchedule, Schedule } from './schedule.ts';

export interface Gaps {
  /** Milliseconds between two consecutive runs; `null` with fewer than two runs. */
  readonly smallest: number | null;
  readonly largest: number | null;
}

export interface GapsQuery {
  /** Runs after this count. */
  readonly from: Date;
  /** IANA name, UTC by default. */
  readonly timezone?: string | undefined;
}

/** After 28 years leap days, days of the week and with them the clock changes fall on the same dates again (2100 aside). */
const yearsLookedAt = 28;

/**
 * The smallest and the largest gap between consecutive runs, clock changes included. Looks at the first 28 years in which the
 * schedule has runs (29 February: 28 leap years, 2096 to 2104 among them); later ones repeat what was seen.
 * Throws `RangeError` for an unknown timezone.
 */
export function gaps(schedule: Schedule, query: GapsQuery): Gaps {
  if (schedule.kind === 'cron') return gapsBetweenMatches(schedule, query);
  const interval = intervalOf(schedule);
  return { smallest: interval, largest: interval };
}

function gapsBetweenMatches(schedule: CronSchedule, { from, timezone = 'UTC' }: GapsQuery): Gaps {
  const range = new Range();
  let previous: number | undefined;
  const measured = new Set<readonly number[]>();
  let [year, years] = [0, 0];
  for (const block of runBlocks(schedule, from, timezone)) {
    if (block.year !== year) {
      year = block.year;
      years++;
      if (years > yearsLookedAt) break;
    }
    const { origin, days, times } = block;
    const [opening, closing] = [(times[0] ?? 0) * millisecondsPerMinute, (times.at(-1) ?? 0) * millisecondsPerMinute];
    if (previous !== undefined) range.add(origin + (days[0] ?? 0) * millisecondsPerDay + opening - previous);
    previous = origin + (days.at(-1) ?? 0) * millisecondsPerDay + closing;
    addSteps(range, days, millisecondsPerDay, closing - opening);
    // Nearly all blocks share one array of up to 1440 times, which has to be measured only once.
    if (!measured.has(times)) addSteps(range, times, millisecondsPerMinute);
    measured.add(times);
  }
  return range.smallest > range.largest
    ? { smallest: null, largest: null }
    : { smallest: range.smallest, largest: range.largest };
}

class Range {
  smallest = Number.POSITIVE_INFINITY;
  largest = Number.NEGATIVE_INFINITY;

  add(gap: number): void {
    if (gap < this.smallest) this.smallest = gap;
    if (gap > this.largest) this.largest = gap;
  }
}

/** The distances between neighbours, in milliseconds, `less` what lies inside the first of the two. */
function addSteps(range: Range, values: readonly number[], unit: number, less = 0): void {
  for (let index = 1; index < values.length; index++) {
    range.add(((values[index] ?? 0) - (values[index - 1] ?? 0)) * unit - less);
  }
}
