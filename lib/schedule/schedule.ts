/** The numbers that one cron field admits, as they were written. */
export type CronTerm =
  | { readonly kind: 'every' }
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'step'; readonly of: CronTerm; readonly step: number }
  /** Day of month only: the last day (`L`). */
  | { readonly kind: 'last' }
  /** Day of month only: the weekday nearest to a day, inside its month (`15W`). */
  | { readonly kind: 'nearest-weekday'; readonly day: number }
  /** Day of week only: the nth such day of the month (`fri#2`). */
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

/** One field: its terms, or `null` for `?`. Days of the week count from Sunday = 1, as the service does. */
export type CronField = readonly CronTerm[] | null;

export interface CronSchedule {
  readonly kind: 'cron';
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
  readonly year: CronField;
}

export interface RateSchedule {
  readonly kind: 'rate';
  readonly every: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

/** A schedule expression of Image Builder, understood. */
export type Schedule = CronSchedule | RateSchedule;

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
