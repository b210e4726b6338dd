import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSchedule } from '../../lib/schedule/describe.ts';
import { parseSchedule } from '../../lib/schedule/parse.ts';
import { printSchedule } from '../../lib/schedule/print.ts';
import type { Schedule } from '../../lib/schedule/schedule.ts';
import { checkTimezone } from '../../lib/schedule/timezone.ts';
import { cronExpressions, rateExpressions } from './schedule-expressions.ts';

const expressions = fc.oneof(cronExpressions(), cronExpressions(), rateExpressions);

/** What people write: pieces of the dialect, of its neighbours and of nothing, put together anyhow. */
const nearExpressions = fc
  .array(
    fc.constantFrom(
      ...[
        'cron(',
        'Cron(',
        'rate(',
        ')',
        ' ',
        '  ',
        '\t',
        '0',
        '00',
        '7',
        '15',
        '31',
        '90',
        '2027',
        '*',
        '?',
        '/',
        '-',
        ',',
        '#',
        'L',
        'W',
      ],
      ...[
        '* * ',
        '0 10 ',
        '? * ',
        'MON',
        'sun',
        'Friday',
        'JAN',
        '*/2',
        '1-5',
        '0-6',
        '5-2',
        'hour',
        'days',
        '@daily',
        "'",
        '\u0000',
        'ſun',
        '٣',
      ],
    ),
    { maxLength: 16 },
  )
  .map((pieces) => pieces.join(''));

/** Cron with any five to seven fields, where most corrections are to be had. */
const anyFields = fc
  .array(
    fc.constantFrom(
      '*',
      '?',
      '0',
      '1',
      '5',
      '12',
      '*/2',
      '1-5',
      '0-6',
      '5-7',
      'fri-mon',
      '0,6',
      '2#1',
      'sun',
      'MON,WED',
      'L',
      'lw',
      '15w',
      '1/3',
      '2027',
    ),
    { minLength: 5, maxLength: 7 },
  )
  .chain((fields) => fc.constantFrom(`cron(${fields.join(' ')})`, fields.join(' '), `cron( ${fields.join('  ')}`));

describe('the schedule dialect', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const schedule = parsed(expression);
        fc.pre(schedule !== undefined);
        expect(parsed(printSchedule(schedule))).toEqual(schedule);
      }),
      { numRuns: 500 },
    );
  });

  it('takes every expression of the grammar, but those whose date never comes', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const result = parseSchedule(expression);
        expect(result.ok || result.problem.message).toSatisfy(
          (outcome) => outcome === true || /never runs/.test(String(outcome)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('answers any text at all, with a place inside it and a correction that parses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), nearExpressions, anyFields, anyFields), (text) => {
        const result = parseSchedule(text);
        if (result.ok) return;
        const { message, expected, position, suggestion } = result.problem;
        expect(message).not.toBe('');
        expect(expected).not.toBe('');
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(text.length);
        if (suggestion !== undefined) expect(parseSchedule(suggestion)).toMatchObject({ ok: true });
      }),
      { numRuns: 600 },
    );
  });

  it('names the days in what it prints and corrects, never numbers them', () => {
    fc.assert(
      fc.property(fc.oneof(cronExpressions(), anyFields), (text) => {
        const result = parseSchedule(text);
        const printed = result.ok ? printSchedule(result.schedule) : result.problem.suggestion;
        if (printed?.startsWith('cron')) expect(printed.split(' ')[4]).toMatch(/^[^0-9]*(#[1-5])?$/);
      }),
      { numRuns: 500 },
    );
  });

  it('describes two schedules alike only when they run alike', () => {
    const alike = new Map<string, string>();
    fc.assert(
      fc.property(cronExpressions({ years: ['*', '2027', '2027-2030', '2027/2'] }), (expression) => {
        const schedule = parsed(expression);
        fc.pre(schedule !== undefined);
        const sentence = describeSchedule(schedule);
        expect(sentence).toMatch(/^(at|every) [\w ,:]+$/);
        const meaning = alike.get(sentence) ?? meaningOf(schedule);
        alike.set(sentence, meaning);
        expect(meaningOf(schedule)).toBe(meaning);
      }),
      { numRuns: 600 },
    );
  });

  it('answers any text as a timezone', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'Europe/', '/London', '+02:00', 'a/b/c')),
        (text) => {
          const result = checkTimezone(text);
          if (!result.ok && result.suggestion !== undefined) expect(checkTimezone(result.suggestion).ok).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function parsed(expression: string): Schedule | undefined {
  const result = parseSchedule(expression);
  return result.ok ? result.schedule : undefined;
}

/** The numbers that each field admits, however they were written. */
function meaningOf(schedule: Schedule): string {
  const printed = printSchedule(schedule).slice('cron('.length, -1).split(' ');
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = printed.map((text, index) =>
    spelledOut(text, BOUNDS[index] ?? [0, 0]),
  );
  const every = spelledOut('*', [1, 31]) === dayOfMonth || spelledOut('*', [1, 7]) === dayOfWeek;
  return [minute, hour, every ? 'every' : `${dayOfMonth} ${dayOfWeek}`, month, year].join(' | ');
}

const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
  [1970, 2199],
];

function spelledOut(text: string, [lowest, highest]: readonly [number, number]): string {
  if (/^\?$|L|W$|#/.test(text)) return text;
  const numbers = text.replace(/[A-Z]{3}/g, (name) =>
    String(['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'].indexOf(name) + 1),
  );
  const values = new Set<number>();
  for (const part of numbers.split(',')) {
    const [range = '', step] = part.split('/');
    const [from, to] = range === '*' ? [lowest, highest] : range.split('-').map(Number);
    for (let value = from ?? 0; value <= (to ?? (step === undefined ? (from ?? 0) : highest)); value += Number(step ?? 1))
      values.add(value);
  }
  return [...values].sort((a, b) => a - b).join();
}
