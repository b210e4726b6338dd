import { timesOf } from './calendar.ts';
import type { CalendarLimit } from './calendar-limits.ts';
import { fieldTable } from './field.ts';
import { gapBounds, maximumShift } from './gap-bounds.ts';
import { hourShift } from './period.ts';
import { millisecondsPerDay } from './runs.ts';
import type { CronSchedule } from './schedule.ts';
import { isEvery, monthDaysOf, valuesOf, weekdaysOf } from './values.ts';
import { offsetsBetween, zoneOf } from './zone.ts';

/**
 * The days of the week, Sunday = 1, beyond which a schedule never runs by its own clock. Some of them may never come.
 */
export function possibleWeekdays({ dayOfMonth, dayOfWeek }: CronSchedule): readonly number[] {
  if (dayOfWeek === null) return dayOfMonth?.[0]?.kind === 'nearest-weekday' ? [2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7];
  const [first] = dayOfWeek;
  return first?.kind === 'nth-weekday' ? [first.weekday] : weekdaysOf(dayOfWeek);
}

/** A schedule, its timezone, and that of the calendar. */
export interface Places {
  readonly schedule: CronSchedule;
  readonly timezone: string;
  readonly zone: string;
  readonly isOwn: boolean;
  readonly now: Date;
}

/**
 * Whether a schedule certainly never has more runs in a period than a limit allows; no clock shows a time of a day to it twice.
 */
export function neverTooMany(places: Places, { count, unit }: CalendarLimit): boolean {
  const { schedule, isOwn } = places;
  if (unit === 'hour') return valuesOf(schedule.minute, fieldTable.minute).length <= count && haveSteadyHours(places);
  if (!isOwn) return false;
  return timesOf(schedule).length * mostDays(schedule, unit) <= count;
}

/** Whether a schedule certainly never has fewer runs in a period than a limit demands. */
export function neverTooFew(places: Places, { count, unit }: CalendarLimit): boolean {
  const { schedule, timezone } = places;
  if (unit === 'hour')
    return (
      valuesOf(schedule.minute, fieldTable.minute).length >= count &&
      isEvery(schedule.hour) &&
      isEvery(schedule.dayOfMonth ?? schedule.dayOfWeek ?? []) &&
      isEvery(schedule.month) &&
      isEvery(schedule.year) &&
      haveSteadyHours(places) &&
      offsetsOf(timezone, places.now).length === 1
    );
  const bounds = gapBounds(schedule, timezone);
  return bounds !== undefined && count * bounds.atMost + maximumShift <= shortest[unit];
}

const shortest = { day: millisecondsPerDay, week: 7 * millisecondsPerDay, month: 28 * millisecondsPerDay } as const;

/**
 * Whether the hours of both clocks begin together and go on beginning so: all but those of Lord Howe, which change by half an
 * hour.
 */
function haveSteadyHours({ timezone, zone, now }: Places): boolean {
  return [timezone, zone].every((name) => new Set(offsetsOf(name, now).map(({ offset }) => hourShift(offset))).size === 1);
}

function offsetsOf(timezone: string, now: Date) {
  return offsetsBetween(zoneOf(timezone), now.getTime(), Date.UTC(now.getUTCFullYear() + 28));
}

function mostDays({ dayOfMonth, dayOfWeek }: CronSchedule, unit: 'day' | 'week' | 'month'): number {
  if (unit === 'day') return 1;
  if (dayOfWeek !== null) {
    const weekdays = weekdaysOf(dayOfWeek).length;
    const isNth = dayOfWeek[0]?.kind === 'nth-weekday';
    if (unit === 'week') return isNth ? 1 : weekdays;
    return isNth ? 1 : weekdays * 5;
  }
  const [first] = dayOfMonth ?? [];
  const isSingle = first?.kind === 'last' || first?.kind === 'nearest-weekday';
  const days = isSingle ? 1 : monthDaysOf(dayOfMonth ?? []).length;
  return unit === 'month' ? days : Math.min(days, 7);
}
