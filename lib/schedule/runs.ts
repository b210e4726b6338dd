import { calendarOf, timesOf } from './calendar.ts';
import type { CronSchedule } from './schedule.ts';
import { type Stretch, stretchesOf, zoneOf } from './zone.ts';

export const millisecondsPerMinute = 60_000;
export const millisecondsPerDay = 1440 * millisecondsPerMinute;

/**
 * Runs of one local month that have the same times on each of their days and the same offset. A run is at
 * `origin + day * millisecondsPerDay + time * millisecondsPerMinute`.
 */
export interface RunBlock {
  readonly year: number;
  /** The instant in milliseconds that is the day before the first of the month by the offset of these runs. */
  readonly origin: number;
  /** Days of the month, ascending, never empty. */
  readonly days: readonly number[];
  /** Minutes since midnight, ascending, never empty; the same array for all blocks that have all times of the schedule. */
  readonly times: readonly number[];
}

/**
 * The runs of a cron schedule strictly after an instant, ascending, to the end of the schedule (2199 at the latest). A local time
 * that the clocks skip does not run, one that they show twice runs the first time. In blocks, because a schedule can have a run a
 * minute for centuries. Throws `RangeError` for an unknown timezone.
 */
export function* runBlocks(schedule: CronSchedule, after: Date, timezone: string): Generator<RunBlock, undefined> {
  const zone = zoneOf(timezone);
  const calendar = calendarOf(schedule);
  const times = timesOf(schedule);
  // A day early, because the local date may be a day behind UTC's.
  const start = new Date(after.getTime() - millisecondsPerDay);
  const [startYear, startMonth] = [start.getUTCFullYear(), start.getUTCMonth() + 1];
  for (const year of calendar.years) {
    // Not `year < startYear`: an invalid date gives NaN, and has no runs after it.
    if (!(year >= startYear)) continue;
    for (const month of calendar.months) {
      if (year === startYear && month < startMonth) continue;
      const days = calendar.daysIn(year, month);
      if (days.length === 0) continue;
      for (const stretch of stretchesOf(zone, year, month)) yield* blocksWithin(stretch, { year, month, days, times, after });
    }
  }
}

interface Month {
  readonly year: number;
  readonly month: number;
  readonly days: readonly number[];
  readonly times: readonly number[];
  readonly after: Date;
}

function* blocksWithin(stretch: Stretch, { year, month, days, times, after }: Month): Generator<RunBlock, undefined> {
  const first = Date.UTC(year, month - 1);
  const from = Math.max(stretch.from, after.getTime() + stretch.offset + 1);
  const origin = first - millisecondsPerDay - stretch.offset;
  let whole: number[] = [];
  for (const day of days) {
    const midnight = first + (day - 1) * millisecondsPerDay;
    const those = timesBetween(times, (from - midnight) / millisecondsPerMinute, (stretch.to - midnight) / millisecondsPerMinute);
    if (those === times) {
      whole.push(day);
      continue;
    }
    if (whole.length > 0) yield { year, origin, days: whole, times };
    whole = [];
    if (those.length > 0) yield { year, origin, days: [day], times: those };
  }
  if (whole.length > 0) yield { year, origin, days: whole, times };
}

/** The times from `from` up to, not including, `to`; the very array when those are all. */
function timesBetween(times: readonly number[], from: number, to: number): readonly number[] {
  if (from <= 0 && to >= 1440) return times;
  return times.slice(indexOfFirst(times, from), indexOfFirst(times, to));
}

/** Where the first time stands that is not before `limit`. */
function indexOfFirst(times: readonly number[], limit: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
