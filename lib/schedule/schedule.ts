/** A schedule expression of Image Builder, understood. */
export type Schedule = CronSchedule | RateSchedule;

/** `cron(minute hour day-of-month month day-of-week year)`. Exactly one of the two day fields is `null`, written `?`. */
export interface CronSchedule {
  readonly kind: 'cron';
  readonly minute: readonly NumberTerm[];
  readonly hour: readonly NumberTerm[];
  readonly dayOfMonth: readonly DayOfMonthTerm[] | null;
  readonly month: readonly NumberTerm[];
  readonly dayOfWeek: readonly DayOfWeekTerm[] | null;
  readonly year: readonly NumberTerm[];
}

/** `rate(7 days)`. A day is 24 hours, whatever the clocks do. */
export interface RateSchedule {
  readonly kind: 'rate';
  readonly every: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

/** Numbers that one cron field admits, as they were written. Months and days of the week (Sunday = 1) are numbers here too. */
export type NumberTerm = SimpleTerm | StepTerm;

export type SimpleTerm =
  | { readonly kind: 'every' }
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** Every nth of a range; of a value, that value and on to the field's highest (`5/15` is 5, 20, 35, 50). */
export interface StepTerm {
  readonly kind: 'step';
  readonly of: SimpleTerm;
  readonly step: number;
}

export type DayOfMonthTerm =
  | NumberTerm
  /** The last day (`L`). */
  | { readonly kind: 'last' }
  /** The weekday nearest to a day, inside its month (`15W`). */
  | { readonly kind: 'nearest-weekday'; readonly day: number };

export type DayOfWeekTerm =
  | SimpleTerm
  /** The nth such day of the month (`fri#2`). */
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

/** What is wrong with an expression, and where it leads when the intent is plain. */
export interface ScheduleProblem {
  /** A sentence for the author, for example `cron has five fields, six are needed (the year is missing)`. */
  readonly message: string;
  /** Where in the expression the problem begins, counted from 0. */
  readonly position: number;
  /** What would be right at that place, in words. */
  readonly expected: string;
  /** A whole expression that parses and means what the author plainly meant. Absent when that would be a guess. */
  readonly suggestion?: string;
}
