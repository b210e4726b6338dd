import { type Field, fieldSize, fieldTable } from './field.ts';
import type { CronSchedule, DayOfMonthTerm, DayOfWeekTerm, NumberTerm, SimpleTerm } from './schedule.ts';

/** The numbers that the terms admit, ascending and without repetition. */
export function valuesOf(terms: readonly NumberTerm[], field: Field): readonly number[] {
  const [first] = terms;
  // A single term ascends by itself. Most months and nearly all years are a *, of 230 values.
  if (first !== undefined && terms.length === 1) return first.kind === 'every' ? allValuesOf(field) : valuesOfTerm(first, field);
  return [...new Set(terms.flatMap((term) => valuesOfTerm(term, field)))].sort((a, b) => a - b);
}

const allValues = new Map<Field, readonly number[]>();

function allValuesOf(field: Field): readonly number[] {
  let values = allValues.get(field);
  if (values === undefined) {
    values = valuesOfTerm({ kind: 'every' }, field);
    allValues.set(field, values);
  }
  return values;
}

function valuesOfTerm(term: NumberTerm, field: Field): number[] {
  const { from, to, step } = bounds(term, field);
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}

/** The days of the month that the terms admit. `L` and `15W` count as none: they depend on the month. */
export function monthDaysOf(terms: readonly DayOfMonthTerm[]): readonly number[] {
  return valuesOf(
    terms.filter((term) => term.kind !== 'last' && term.kind !== 'nearest-weekday'),
    fieldTable.dayOfMonth,
  );
}

/** The days of the week that the terms admit, Sunday = 1. An nth weekday counts as none: it depends on the month. */
export function weekdaysOf(terms: readonly DayOfWeekTerm[]): readonly number[] {
  return valuesOf(
    terms.filter((term) => term.kind !== 'nth-weekday'),
    fieldTable.dayOfWeek,
  );
}

/** The last year that a cron schedule admits. */
export function highestYear({ year }: CronSchedule): number {
  return Math.max(...valuesOf(year, fieldTable.year));
}

/** Whether the terms are the single `*`. */
export function isEvery(terms: readonly { readonly kind: string }[]): boolean {
  return terms.length === 1 && terms[0]?.kind === 'every';
}

/** Whether the terms admit every number of the field. */
export function isComplete(values: readonly number[], field: Field): boolean {
  return values.length === fieldSize(field);
}

function bounds(term: NumberTerm, field: Field): { from: number; to: number; step: number } {
  if (term.kind !== 'step') return { ...simpleBounds(term, field), step: 1 };
  const { from, to } = simpleBounds(term.of, field);
  return { from, to: term.of.kind === 'value' ? field.highest : to, step: term.step };
}

function simpleBounds(term: SimpleTerm, field: Field): { from: number; to: number } {
  if (term.kind === 'every') return { from: field.lowest, to: field.highest };
  if (term.kind === 'value') return { from: term.value, to: term.value };
  return { from: term.from, to: term.to };
}
