import { describe, expect, it } from 'vitest';
import { nextRuns } from '../../../lib/schedule/next-runs.ts';
import { parseSchedule } from '../../../lib/schedule/parse.ts';

function runs(expression: string, after: string, timezone?: string, count = 3): string[] {
  const result = parseSchedule(expression);
  if (!result.ok) throw new Error(result.problem.message);
  const query = { after: new Date(after), count };
  return nextRuns(result.schedule, timezone === undefined ? query : { ...query, timezone }).map((run) =>
    run.toISOString().replace(':00.000Z', 'Z'),
  );
}

describe('next runs in UTC', () => {
  it.each([
    ['cron(0 6 * * ? *)', ['2026-11-21T06:00Z', '2026-11-22T06:00Z', '2026-11-23T06:00Z']],
    ['cron(0 6 ? * MON *)', ['2026-11-23T06:00Z', '2026-11-30T06:00Z', '2026-12-07T06:00Z']],
    ['cron(0 6 ? * TUE#2 *)', ['2026-12-08T06:00Z', '2027-01-12T06:00Z', '2027-02-09T06:00Z']],
    ['cron(0 6 ? * SUN#5 *)', ['2026-11-29T06:00Z', '2027-01-31T06:00Z', '2027-05-30T06:00Z']],
    ['cron(0 6 L * ? *)', ['2026-11-30T06:00Z', '2026-12-31T06:00Z', '2027-01-31T06:00Z']],
    ['cron(0 6 31 * ? *)', ['2026-12-31T06:00Z', '2027-01-31T06:00Z', '2027-03-31T06:00Z']],
    ['cron(0 6 1W * ? 2027)', ['2027-01-01T06:00Z', '2027-02-01T06:00Z', '2027-03-01T06:00Z']],
    ['cron(0 6 1W 5,8 ? 2027)', ['2027-05-03T06:00Z', '2027-08-02T06:00Z']],
    ['cron(0 6 31W 1,10 ? 2027)', ['2027-01-29T06:00Z', '2027-10-29T06:00Z']],
    ['cron(0 6 29 2 ? *)', ['2028-02-29T06:00Z', '2032-02-29T06:00Z', '2036-02-29T06:00Z']],
    ['cron(0 6 29 2 ? 2096-2110)', ['2096-02-29T06:00Z', '2104-02-29T06:00Z', '2108-02-29T06:00Z']],
    ['cron(50/5 23 31 12 ? 2199)', ['2199-12-31T23:50Z', '2199-12-31T23:55Z']],
    ['cron(0 0 ? 2 MON#5 *)', ['2044-02-29T00:00Z', '2072-02-29T00:00Z', '2112-02-29T00:00Z']],
    ['cron(0 6 * * ? 2020)', []],
  ])('%s', (expression, expected) => {
    expect(runs(expression, '2026-11-21T00:00:00Z')).toEqual(expected);
  });

  it('are strictly later', () => {
    expect(runs('cron(0 6 * * ? *)', '2026-11-21T06:00:00.000Z', 'UTC', 1)).toEqual(['2026-11-22T06:00Z']);
    expect(runs('cron(0 6 * * ? *)', '2026-11-21T05:59:59.999Z', 'UTC', 1)).toEqual(['2026-11-21T06:00Z']);
  });

  it.each([0, -1])('are none when %i are asked for', (count) => {
    expect(runs('cron(* * * * ? *)', '2026-11-21T00:00:00Z', 'UTC', count)).toEqual([]);
    expect(runs('rate(1 day)', '2026-11-21T00:00:00Z', 'UTC', count)).toEqual([]);
  });

  it('are none after no date', () => {
    expect(runs('cron(* * * * ? *)', 'no date')).toEqual([]);
    expect(runs('rate(1 day)', 'no date')).toEqual([]);
  });

  it('begin with 1970', () => {
    expect(runs('cron(0 6 * * ? *)', '1960-01-01T00:00:00Z', 'UTC', 1)).toEqual(['1970-01-01T06:00Z']);
  });
});

describe('next runs where the clocks go forward', () => {
  it.each([
    [
      'skip 02:30 in New York',
      'cron(30 2 * * ? *)',
      '2027-03-13T00:00:00Z',
      'America/New_York',
      ['2027-03-13T07:30Z', '2027-03-15T06:30Z'],
    ],
    [
      'keep 03:00 in New York',
      'cron(0 3 * * ? *)',
      '2027-03-14T00:00:00Z',
      'America/New_York',
      ['2027-03-14T07:00Z', '2027-03-15T07:00Z'],
    ],
    [
      'skip 01:59 in London',
      'cron(59 1 * * ? *)',
      '2027-03-27T12:00:00Z',
      'Europe/London',
      ['2027-03-29T00:59Z', '2027-03-30T00:59Z'],
    ],
    [
      'skip half an hour on Lord Howe',
      'cron(*/20 2 3 10 ? 2027)',
      '2027-10-02T00:00:00Z',
      'Australia/Lord_Howe',
      ['2027-10-02T15:40Z'],
    ],
    [
      'skip midnight in Beirut',
      'cron(0 0 * * ? *)',
      '2022-03-26T00:00:00Z',
      'Asia/Beirut',
      ['2022-03-27T21:00Z', '2022-03-28T21:00Z'],
    ],
    [
      'skip midnight in São Paulo',
      'cron(0 0 * * ? *)',
      '2018-11-03T12:00:00Z',
      'America/Sao_Paulo',
      ['2018-11-05T02:00Z', '2018-11-06T02:00Z'],
    ],
    [
      'skip a day on Samoa',
      'cron(0 6 * * ? *)',
      '2011-12-29T00:00:00Z',
      'Pacific/Apia',
      ['2011-12-29T16:00Z', '2011-12-30T16:00Z', '2011-12-31T16:00Z'],
    ],
    ['skip the 30th on Samoa', 'cron(0 6 30 12 ? 2011)', '2011-12-01T00:00:00Z', 'Pacific/Apia', []],
    [
      'skip a year',
      'cron(30 2 14 3 ? *)',
      '2026-01-01T00:00:00Z',
      'America/New_York',
      ['2026-03-14T06:30Z', '2028-03-14T06:30Z'],
    ],
    ['skip every year', 'cron(30 2 ? 3 SUN#2 *)', '2026-01-01T00:00:00Z', 'America/New_York', []],
  ])('%s', (_, expression, after, timezone, expected) => {
    expect(runs(expression, after, timezone, Math.max(1, expected.length))).toEqual(expected);
  });
});

describe('next runs where the clocks go back', () => {
  it.each([
    [
      'run 01:30 once in New York',
      'cron(30 1 * * ? *)',
      '2027-11-07T00:00:00Z',
      'America/New_York',
      ['2027-11-07T05:30Z', '2027-11-08T06:30Z'],
    ],
    [
      'do not run again in the second pass',
      'cron(30 1 * * ? *)',
      '2027-11-07T05:45:00Z',
      'America/New_York',
      ['2027-11-08T06:30Z'],
    ],
    [
      'rest in the repeated hour',
      'cron(0/30 * * * ? *)',
      '2027-11-07T05:00:00Z',
      'America/New_York',
      ['2027-11-07T05:30Z', '2027-11-07T07:00Z'],
    ],
    [
      'run once in London',
      'cron(0 1 * * ? *)',
      '2027-10-30T12:00:00Z',
      'Europe/London',
      ['2027-10-31T00:00Z', '2027-11-01T01:00Z'],
    ],
    [
      'rest half an hour on Lord Howe',
      'cron(*/20 1-2 * * ? *)',
      '2027-04-03T14:20:00Z',
      'Australia/Lord_Howe',
      ['2027-04-03T14:40Z', '2027-04-03T15:30Z'],
    ],
    [
      'run the day before once in Beirut',
      'cron(30 23 * * ? *)',
      '2022-10-29T12:00:00Z',
      'Asia/Beirut',
      ['2022-10-29T20:30Z', '2022-10-30T21:30Z'],
    ],
  ])('%s', (_, expression, after, timezone, expected) => {
    expect(runs(expression, after, timezone, expected.length)).toEqual(expected);
  });
});

describe('next runs in a timezone', () => {
  it('follow an offset to the second', () => {
    expect(runs('cron(0 6 * * ? *)', '1971-01-01T00:00:00Z', 'Africa/Monrovia', 1)).toEqual(['1971-01-01T06:44:30.000Z']);
  });

  it('take the name in any case', () => {
    expect(runs('cron(0 6 * * ? *)', '2026-11-21T00:00:00Z', 'europe/BERLIN', 1)).toEqual(['2026-11-21T05:00Z']);
  });

  it('cross the turn of the year and of the date', () => {
    expect(runs('cron(0 6 1 1 ? *)', '2026-12-31T15:59:00Z', 'Pacific/Kiritimati', 1)).toEqual(['2026-12-31T16:00Z']);
    expect(runs('cron(0 23 31 12 ? *)', '2027-01-01T10:59:00Z', 'Etc/GMT+12', 1)).toEqual(['2027-01-01T11:00Z']);
  });

  it('fail for one that does not exist', () => {
    expect(() => runs('cron(0 6 * * ? *)', '2026-11-21T00:00:00Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('next runs of a rate', () => {
  const schedule = { kind: 'rate', every: 7, unit: 'day' } as const;

  it('count from now', () => {
    expect(runs('rate(90 minutes)', '2026-11-21T00:00:00Z')).toEqual([
      '2026-11-21T01:30Z',
      '2026-11-21T03:00Z',
      '2026-11-21T04:30Z',
    ]);
  });

  it.each([
    ['between two runs', '2026-11-10T00:00:00Z', '2026-11-15T12:00:00.000Z'],
    ['at a run', '2026-11-15T12:00:00Z', '2026-11-22T12:00:00.000Z'],
    ['before it began', '2026-10-01T00:00:00Z', '2026-11-08T12:00:00.000Z'],
  ])('keep the phase of their anchor %s', (_, after, expected) => {
    const anchor = new Date('2026-11-01T12:00:00Z');
    expect(nextRuns(schedule, { after: new Date(after), count: 1, anchor }).map((run) => run.toISOString())).toEqual([expected]);
  });

  it('end where dates end', () => {
    expect(runs('rate(999999999 days)', '2026-11-21T00:00:00Z')).toEqual([]);
  });
});
