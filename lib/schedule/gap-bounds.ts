import { timesOf } from './calendar.ts';
import { intervalOf } from './next-runs.ts';
import { millisecondsPerDay, millisecondsPerMinute } from './runs.ts';
import type { CronSchedule, DayOfMonthTerm, DayOfWeekTerm, Schedule } from './schedule.ts';
import { isEvery, monthDaysOf, weekdaysOf } from './values.ts';

/** Between which two numbers of milliseconds all gaps of a schedule lie, its clock changes included. */
export interface GapBounds {
  readonly atLeast: number;
  readonly atMost: number;
  /** Whether both bounds are reached: then they are the smallest and the largest gap. */
  readonly exact: boolean;
}

/**
 * More than any zone's clocks go back and forth in the years to come: two hours at Troll, one hour or less elsewhere. The day
 * that Samoa left out in 2011 was announced, and is for `gaps` to find in the timezone database.
 */
export const maximumShift = 3 * 60 * millisecondsPerMinute;

/**
 * Bounds of the gaps, in microseconds where `gaps` takes milliseconds: arithmetic in place of a calendar of 28 years. `undefined`
 * for a schedule that this cannot judge: one that is limited to months or years, or whose days depend on the month.
 */
export function gapBounds(schedule: Schedule, timezone = 'UTC'): GapBounds | undefined {
  if (schedule.kind === 'rate') {
    const interval = intervalOf(schedule);
    return { atLeast: interval, atMost: interval, exact: true };
  }
  const local = localGaps(schedule);
  if (local === undefined) return undefined;
  const { smallest, largest } = local;
  if (timezone === 'UTC' || timezone === 'Etc/UTC') return { atLeast: smallest, atMost: largest, exact: true };
  // A run at a time that the clocks skip is lost, and two gaps become one.
  return { atLeast: smallest - maximumShift, atMost: 2 * largest + maximumShift, exact: false };
}

interface Extremes {
  readonly smallest: number;
  readonly largest: number;
}

/** The gaps by the clock on the wall, were it never changed. */
function localGaps(schedule: CronSchedule): Extremes | undefined {
  if (!isEvery(schedule.year) || !isEvery(schedule.month)) return undefined;
  const days = schedule.dayOfWeek === null ? dayGapsOfMonth(schedule.dayOfMonth ?? []) : dayGapsOfWeek(schedule.dayOfWeek);
  if (days === undefined) return undefined;
  const times = timesOf(schedule);
  const within = ((times.at(-1) ?? 0) - (times[0] ?? 0)) * millisecondsPerMinute;
  let smallest = days.smallest * millisecondsPerDay - within;
  let largest = days.largest * millisecondsPerDay - within;
  for (let index = 1; index < times.length; index++) {
    const step = ((times[index] ?? 0) - (times[index - 1] ?? 0)) * millisecondsPerMinute;
    smallest = Math.min(smallest, step);
    largest = Math.max(largest, step);
  }
  return { smallest, largest };
}

/** In days. */
function dayGapsOfWeek(terms: readonly DayOfWeekTerm[]): Extremes | undefined {
  if (terms.some(({ kind }) => kind === 'nth-weekday')) return undefined;
  return extremesOf(weekdaysOf(terms), 7, 7);
}

/** In days. */
function dayGapsOfMonth(terms: readonly DayOfMonthTerm[]): Extremes | undefined {
  if (isEvery(terms)) return { smallest: 1, largest: 1 };
  if (terms.some(({ kind }) => kind === 'nearest-weekday')) return undefined;
  if (terms.some(({ kind }) => kind === 'last')) return { smallest: 28, largest: 31 };
  const days = monthDaysOf(terms);
  // Days that some months do not have are left out in those.
  return (days.at(-1) ?? 0) > 28 ? undefined : extremesOf(days, 28, 31);
}

/** Distances between days of a period and on to its next one, which is `shortest` to `longest` days later. */
function extremesOf(days: readonly number[], shortest: number, longest: number): Extremes {
  const steps = days.slice(1).map((day, index) => day - (days[index] ?? 0));
  const across = (days[0] ?? 0) - (days.at(-1) ?? 0);
  return { smallest: Math.min(...steps, across + shortest), largest: Math.max(...steps, across + longest) };
}
