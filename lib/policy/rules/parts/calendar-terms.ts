import type { CalendarLimit } from '../../../schedule/calendar-limits.ts';

/** A date, a day of every year, or a span of either kind, its last day included. */
export type ExcludedDate = string | { readonly from: string; readonly to: string };

/** On which days, at which hours, and how often in the units of a calendar runs may start. */
export interface CalendarParameters {
  /** The timezone that all the others are meant in; absent: each schedule's own. */
  readonly zone?: string;
  readonly hours?: readonly string[];
  readonly weekdays?: readonly WeekdayName[];
  readonly excludedDates?: readonly ExcludedDate[];
  readonly atMost?: string;
  readonly atLeast?: string;
}

/** The days of the week as policies name them. */
export const weekdayKeys = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type WeekdayName = (typeof weekdayKeys)[number];

const full = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** In the order of the week, whatever the policy's. */
export function weekdaysInWords(weekdays: readonly WeekdayName[]): readonly string[] {
  return full.filter((_, index) => weekdays.some((name) => weekdayKeys.indexOf(name) === index));
}

/** As messages and explanations show an entry: `2026-12-24`, `12-15 to 01-05`. */
export function shownDates(entry: ExcludedDate): string {
  return typeof entry === 'string' ? entry : `${entry.from} to ${entry.to}`;
}

/** Whether runs may start on a date, counted in days since 1970-01-01, which was a Thursday. */
export function prepareWeekdays(weekdays: readonly WeekdayName[]): (date: number) => boolean {
  const allowed = weekdayKeys.map((name) => weekdays.includes(name));
  return (date) => allowed[(((date + 3) % 7) + 7) % 7] === true;
}

const limit = /^([1-9]\d{0,3}) per (hour|day|week|month)$/;

/** Reads `1 per day`. Throws on a text that `limitSchema` refuses. */
export function limitOf(text: string): CalendarLimit {
  const [, count, unit] = limit.exec(text) ?? [];
  if (unit !== 'hour' && unit !== 'day' && unit !== 'week' && unit !== 'month') throw new TypeError(`not a limit: ${text}`);
  return { count: Number(count), unit };
}
