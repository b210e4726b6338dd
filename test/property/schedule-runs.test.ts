import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaps } from '../../lib/schedule/gaps.ts';
import { nextRuns } from '../../lib/schedule/next-runs.ts';
import { parseSchedule } from '../../lib/schedule/parse.ts';
import type { Schedule } from '../../lib/schedule/schedule.ts';
import { cronExpressions, daysKnownToCroner, fewTimes, plainDays } from './schedule-expressions.ts';
import { runsByLookingAtEveryDay, runsByLookingAtEveryMinute } from './schedule-search.ts';

/** Days on which the clocks of a zone do something, each with the instant in whose neighbourhood they do it. */
const CLOCK_CHANGES = [
  ['America/New_York', '2027-03-14T07:00Z'],
  ['America/New_York', '2027-11-07T06:00Z'],
  ['Europe/London', '2027-03-28T01:00Z'],
  ['Europe/London', '2027-10-31T01:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
  ['Asia/Beirut', '2022-03-26T22:00Z'],
  ['Asia/Beirut', '2022-10-29T21:00Z'],
  ['Africa/Casablanca', '2024-03-10T02:00Z'],
  ['Asia/Gaza', '2040-10-20T00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['America/Sao_Paulo', '2019-02-17T02:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  ['Asia/Kolkata', '2027-01-31T18:30Z'],
] as const;

const FROM = new Date('2026-11-21T10:11:12Z');

describe('next runs', () => {
  it('are those that a search through every day finds', () => {
    const years = ['*', '2026-2031', '2028', '2027/3'];
    fc.assert(
      fc.property(cronExpressions({ years }), (expression) => {
        const schedule = parsed(expression);
        const to = new Date('2036-01-01T00:00Z');
        const found = nextRuns(schedule, { after: FROM, count: 5 }).filter((run) => run <= to);
        expect(found.map((run) => run.toISOString())).toEqual(runsByLookingAtEveryDay(expression, FROM, to, 5));
      }),
      { numRuns: 300 },
    );
  });

  it('are those that a search through every minute finds where the clocks change', () => {
    const days = fc.oneof(fc.constant('* * ?'), plainDays);
    const minutes = fc.integer({ min: -2160, max: 720 });
    fc.assert(
      fc.property(
        cronExpressions({ years: ['*'], days }),
        fc.constantFrom(...CLOCK_CHANGES),
        minutes,
        (expression, [timezone, change], shift) => {
          const from = new Date(Date.parse(change) + shift * 60_000);
          const to = new Date(from.getTime() + 86_400_000);
          const found = nextRuns(parsed(expression), { after: from, count: 1600, timezone }).filter((run) => run <= to);
          expect(found.map((run) => run.toISOString())).toEqual(runsByLookingAtEveryMinute(expression, from, to, timezone));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are those of croner where both speak the dialect', () => {
    const years = ['*', '2027-2040', '2028/4'];
    fc.assert(
      fc.property(
        cronExpressions({ years, days: daysKnownToCroner }),
        fc.constantFrom('UTC', 'Asia/Tokyo', 'Asia/Kolkata'),
        (expression, timezone) => {
          const schedule = parsed(expression);
          const options = { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true, timezone } as const;
          const theirs = new Cron(`0 ${expression.slice('cron('.length, -1)}`, options).nextRuns(3, FROM);
          const limit = new Date('2199-12-31T23:59:59Z');
          const ours = nextRuns(schedule, { after: FROM, count: 3, timezone });
          expect(ours).toEqual(theirs.filter((run) => run <= limit));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('gaps', () => {
  const timezones = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Beirut');

  it('are the extremes among all runs, clock changes included', () => {
    const years = ['2026-2028', '2027', '2027,2031'];
    fc.assert(
      fc.property(cronExpressions({ years, times: fewTimes }), timezones, (expression, timezone) => {
        const schedule = parsed(expression);
        expect(gaps(schedule, { from: FROM, timezone })).toEqual(
          gapsAmong(nextRuns(schedule, { after: FROM, count: 1e6, timezone })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are the extremes among all runs up to 2199 for schedules of a few days a year', () => {
    const days = fc.oneof(
      fc.constantFrom('29 2 ?', '31 10,12 ?', '? 2 mon#5', '28W 2,3 ?', 'L 2,3 ?', '? 3 sun#2', '14 3 ?', '? 10,11 sun#1'),
    );
    const times = fc.constantFrom('0 0', '30 2', '59 1,2', '*/20 2');
    fc.assert(
      fc.property(days, times, timezones, (day, time, timezone) => {
        const schedule = parsed(`cron(${time} ${day} *)`);
        expect(gaps(schedule, { from: FROM, timezone })).toEqual(
          gapsAmong(nextRuns(schedule, { after: FROM, count: 1e6, timezone })),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('of the next years contain those of any later beginning', () => {
    fc.assert(
      fc.property(
        cronExpressions({ years: ['*'], times: fewTimes, days: plainDays }),
        timezones,
        fc.integer({ min: 1, max: 9000 }),
        (expression, timezone, later) => {
          const schedule = parsed(expression);
          const from = new Date(FROM.getTime() + later * 86_400_000);
          const few = gapsAmong(nextRuns(schedule, { after: from, count: 50, timezone }));
          const all = gaps(schedule, { from: FROM, timezone });
          expect(all.smallest ?? 0).toBeLessThanOrEqual(few.smallest ?? Number.POSITIVE_INFINITY);
          expect(all.largest ?? 0).toBeGreaterThanOrEqual(few.largest ?? 0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function gapsAmong(runs: readonly Date[]): { smallest: number | null; largest: number | null } {
  const all = runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0));
  if (all.length === 0) return { smallest: null, largest: null };
  return { smallest: all.reduce((a, b) => Math.min(a, b)), largest: all.reduce((a, b) => Math.max(a, b)) };
}

/** Skips the case when the date never comes. */
function parsed(expression: string): Schedule {
  const result = parseSchedule(expression);
  fc.pre(result.ok);
  return result.schedule;
}
