import { describe, expect, it } from 'vitest';
import { parseSchedule, understandSchedule } from '../../../lib/schedule/parse.ts';
import type { CronSchedule } from '../../../lib/schedule/schedule.ts';

describe('parseSchedule takes', () => {
  it.each([
    'cron(0 0 * * ? *)',
    'cron(1 0 * * ? *)',
    'cron(0 7 ? * mon *)',
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 10 ? * 2-6 *)',
    'cron(0 18 ? * mon-fri *)',
    'cron(0 8 1 * ? *)',
    'cron(30 22 ? * tue#2 *)',
    'cron(0 0 15 * ? *)',
    'cron(0 0 ? * SUN *)',
    'cron(0 18 ? * sun *)',
    'cron(0 21 ? * fri *)',
    'cron(0 0 ? * TUE#2 *)',
    'cron(0 18 ? * SAT#2 *)',
    'cron(0 3 * 4 ? *)',
    'cron(0/15 9-17 ? * MON-FRI *)',
    'cron(*/15 * * * ? *)',
    'cron(10-40/10 0,12 1,15 jan-jun,DEC ? 2027-2030)',
    'cron(0 0 L * ? *)',
    'cron(0 0 15W * ? *)',
    'cron(0 0 */2 1/3 ? 2028/4)',
    'cron(00 06 01 * ? *)',
    'cron(0 0 29 2 ? *)',
    'cron(0 0 30 2,3 ? *)',
    'cron(0 0 ? * * *)',
    'cron(0 0 1 1 ? 1970)',
    'rate(1 minute)',
    'rate(1 day)',
    'rate(7 days)',
    'rate(5 hours)',
  ])('%s', (expression) => {
    expect(parseSchedule(expression)).toMatchObject({ ok: true });
  });

  it('each field as it was written', () => {
    expect(parseSchedule('cron(0/15 9-17 ? jan,3 TUE#2 2028-2040/4)')).toEqual({
      ok: true,
      schedule: {
        kind: 'cron',
        minute: [{ kind: 'step', of: { kind: 'value', value: 0 }, step: 15 }],
        hour: [{ kind: 'range', from: 9, to: 17 }],
        dayOfMonth: null,
        month: [
          { kind: 'value', value: 1 },
          { kind: 'value', value: 3 },
        ],
        dayOfWeek: [{ kind: 'nth-weekday', weekday: 3, nth: 2 }],
        year: [{ kind: 'step', of: { kind: 'range', from: 2028, to: 2040 }, step: 4 }],
      },
    });
  });

  it.each([
    ['L', [{ kind: 'last' }]],
    ['31W', [{ kind: 'nearest-weekday', day: 31 }]],
    ['*/2', [{ kind: 'step', of: { kind: 'every' }, step: 2 }]],
  ])('day of month %s', (text, terms) => {
    const result = parseSchedule(`cron(0 0 ${text} * ? *)`);
    expect((result.ok ? result.schedule : undefined) as CronSchedule | undefined).toMatchObject({
      dayOfMonth: terms,
      dayOfWeek: null,
    });
  });

  it('a rate as number and unit', () => {
    expect(parseSchedule('rate(7 days)')).toEqual({ ok: true, schedule: { kind: 'rate', every: 7, unit: 'day' } });
  });
});

describe('parseSchedule refuses', () => {
  it.each([
    ['an unknown form', 'every day', 0, 'begins with neither cron( nor rate('],
    ['nothing at all', '', 0, 'begins with neither cron( nor rate('],
    ['another form of EventBridge', 'at(2027-01-01T00:00:00)', 0, 'begins with neither cron( nor rate('],
    ['a missing closing bracket', 'cron(0 0 * * ? *', 16, 'closing bracket'],
    ['text behind the bracket', 'cron(0 0 * * ? *) ', 18, 'closing bracket'],
    ['five fields', 'cron(0 0 * * *)', 14, 'cron has five fields, six are needed (the year is missing)'],
    ['five fields with another one missing', 'cron(0 * * ? *)', 14, 'cron has five fields, six are needed'],
    ['seven fields', 'cron(0 0 0 ? 1/3 * *)', 19, 'cron has seven fields, six are needed (there is no field for seconds)'],
    ['one field', 'cron(0)', 6, 'cron has one field, six are needed'],
    ['no fields', 'cron()', 5, 'cron has no fields, six are needed'],
    ['two spaces', 'cron(0  0 * * ? *)', 6, 'exactly one space'],
    ['a tab', 'cron(0\t0 * * ? *)', 6, 'exactly one space'],
    ['a space in front', 'cron( 0 0 * * ? *)', 5, 'exactly one space'],
    ['a minute too high', 'cron(60 0 * * ? *)', 5, '"60" is not a valid minute'],
    ['an hour too high', 'cron(0 24 * * ? *)', 7, '"24" is not a valid hour'],
    ['day 0', 'cron(0 0 0 * ? *)', 9, '"0" is not a valid day of month'],
    ['day 32 in a list', 'cron(0 0 1,32 * ? *)', 11, '"32" is not a valid day of month'],
    ['day 32 in a range', 'cron(0 0 1-32 * ? *)', 11, '"32" is not a valid day of month'],
    ['month 13', 'cron(0 0 1 13 ? *)', 11, '"13" is not a valid month'],
    ['day of week 0', 'cron(0 0 ? * 0 *)', 13, '"0" is not a valid day of week'],
    ['day of week 8', 'cron(0 0 ? * 8 *)', 13, '"8" is not a valid day of week'],
    ['a year before 1970', 'cron(0 0 * * ? 1969)', 15, '"1969" is not a valid year'],
    ['a year after 2199', 'cron(0 0 * * ? 2200)', 15, '"2200" is not a valid year'],
    ['a name of the wrong field', 'cron(0 0 1 MON ? *)', 11, '"MON" is not a valid month'],
    ['letters that only look like a name', 'cron(0 0 ? * ſun *)', 13, '"ſun" is not a valid day of week'],
    ['digits of another script', 'cron(٣ 0 * * ? *)', 5, '"٣" is not a valid minute'],
    ['a fraction', 'cron(0.5 0 * * ? *)', 5, '"0.5" is not a valid minute'],
    ['a hole in a list', 'cron(0,,5 0 * * ? *)', 7, 'a value is missing in minute'],
    ['half a range', 'cron(5- 0 * * ? *)', 7, 'a value is missing in minute'],
    ['a negative number', 'cron(-5 0 * * ? *)', 5, 'a value is missing in minute'],
    ['a range that wraps', 'cron(0 22-2 * * ? *)', 7, 'runs backwards'],
    ['days that wrap', 'cron(0 0 ? * FRI-MON *)', 13, 'runs backwards'],
    ['step 0', 'cron(*/0 * * * ? *)', 7, 'the step "0" in minute is not a number from 1 to 59'],
    ['a step beyond the field', 'cron(*/90 * * * ? *)', 7, 'the step "90" in minute is not a number from 1 to 59'],
    ['two steps', 'cron(0/5/5 * * * ? *)', 7, 'the step "5/5" in minute'],
    ['a step in a list', 'cron(0,30/10 0 * * ? *)', 6, 'a step inside a list in minute'],
    ['a star in a list', 'cron(*,5 0 * * ? *)', 5, '* in minute stands inside a list'],
    ['a step in day of week', 'cron(0 0 ? * MON/2 *)', 16, '/ is not allowed in day of week'],
    ['? in month', 'cron(0 8 1-7 ? 7 *)', 13, '? stands in month'],
    ['? in minute', 'cron(? 8 * * ? *)', 5, '? stands in minute'],
    ['? in year', 'cron(0 8 * * ? ?)', 15, '? stands in year'],
    ['no ?, any day of month', 'cron(0 0 * * SUN *)', 9, 'exactly one of the two must be ?'],
    ['no ?, any day of week', 'cron(0 0 1 * * *)', 13, 'exactly one of the two must be ?'],
    ['no ?, both set', 'cron(0 0 1 * MON *)', 13, 'exactly one of the two must be ?'],
    ['both ?', 'cron(0 0 ? * ? *)', 13, 'are both ?'],
    ['LW', 'cron(0 0 LW * ? *)', 9, 'not part of the dialect'],
    ['L-3', 'cron(0 0 L-3 * ? *)', 9, 'not part of the dialect'],
    ['a list with L', 'cron(0 0 15,L * ? *)', 9, 'not part of the dialect'],
    ['W without a day', 'cron(0 0 W * ? *)', 9, 'not part of the dialect'],
    ['32W', 'cron(0 0 32W * ? *)', 9, '"32" is not a valid day of month'],
    ['L in day of week', 'cron(0 0 ? * L *)', 13, 'ambiguous'],
    ['the last Friday', 'cron(0 0 ? * 6L *)', 13, 'the last such day of a month cannot be expressed'],
    ['the last Friday by name', 'cron(0 0 ? * FRIL *)', 13, 'the last such day of a month cannot be expressed'],
    ['a sixth Friday', 'cron(0 0 ? * FRI#6 *)', 17, '# needs one number from 1 to 5'],
    ['two nth days', 'cron(0 0 ? * 2#1,2#3 *)', 15, '# needs one number from 1 to 5'],
    ['rate 0', 'rate(0 days)', 5, 'rate needs a whole number of at least 1, not "0"'],
    ['a negative rate', 'rate(-1 days)', 5, 'at least 1'],
    ['a broken rate', 'rate(1.5 hours)', 5, 'at least 1'],
    ['a rate beyond all calendars', 'rate(1000000000 days)', 5, 'at least 1'],
    ['a blank in front of a rate', 'rate( 1 day )', 5, 'with none around them'],
    ['a blank behind a rate', 'rate(1 day )', 10, 'with none around them'],
    ['an empty rate', 'rate()', 5, 'at least 1, not ""'],
    ['a blank rate', 'rate( )', 5, 'at least 1, not ""'],
    ['a rate without a unit', 'rate(5)', 6, 'one space and a unit'],
    ['a rate in weeks', 'rate(2 weeks)', 6, 'one space and a unit'],
    ['a singular behind 5', 'rate(5 hour)', 7, 'the unit is in the plural with 5, not "hour"'],
    ['a plural behind 1', 'rate(1 hours)', 7, 'the unit is in the singular with 1, not "hours"'],
  ])('%s: %s', (_, expression, position, message) => {
    expect(parseSchedule(expression)).toMatchObject({
      ok: false,
      problem: { position, message: expect.stringContaining(message) },
    });
  });

  it.each(['31 2', '30 2', '31 4,6', '31 2,4,6,9,11', '31W 4', '30W 2'])('the date that never comes: %s', (date) => {
    const result = parseSchedule(`cron(0 0 ${date} ? *)`);
    expect(result).toMatchObject({ ok: false, problem: { position: 9, message: expect.stringContaining('never runs') } });
    expect(result).not.toHaveProperty('problem.suggestion');
  });

  it.each(['cron(0 0 29 2 ? 2027)', 'cron(0 0 29 2 ? 2100)', 'cron(0 0 ? 2 MON#5 2027-2043)'])(
    'the date that the years leave out: %s',
    (expression) => {
      expect(parseSchedule(expression)).toMatchObject({ ok: false, problem: { message: expect.stringContaining('never runs') } });
    },
  );

  it('the expression that is too long, at once', () => {
    expect(parseSchedule(`cron(${'0,'.repeat(500_000)}0 0 * * ? *)`)).toEqual({
      ok: false,
      problem: {
        message: 'the expression is longer than 1024 characters',
        position: 1024,
        expected: expect.stringContaining('cron('),
      },
    });
  });
});

describe('understandSchedule', () => {
  it.each(['cron(0 6 ? * MON *)', 'rate(7 days)', 'every day', 'cron(0 0 L * * *)', ''])(
    'reads %j as parseSchedule does',
    (text) => {
      const parsed = parseSchedule(text);
      const { suggestion: _, ...problem } = parsed.ok ? {} : { suggestion: undefined, ...parsed.problem };
      expect(understandSchedule(text)).toEqual(parsed.ok ? parsed : { ok: false, problem });
    },
  );

  it('offers no other expression', () => {
    expect(parseSchedule('cron(0 6 * * *)')).toHaveProperty('problem.suggestion');
    expect(understandSchedule('cron(0 6 * * *)')).not.toHaveProperty('problem.suggestion');
  });

  it('reads an expression once, and keeps none that is too long', () => {
    expect(understandSchedule('rate(3 days)')).toBe(understandSchedule('rate(3 days)'));
    const long = `rate(${'1'.repeat(1024)} days)`;
    expect(understandSchedule(long)).toMatchObject({ ok: false, problem: { position: 1024 } });
    expect(understandSchedule(long)).not.toBe(understandSchedule(long));
  });
});
