import { type Field, fieldSize, fieldTable } from './field.ts';
import type { DayOfMonthTerm, DayOfWeekTerm, NumberTerm, SimpleTerm, StepTerm } from './schedule.ts';
import { quoted, ScheduleError } from './schedule-error.ts';

/** The terms of a minute, hour, month or year field. Throws `ScheduleError` with positions counted from `position`. */
export function readNumbers(text: string, field: Field, position: number): NumberTerm[] {
  if (text === '?') {
    throw new ScheduleError(
      `? stands in ${field.label}; it may stand only in day of month or day of week`,
      position,
      field.expected,
    );
  }
  if (text.includes('/')) return [readStep(text, field, position)];
  return readList(text, field, position);
}

/** The terms of the day-of-month field, `null` for `?`. Throws `ScheduleError`. */
export function readDaysOfMonth(text: string, position: number): DayOfMonthTerm[] | null {
  const field = fieldTable.dayOfMonth;
  if (text === '?') return null;
  if (text === 'L') return [{ kind: 'last' }];
  if (/^\d{1,2}W$/.test(text)) return [{ kind: 'nearest-weekday', day: readValue(text.slice(0, -1), field, position) }];
  if (/[LW]/i.test(text)) {
    // `LW`, `L-3`, `5L` and lists with L or W come from other schedulers; Image Builder documents none of them.
    throw new ScheduleError(
      `${quoted(text)} in day of month is not part of the dialect: L stands alone, W follows one day (15W), both in capitals`,
      position,
      field.expected,
    );
  }
  return readNumbers(text, field, position);
}

/** The terms of the day-of-week field, `null` for `?`. Throws `ScheduleError`. */
export function readDaysOfWeek(text: string, position: number): DayOfWeekTerm[] | null {
  const field = fieldTable.dayOfWeek;
  if (text === '?') return null;
  if (text.includes('#')) return [readNthWeekday(text, field, position)];
  if (text.includes('/')) {
    throw new ScheduleError('/ is not allowed in day of week', position + text.indexOf('/'), field.expected);
  }
  if (/^(?:\d|[a-z]{3})?L$/i.test(text)) {
    // The service documents L as Sunday, yet counts the week from Sunday = 1 to Saturday = 7.
    throw new ScheduleError(
      text.length === 1
        ? 'L in day of week is ambiguous: documented as Sunday, although the week ends with Saturday'
        : `${quoted(text)} in day of week is not part of the dialect: the last such day of a month cannot be expressed`,
      position,
      'a day by its name, SUN to SAT',
    );
  }
  return readList(text, field, position);
}

function readNthWeekday(text: string, field: Field, position: number): DayOfWeekTerm {
  const hash = text.indexOf('#');
  const nth = text.slice(hash + 1);
  if (!/^[1-5]$/.test(nth)) {
    throw new ScheduleError(
      `${quoted(text)}: # needs one number from 1 to 5 after it, and may appear once`,
      position + hash + 1,
      'a number from 1 to 5',
    );
  }
  return { kind: 'nth-weekday', weekday: readValue(text.slice(0, hash), field, position), nth: Number(nth) };
}

function readStep(text: string, field: Field, position: number): StepTerm {
  const slash = text.indexOf('/');
  const comma = text.indexOf(',');
  if (comma >= 0) {
    throw new ScheduleError(
      `a step inside a list in ${field.label} is not part of the dialect`,
      position + comma,
      'a step alone, or a list',
    );
  }
  const step = text.slice(slash + 1);
  const highest = fieldSize(field) - 1;
  if (!/^[0-9]{1,3}$/.test(step) || Number(step) < 1 || Number(step) > highest) {
    throw new ScheduleError(
      `the step ${quoted(step)} in ${field.label} is not a number from 1 to ${highest}`,
      position + slash + 1,
      `a step from 1 to ${highest}`,
    );
  }
  return { kind: 'step', of: readSimple(text.slice(0, slash), field, position), step: Number(step) };
}

function readList(text: string, field: Field, position: number): SimpleTerm[] {
  if (text === '*') return [{ kind: 'every' }];
  const terms: SimpleTerm[] = [];
  let start = position;
  for (const part of text.split(',')) {
    if (part === '*' || part === '?') {
      throw new ScheduleError(`${part} in ${field.label} stands inside a list; it can only stand alone`, start, field.expected);
    }
    terms.push(readSimple(part, field, start));
    start += part.length + 1;
  }
  return terms;
}

function readSimple(text: string, field: Field, position: number): SimpleTerm {
  if (text === '*') return { kind: 'every' };
  const dash = text.indexOf('-');
  if (dash < 0) return { kind: 'value', value: readValue(text, field, position) };
  const from = readValue(text.slice(0, dash), field, position);
  const to = readValue(text.slice(dash + 1), field, position + dash + 1);
  if (from > to) {
    throw new ScheduleError(
      `the range ${quoted(text)} in ${field.label} runs backwards (the service documents no wrapping)`,
      position,
      'a range that ascends',
    );
  }
  return { kind: 'range', from, to };
}

function readValue(text: string, field: Field, position: number): number {
  const value = /^[0-9]+$/.test(text) && text.length <= String(field.highest).length ? Number(text) : readName(text, field);
  if (value !== undefined && value >= field.lowest && value <= field.highest) return value;
  const received = text === '' ? `a value is missing in ${field.label}` : `${quoted(text)} is not a valid ${field.label}`;
  throw new ScheduleError(received, position, field.expected);
}

function readName(text: string, field: Field): number | undefined {
  if (!/^[a-z]{3}$/i.test(text)) return undefined;
  const index = (field.names ?? []).findIndex((name) => name.slice(0, 3).toUpperCase() === text.toUpperCase());
  return index < 0 ? undefined : field.lowest + index;
}
