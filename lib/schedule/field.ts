export type FieldName = 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek' | 'year';

/** What one of the six cron fields may hold. */
export interface Field {
  readonly label: string;
  readonly lowest: number;
  readonly highest: number;
  /** English names of the values, from `lowest` on; the first three letters of each may stand for the number. */
  readonly names?: readonly string[];
  /** The allowed texts, in words for the author. */
  readonly expected: string;
}

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/**
 * The fields with their bounds and signs, from "Use cron expressions in Image Builder"
 * (https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html).
 */
export const fieldTable: Readonly<Record<FieldName, Field>> = {
  minute: { label: 'minute', lowest: 0, highest: 59, expected: '0-59, with , - / or *' },
  hour: { label: 'hour', lowest: 0, highest: 23, expected: '0-23, with , - / or *' },
  dayOfMonth: { label: 'day of month', lowest: 1, highest: 31, expected: '1-31, with , - / or *, L for the last day, 15W, or ?' },
  month: { label: 'month', lowest: 1, highest: 12, names: monthNames, expected: '1-12 or JAN-DEC, with , - / or *' },
  dayOfWeek: {
    label: 'day of week',
    lowest: 1,
    highest: 7,
    names: weekdayNames,
    expected: '1-7 or SUN-SAT (1 is Sunday), with , - or *, FRI#2 for the second Friday, or ?',
  },
  year: { label: 'year', lowest: 1970, highest: 2199, expected: '1970-2199, with , - / or *' },
};

/** The fields in the order in which an expression gives them. */
export const fieldOrder = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'] as const;

/** The day of the week as an expression names it: 1 gives `SUN`. Names, because Unix and AWS number the days differently. */
export function weekdayName(weekday: number): string {
  return (weekdayNames[weekday - 1] ?? '').slice(0, 3).toUpperCase();
}

/** How many values a field has. */
export function fieldSize(field: Field): number {
  return field.highest - field.lowest + 1;
}
