import { fieldTable, weekdayNames } from './field.ts';
import type { CronSchedule, DayOfMonthTerm, DayOfWeekTerm } from './schedule.ts';
import { monthDaysOf, valuesOf, weekdaysOf } from './values.ts';

/** The days of a cron schedule, laid out for searching. */
export interface Calendar {
  readonly years: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** The days of one month that match, ascending. */
  readonly daysIn: (year: number, month: number) => readonly number[];
}

export function calendarOf(schedule: CronSchedule): Calendar {
  return {
    years: valuesOf(schedule.year, fieldTable.year),
    months: valuesOf(schedule.month, fieldTable.month),
    daysIn: schedule.dayOfWeek === null ? daysOfMonth(schedule.dayOfMonth ?? []) : daysOfWeek(schedule.dayOfWeek),
  };
}

/** The times of day of a cron schedule in minutes since local midnight, ascending. */
export function timesOf(schedule: CronSchedule): number[] {
  const minutes = valuesOf(schedule.minute, fieldTable.minute);
  return valuesOf(schedule.hour, fieldTable.hour).flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

/** Whether any day matches at all: 31 February never comes, 29 February comes in no year but a leap year. */
export function everRuns(calendar: Calendar): boolean {
  return calendar.years.some((year) => calendar.months.some((month) => calendar.daysIn(year, month).length > 0));
}

function daysOfMonth(terms: readonly DayOfMonthTerm[]): Calendar['daysIn'] {
  const [first] = terms;
  if (first?.kind === 'last') return (year, month) => [lengthOf(year, month)];
  if (first?.kind === 'nearest-weekday') return (year, month) => nearestWeekday(year, month, first.day);
  const days = monthDaysOf(terms);
  // Months of one length have the same days, and years of runs are looked at.
  const known = new Map<number, readonly number[]>();
  return (year, month) => {
    const length = lengthOf(year, month);
    const found = known.get(length) ?? days.filter((day) => day <= length);
    known.set(length, found);
    return found;
  };
}

/** The day itself, or the Friday before or Monday after it, never leaving the month; no day where the month is too short. */
function nearestWeekday(year: number, month: number, day: number): number[] {
  const length = lengthOf(year, month);
  if (day > length) return [];
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return [day === 1 ? 3 : day - 1];
  if (weekday === 1) return [day === length ? day - 2 : day + 1];
  return [day];
}

function daysOfWeek(terms: readonly DayOfWeekTerm[]): Calendar['daysIn'] {
  const [first] = terms;
  if (first?.kind === 'nth-weekday') {
    return (year, month) => {
      const day = 1 + ((first.weekday - weekdayOf(year, month, 1) + 7) % 7) + (first.nth - 1) * 7;
      return day <= lengthOf(year, month) ? [day] : [];
    };
  }
  const weekdays = weekdaysOf(terms);
  const matches = weekdayNames.map((_, index) => weekdays.includes(index + 1));
  const known = new Map<number, readonly number[]>();
  return (year, month) => {
    const offset = weekdayOf(year, month, 1) - 1;
    const length = lengthOf(year, month);
    const key = offset * 32 + length;
    const found = known.get(key) ?? range(length).filter((day) => matches[(offset + day - 1) % 7]);
    known.set(key, found);
    return found;
  };
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1);
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Sunday = 1. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}
