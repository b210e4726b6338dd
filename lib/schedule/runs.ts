import { calendarOf, timesOf } from './calendar.ts';
import type { CronSchedule } from './schedule.ts';
import { type Stretch, stretchesOf, zoneOf } from './zone.ts';

export const millisecondsPerMinute = 60_000;
export const millisecondsPerHour = 60 * millisecondsPerMinute;
export const millisecondsPerDay = 24 * millisecondsPerHour;

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
      yield* stretchesOf(zone, year, month).flatMap((stretch) => blocksWithin(stretch, { year, month, days, times, after }));
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

/** A list, because a generator inside of another one takes longer than what it does. */
function blocksWithin(stretch: Stretch, { year, month, days, times, after }: Month): readonly RunBlock[] {
  const local = Date.UTC(year, month - 1) - millisecondsPerDay;
  const from = Math.max(stretch.from, after.getTime() + stretch.offset + 1);
  const origin = local - stretch.offset;
  return partsBetween({ origin: local, days, times }, from, stretch.to).map((part) => ({
    year,
    origin,
    days: part.days,
    times: part.times,
  }));
}

type Part = Pick<RunBlock, 'days' | 'times'>;

/** The runs of a block from `from` up to, not including, `to`, in the time that its origin is in. */
export function partsBetween(block: Part & Pick<RunBlock, 'origin'>, from: number, to: number): readonly Part[] {
  const { origin, days, times } = block;
  const isWhole =
    from <= origin + (days[0] ?? 0) * millisecondsPerDay && to >= origin + ((days.at(-1) ?? 0) + 1) * millisecondsPerDay;
  // The common case, in which nobody has to look at the days.
  return isWhole ? [{ days, times }] : partsOf(block, from, to);
}

function partsOf({ origin, days, times }: Part & Pick<RunBlock, 'origin'>, from: number, to: number): readonly Part[] {
  const parts: Part[] = [];
  let whole: number[] = [];
  for (const day of days) {
    const midnight = origin + day * millisecondsPerDay;
    if (midnight + millisecondsPerDay <= from) continue;
    if (midnight >= to) break;
    const those = timesBetween(times, (from - midnight) / millisecondsPerMinute, (to - midnight) / millisecondsPerMinute);
    if (those === times) {
      whole.push(day);
      continue;
    }
    if (whole.length > 0) parts.push({ days: whole, times });
    whole = [];
    if (those.length > 0) parts.push({ days: [day], times: those });
  }
  if (whole.length > 0) parts.push({ days: whole, times });
  return parts;
}

/** The times from `from` up to, not including, `to`; the very array when those are all. */
function timesBetween(times: readonly number[], from: number, to: number): readonly number[] {
  if (from <= 0 && to >= 1440) return times;
  return times.slice(indexOfFirst(times, from), indexOfFirst(times, to));
}

/** Where the first time stands that is not before `limit`. */
export function indexOfFirst(times: readonly number[], limit: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
