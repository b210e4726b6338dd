import { type Field, fieldSize, fieldTable, weekdayName } from './field.ts';

/** How numbers in the day-of-week field are meant: `aws` counts from Sunday = 1, `unix` from Sunday = 0 (and 7 again). */
export type DayNumbering = 'aws' | 'unix' | 'unclear';

/**
 * What a field plainly means that the dialect refuses, in a form it accepts: ranges that wrap (`FRI-MON`), steps in lists, names
 * in full, steps and Unix numbers in day of week become lists and ranges. `undefined` where the meaning is not plain.
 */
export function rewrittenField(text: string, field: Field, numbering: DayNumbering): string | undefined {
  const scale = scaleOf(text, field, numbering);
  if (scale === undefined) return undefined;
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const numbers = numbersOf(part, field, scale);
    if (numbers === undefined) return undefined;
    for (const number of numbers) values.add(field.lowest + ((number - scale.zero) % fieldSize(field)));
  }
  return printed(
    [...values].sort((a, b) => a - b),
    field,
  );
}

/** The author's numbers: where they begin, and the highest that may be written. */
interface Scale {
  readonly zero: number;
  readonly highest: number;
}

function scaleOf(text: string, field: Field, numbering: DayNumbering): Scale | undefined {
  const own = { zero: field.lowest, highest: field.highest };
  const numbers = text.split(/[,-]/).map((piece) => piece.split('/', 1)[0] ?? '');
  if (field !== fieldTable.dayOfWeek || !numbers.some((number) => /^\d/.test(number))) return own;
  // Only Unix knows a day 0, so one 0 settles how the whole field counts.
  if (numbering === 'unix' || numbers.includes('0')) return { zero: 0, highest: 7 };
  return numbering === 'aws' ? own : undefined;
}

function numbersOf(part: string, field: Field, scale: Scale): number[] | undefined {
  const [base = '', stepText, ...rest] = part.split('/');
  const step = stepText === undefined ? 1 : Number(/^[1-9]\d?$/.test(stepText) ? stepText : Number.NaN);
  const bounds = boundsOf(base, field, scale, stepText !== undefined);
  if (rest.length > 0 || bounds === undefined || !(step < fieldSize(field))) return undefined;
  const numbers: number[] = [];
  for (let number = bounds.from; number <= bounds.to; number += step) numbers.push(number);
  return numbers;
}

/** `to` may lie beyond the scale: a range that wraps goes on counting, and the caller folds it back. */
function boundsOf(base: string, field: Field, scale: Scale, stepped: boolean): { from: number; to: number } | undefined {
  const last = scale.zero + fieldSize(field) - 1;
  if (base === '*') return stepped ? { from: scale.zero, to: last } : undefined;
  const [from, to, ...rest] = base.split('-').map((text) => numberOf(text, field, scale));
  if (from === undefined || rest.length > 0) return undefined;
  if (!base.includes('-')) return { from, to: stepped ? last : from };
  if (to === undefined) return undefined;
  if (from <= to) return { from, to };
  // Years do not come round again.
  return field === fieldTable.year ? undefined : { from, to: to + fieldSize(field) };
}

function numberOf(text: string, field: Field, scale: Scale): number | undefined {
  if (/^[a-z]{3,9}$/i.test(text)) {
    const index = (field.names ?? []).findIndex((name) => name.toUpperCase().startsWith(text.toUpperCase()));
    return index < 0 ? undefined : scale.zero + index;
  }
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= scale.zero && number <= scale.highest ? number : undefined;
}

/** Three or more neighbours become a range, all values become `*`. */
function printed(values: readonly number[], field: Field): string {
  if (values.length === fieldSize(field)) return '*';
  const name = field === fieldTable.dayOfWeek ? weekdayName : String;
  const parts: string[] = [];
  for (let index = 0; index < values.length; ) {
    const from = values[index] ?? 0;
    let length = 1;
    while (values[index + length] === from + length) length++;
    const run = values.slice(index, index + length);
    parts.push(length > 2 ? `${name(from)}-${name(from + length - 1)}` : run.map(name).join(','));
    index += length;
  }
  return parts.join(',');
}
