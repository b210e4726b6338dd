import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../../lib/policy/load/load.ts';
import { ruleWarnings } from '../../../../lib/policy/load/rule-warnings.ts';
import { definitionWith, now, patched, verdictOf } from '../../../support/policy-subjects.ts';

type Parameters = Readonly<Record<string, unknown>>;

function verdictFor(parameters: Parameters, scheduleExpression: string, timezone?: string) {
  const schedule = { scheduleExpression, ...(timezone && { timezone }) };
  return verdictOf([{ id: 'cadence', type: 'schedule', ...parameters }], definitionWith({ schedule }));
}

/** Code and message of each finding; `now` is a Saturday, 21 November 2026, noon by UTC. */
function said(parameters: Parameters, expression: string, timezone?: string): readonly (readonly [string, string])[] {
  return verdictFor(parameters, expression, timezone).violations.map(({ code, message }) => [code, message]);
}

const freeze = { excludedDates: [{ from: '12-15', to: '01-05' }], zone: 'Europe/Berlin' };
const workdays = { weekdays: ['mon', 'tue', 'wed', 'thu'], zone: 'Europe/Berlin' };
const night = { hours: ['20:00-05:00'], zone: 'Europe/London' };
const rates = 'a rate counts from when it began and';

describe('a schedule rule that looks at the calendar', () => {
  it.each<[Parameters, string, string | undefined, string | undefined, string | undefined]>([
    [
      freeze,
      'cron(0 2 ? * fri *)',
      'Europe/Berlin',
      'excluded-date',
      'the schedule would run on Friday 2026-12-18 02:00 Europe/Berlin, 12-15 to 01-05 is excluded',
    ],
    [freeze, 'cron(0 2 10 * ? *)', 'Europe/Berlin', undefined, undefined],
    [
      freeze,
      'cron(30 23 14 12 ? *)',
      'UTC',
      'excluded-date',
      'the schedule would run on Tuesday 2026-12-15 00:30 Europe/Berlin, 12-15 to 01-05 is excluded; in the timezone Europe/Berlin it would not',
    ],
    [freeze, 'cron(30 23 5 1 ? *)', 'UTC', undefined, undefined],
    [
      { ...freeze, excludedDates: ['2199-07-01'] },
      'cron(0 2 1 7 ? *)',
      'Europe/Berlin',
      'excluded-date',
      'the schedule would run on Monday 2199-07-01 02:00 Europe/Berlin, 2199-07-01 is excluded',
    ],
    [{ ...freeze, excludedDates: ['2026-11-20'] }, 'cron(0 2 * * ? *)', 'Europe/Berlin', undefined, undefined],
    [{ ...freeze, excludedDates: ['02-29'] }, 'cron(0 2 28 2 ? *)', 'Europe/Berlin', undefined, undefined],
    [
      { ...freeze, excludedDates: [{ from: '02-29', to: '02-29' }] },
      'cron(0 2 L 2 ? *)',
      'Europe/Berlin',
      'excluded-date',
      'the schedule would run on Tuesday 2028-02-29 02:00 Europe/Berlin, 02-29 to 02-29 is excluded',
    ],
    [workdays, 'cron(0 2 ? * mon-thu *)', 'Europe/Berlin', undefined, undefined],
    [
      workdays,
      'cron(0 2 ? * * *)',
      'Europe/Berlin',
      'weekday-not-allowed',
      'the schedule would run on Sunday 2026-11-22 02:00 Europe/Berlin, runs must start on Monday, Tuesday, Wednesday or Thursday',
    ],
    [
      workdays,
      'cron(0 2 15W * ? *)',
      'Europe/Berlin',
      'weekday-not-allowed',
      'the schedule would run on Friday 2027-01-15 02:00 Europe/Berlin, runs must start on Monday, Tuesday, Wednesday or Thursday',
    ],
    [
      { ...workdays, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] },
      'cron(0 2 15W * ? *)',
      'Europe/Berlin',
      undefined,
      undefined,
    ],
    [
      workdays,
      'cron(0 20 ? * thu *)',
      'America/New_York',
      'weekday-not-allowed',
      'the schedule would run on Friday 2026-11-27 02:00 Europe/Berlin, runs must start on Monday, Tuesday, Wednesday or Thursday; in the timezone Europe/Berlin it would not',
    ],
    [
      night,
      'cron(30 4 ? * sun *)',
      'Etc/UTC',
      'outside-hours',
      'the schedule would run on Sunday 2027-03-28 05:30 Europe/London, runs must start within 20:00-05:00; in the timezone Europe/London it would not',
    ],
    [night, 'cron(30 3 ? * sun *)', 'Etc/UTC', undefined, undefined],
    [night, 'cron(30 4 ? 11,12 sun 2026)', 'Etc/UTC', undefined, undefined],
    [{ hours: ['02:00-03:00'], zone: 'Europe/London' }, 'cron(30 1,2 28 3 ? 2027)', 'Europe/London', undefined, undefined],
    [{ atMost: '1 per day' }, 'cron(0 6 * * ? *)', 'Europe/London', undefined, undefined],
    [
      { atMost: '1 per day' },
      'cron(0 6,18 * * ? *)',
      'Europe/London',
      'too-often',
      'the schedule would run on Sunday 2026-11-22 18:00 Europe/London for the 2nd time in that day, at most 1 per day is allowed',
    ],
    [
      { atMost: '1 per day', zone: 'Europe/London' },
      'cron(30 19 * * ? *)',
      'America/New_York',
      'too-often',
      'the schedule would run on Sunday 2027-03-14 23:30 Europe/London for the 2nd time in that day, at most 1 per day is allowed; in the timezone Europe/London it would not',
    ],
    [
      { atMost: '2 per week' },
      'cron(0 6 ? * mon,wed,fri *)',
      undefined,
      'too-often',
      'the schedule would run on Friday 2026-11-27 06:00 UTC for the 3rd time in that week, at most 2 per week is allowed',
    ],
    [{ atMost: '5 per month' }, 'cron(0 6 ? * mon *)', undefined, undefined, undefined],
    [
      { atMost: '4 per month' },
      'cron(0 6 ? * mon *)',
      undefined,
      'too-often',
      'the schedule would run on Monday 2027-03-29 06:00 UTC for the 5th time in that month, at most 4 per month is allowed',
    ],
    [
      { atMost: '59 per hour' },
      'cron(* * * * ? *)',
      undefined,
      'too-often',
      'the schedule would run on Saturday 2026-11-21 13:59 UTC for the 60th time in that hour, at most 59 per hour is allowed',
    ],
    [{ atLeast: '1 per month' }, 'cron(0 6 L * ? *)', 'Europe/London', undefined, undefined],
    [
      { atLeast: '1 per month' },
      'cron(0 6 31 * ? *)',
      'Europe/London',
      'too-rare',
      'the schedule would not run in February 2027 (Europe/London), at least 1 per month is demanded',
    ],
    [
      { atLeast: '1 per month' },
      'cron(0 6 ? * fri#5 *)',
      'Europe/London',
      'too-rare',
      'the schedule would not run in December 2026 (Europe/London), at least 1 per month is demanded',
    ],
    [
      { atLeast: '2 per month' },
      'cron(0 6 1,30 * ? *)',
      'Europe/London',
      'too-rare',
      'the schedule would run once in February 2027 (Europe/London), at least 2 per month is demanded',
    ],
    [{ atLeast: '1 per week' }, 'cron(0 6 ? * mon *)', 'Europe/London', undefined, undefined],
    [
      { atLeast: '1 per day' },
      'cron(30 1 * * ? *)',
      'Europe/London',
      'too-rare',
      'the schedule would not run on Sunday 2027-03-28 (Europe/London), at least 1 per day is demanded',
    ],
    [{ atLeast: '2 per hour' }, 'cron(0,30 * * * ? *)', 'Asia/Kolkata', undefined, undefined],
    [
      { atLeast: '2 per hour' },
      'cron(0,30 * * * ? *)',
      'Europe/London',
      'too-rare',
      'the schedule would not run in the hour from Sunday 2027-10-31 01:00 (Europe/London), at least 2 per hour is demanded',
    ],
    [
      { atLeast: '1 per hour' },
      'cron(0 8-20 * * ? *)',
      undefined,
      'too-rare',
      'the schedule would not run in the hour from Saturday 2026-11-21 21:00 (UTC), at least 1 per hour is demanded',
    ],
    [
      { atLeast: '1 per month' },
      'cron(0 6 1 * ? 2026-2030)',
      undefined,
      'ends',
      'the schedule ends with the year 2030, at least 1 per month is demanded',
    ],
    [
      { atLeast: '1 per month' },
      'cron(0 6 1 * ? 2020)',
      undefined,
      'never-runs',
      'the schedule has no run left, at least 1 per month is demanded',
    ],
    [workdays, 'cron(0 6 1 * ? 2020)', undefined, undefined, undefined],
  ])('%j and %s in %s: %s', (parameters, expression, timezone, code, message) => {
    expect(said(parameters, expression, timezone)).toEqual(code === undefined ? [] : [[code, message]]);
  });

  it.each<[Parameters, string, string | undefined]>([
    [{ atMost: '1 per day' }, 'rate(1 day)', undefined],
    [
      { atMost: '1 per day', zone: 'Europe/London' },
      'rate(1 day)',
      `${rates} may run 2 times on Sunday 2027-10-31 (Europe/London), at most 1 per day is allowed`,
    ],
    [{ atMost: '1 per day', zone: 'Europe/London' }, 'rate(25 hours)', undefined],
    [
      { atMost: '1 per day' },
      'rate(12 hours)',
      `${rates} may run 2 times on Sunday 2026-11-22 (UTC), at most 1 per day is allowed`,
    ],
    [{ atLeast: '1 per month' }, 'rate(7 days)', undefined],
    [{ atLeast: '1 per month' }, 'rate(28 days)', undefined],
    [
      { atLeast: '1 per month' },
      'rate(29 days)',
      `${rates} may not run in February 2027 (UTC), at least 1 per month is demanded`,
    ],
    [
      { atLeast: '1 per day', zone: 'Europe/London' },
      'rate(24 hours)',
      `${rates} may not run on Sunday 2027-03-28 (Europe/London), at least 1 per day is demanded`,
    ],
    [{ atLeast: '4 per hour' }, 'rate(15 minutes)', undefined],
    [workdays, 'rate(7 days)', `${rates} has no fixed days, runs must start on Monday, Tuesday, Wednesday or Thursday`],
    [freeze, 'rate(7 days)', `${rates} has no fixed days, runs must not start on 12-15 to 01-05`],
  ])('thinks of every moment at which a rate may have begun: %j and %s', (parameters, expression, message) => {
    expect(said(parameters, expression).map(([, told]) => told)).toEqual(message === undefined ? [] : [message]);
  });

  it('tells everything at once, each by its first run', () => {
    expect(
      said({ ...workdays, ...freeze, hours: ['22:00-04:00'], atMost: '1 per day' }, 'cron(0 5,17 * * ? *)', 'Europe/Berlin').map(
        ([code]) => code,
      ),
    ).toEqual(['outside-hours', 'weekday-not-allowed', 'excluded-date', 'too-often']);
  });

  it.each<[string, Parameters, string, string, unknown]>([
    [
      'the days that are not allowed',
      workdays,
      'cron(0 2 ? * tue-sat *)',
      'Europe/Berlin',
      { path: '/schedule/scheduleExpression', value: 'cron(0 2 ? * TUE,WED,THU *)' },
    ],
    [
      'every day of the month',
      workdays,
      'cron(0 2 * 3 ? *)',
      'Europe/Berlin',
      { path: '/schedule/scheduleExpression', value: 'cron(0 2 ? 3 MON,TUE,WED,THU *)' },
    ],
  ])('is certain how to put right %s', (_, parameters, expression, timezone, step) => {
    const { fix } = verdictFor(parameters, expression, timezone);
    expect(fix).toEqual({ patch: [{ op: 'replace', ...(step as object) }], verified: true, needsInput: [] });
    const body = definitionWith({ schedule: { scheduleExpression: expression, timezone } });
    expect(verdictOf([{ id: 'cadence', type: 'schedule', ...parameters }], patched(body, fix?.patch ?? [])).decision).toBe(
      'allow',
    );
  });

  it('says where another timezone would do, and leaves it to a person, because runs would be at other times', () => {
    const { violations, fix } = verdictFor(night, 'cron(30 4 ? * sun *)', 'Etc/UTC');
    expect(violations[0]?.message).toMatch(/; in the timezone Europe\/London it would not$/);
    expect(fix?.patch).toEqual([]);
  });

  it.each<[string, Parameters, string, string]>([
    ['a schedule of which no day is left', workdays, 'cron(0 2 ? * sat *)', 'Europe/Berlin'],
    ['days of the month', workdays, 'cron(0 2 1 * ? *)', 'Europe/Berlin'],
    ['an hour that is wrong in every timezone that may be', night, 'cron(0 12 ? * sun *)', 'Etc/UTC'],
    ['a timezone that may not be', { ...night, timezones: ['UTC'] }, 'cron(30 4 ? * sun *)', 'UTC'],
    ['a date', freeze, 'cron(0 2 24 12 ? *)', 'Europe/Berlin'],
  ])('leaves to a person %s', (_, parameters, expression, timezone) => {
    const { fix } = verdictFor(parameters, expression, timezone);
    expect(fix).toEqual({ patch: [], verified: false, needsInput: ['/schedule/scheduleExpression'] });
  });

  it('says the same at any hour of a day, whatever it was asked before', () => {
    const policy = { atMost: '1 per day', zone: 'UTC' };
    expect(now.toISOString()).toContain('T12:00');
    const first = said(policy, 'cron(0 6,18 21 11 ? 2026)', 'UTC');
    expect(first).toEqual([]);
    expect(said(policy, 'cron(0 13,18 21 11 ? 2026)', 'UTC')).toHaveLength(1);
  });
});

describe('gaps that are an hour from what was meant', () => {
  const warningsOf = (parameters: string) => {
    const loaded = loadPolicy(`name: p\nversion: "1"\nrules:\n  - { id: c, type: schedule, ${parameters} }\n`, 'policy.yaml');
    return loaded.ok ? ruleWarnings(loaded.document) : loaded.problems.map(({ message }) => message);
  };

  it.each([
    [
      'minimumGap: 24h',
      'rule c: minimumGap 24h refuses daily runs wherever clocks change, where some are only 23h apart; write atMost: 1 per day, or minimumGap: 23h.',
    ],
    [
      'minimumGap: 7d',
      'rule c: minimumGap 7d refuses weekly runs wherever clocks change, where some are only 6d 23h apart; write atMost: 1 per week, or minimumGap: 167h.',
    ],
    [
      'maximumGap: 31d',
      'rule c: maximumGap 31d refuses monthly runs wherever clocks change, where some are 31d 1h apart; write atLeast: 1 per month, or maximumGap: 745h.',
    ],
    [
      'maximumGap: 1d, timezones: ["Europe/*"]',
      'rule c: maximumGap 1d refuses daily runs wherever clocks change, where some are 1d 1h apart; write atLeast: 1 per day, or maximumGap: 25h.',
    ],
    ['minimumGap: 23h', undefined],
    ['maximumGap: 35d', undefined],
    ['minimumGap: 24h, timezones: [UTC, Asia/Tokyo]', undefined],
    ['atMost: 1 per day', undefined],
  ])('%s', (parameters, warning) => {
    expect(warningsOf(parameters)).toEqual(warning === undefined ? [] : [warning]);
  });
});
