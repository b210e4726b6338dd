import { fieldTable, monthNames, weekdayNames } from './field.ts';
import type { CronSchedule, DayOfMonthTerm, DayOfWeekTerm } from './schedule.ts';
import { isComplete, monthDaysOf, valuesOf, weekdaysOf } from './values.ts';
import { listed, ordinal, spans, strideOf } from './wording.ts';

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** From this many even steps on, numbers are told by their rhythm. */
const minimumSteps = 5;

/** The days of a schedule: `on Monday in April`, `on day 1 of every month`; `every day` when nothing narrows them. */
export function dayPhrase(schedule: CronSchedule): string {
  const months = monthsInWords(schedule);
  const days = schedule.dayOfWeek === null ? daysOfMonth(schedule.dayOfMonth ?? []) : daysOfWeek(schedule.dayOfWeek);
  return place(days, months) + yearPhrase(schedule);
}

interface Days {
  readonly text: string;
  /** Whether the days are counted in a month, so that the month belongs to them even when it is every month. */
  readonly ofMonth: boolean;
}

/** `undefined` when every day matches. */
function place(days: Days | undefined, months: string | undefined): string {
  if (days === undefined) return months === undefined ? 'every day' : `every day in ${months}`;
  if (days.ofMonth) return `${days.text} of ${months ?? 'every month'}`;
  return months === undefined ? days.text : `${days.text} in ${months}`;
}

function daysOfMonth(terms: readonly DayOfMonthTerm[]): Days | undefined {
  const [first] = terms;
  if (first?.kind === 'last') return { text: 'on the last day', ofMonth: true };
  if (first?.kind === 'nearest-weekday') return { text: `on the weekday nearest to day ${first.day}`, ofMonth: true };
  const days = monthDaysOf(terms);
  if (isComplete(days, fieldTable.dayOfMonth)) return undefined;
  const stride = strideOf(days, minimumSteps);
  if (stride !== undefined)
    return { text: `on every ${ordinal(stride)} day from day ${days[0]} to day ${days.at(-1)}`, ofMonth: true };
  return { text: `on day${days.length === 1 ? '' : 's'} ${spans(days, String)}`, ofMonth: true };
}

function daysOfWeek(terms: readonly DayOfWeekTerm[]): Days | undefined {
  const [first] = terms;
  if (first?.kind === 'nth-weekday')
    return { text: `on the ${ordinals[first.nth - 1]} ${weekday(first.weekday)}`, ofMonth: true };
  const weekdays = weekdaysOf(terms);
  return isComplete(weekdays, fieldTable.dayOfWeek) ? undefined : { text: `on ${spans(weekdays, weekday)}`, ofMonth: false };
}

/** `undefined` for all of them. */
function monthsInWords(schedule: CronSchedule): string | undefined {
  const months = valuesOf(schedule.month, fieldTable.month);
  return isComplete(months, fieldTable.month) ? undefined : listed(months.map((month) => monthNames[month - 1] ?? ''));
}

function yearPhrase(schedule: CronSchedule): string {
  const years = valuesOf(schedule.year, fieldTable.year);
  const [first, last] = [years[0] ?? 0, years.at(-1) ?? 0];
  if (isComplete(years, fieldTable.year)) return '';
  if (years.length > 2 && last - first === years.length - 1) return ` from ${first} to ${last}`;
  const stride = strideOf(years, minimumSteps);
  return stride === undefined ? ` in ${spans(years, String)}` : ` in every ${ordinal(stride)} year from ${first} to ${last}`;
}

function weekday(number: number): string {
  return weekdayNames[number - 1] ?? '';
}
