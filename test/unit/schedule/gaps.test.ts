import { describe, expect, it } from 'vitest';
import { gaps } from '../../../lib/schedule/gaps.ts';
import { parseSchedule } from '../../../lib/schedule/parse.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function gapsOf(expression: string, timezone?: string, from = '2026-11-21T10:11:12Z') {
  const result = parseSchedule(expression);
  if (!result.ok) throw new Error(result.problem.message);
  return gaps(result.schedule, timezone === undefined ? { from: new Date(from) } : { from: new Date(from), timezone });
}

describe('the smallest and the largest gap', () => {
  it.each([
    ['cron(0 6 * * ? *)', undefined, DAY, DAY],
    ['cron(0 6 * * ? *)', 'Asia/Kolkata', DAY, DAY],
    ['cron(0 6 * * ? *)', 'America/New_York', 23 * HOUR, 25 * HOUR],
    ['cron(0 6 * * ? *)', 'Australia/Lord_Howe', DAY - HOUR / 2, DAY + HOUR / 2],
    ['cron(30 2 * * ? *)', 'America/New_York', DAY, 2 * DAY - HOUR],
    ['cron(30 1 * * ? *)', 'America/New_York', 23 * HOUR, 25 * HOUR],
    ['cron(* * * * ? *)', 'UTC', MINUTE, MINUTE],
    ['cron(* * * * ? *)', 'America/New_York', MINUTE, 61 * MINUTE],
    ['cron(0/15 9-17 ? * MON-FRI *)', 'UTC', 15 * MINUTE, 2 * DAY + 15 * HOUR + 15 * MINUTE],
    ['cron(0 6,18 * * ? *)', 'UTC', 12 * HOUR, 12 * HOUR],
    ['cron(0 6 ? * MON *)', 'Europe/London', 7 * DAY - HOUR, 7 * DAY + HOUR],
    ['cron(0 6 ? * MON,TUE *)', 'UTC', DAY, 6 * DAY],
    ['cron(0 0 1 * ? *)', 'UTC', 28 * DAY, 31 * DAY],
    ['cron(0 0 L * ? *)', 'UTC', 28 * DAY, 31 * DAY],
    ['cron(0 0 31 * ? *)', 'UTC', 31 * DAY, 61 * DAY],
    ['cron(0 0 ? * TUE#2 *)', 'UTC', 28 * DAY, 35 * DAY],
    ['cron(0 0 29 2 ? *)', 'UTC', 1461 * DAY, 2921 * DAY],
    ['cron(0 0 ? 2 MON#5 *)', 'UTC', 10227 * DAY, 14609 * DAY],
    ['cron(0 0 1 1 ? 2027,2150)', 'UTC', 44925 * DAY, 44925 * DAY],
    ['cron(0 0 1 10,12 ? *)', 'America/New_York', 61 * DAY + HOUR, 305 * DAY - HOUR],
    ['rate(7 days)', 'America/New_York', 7 * DAY, 7 * DAY],
    ['rate(90 minutes)', undefined, 90 * MINUTE, 90 * MINUTE],
  ])('of %s in %s', (expression, timezone, smallest, largest) => {
    expect(gapsOf(expression, timezone)).toEqual({ smallest, largest });
  });

  it.each([
    ['one run is left', 'cron(0 6 21 11 ? 2025,2027)', 'UTC'],
    ['all is past', 'cron(0 6 * * ? 2020)', 'UTC'],
    ['the clocks skip it every year', 'cron(30 2 ? 3 SUN#2 *)', 'America/New_York'],
  ])('are null when %s', (_, expression, timezone) => {
    expect(gapsOf(expression, timezone)).toEqual({ smallest: null, largest: null });
  });

  it('count only runs that are still to come', () => {
    expect(gapsOf('cron(0 0,1,12 31 12 ? 2026)', 'UTC', '2026-12-31T00:30:00Z')).toEqual({
      smallest: 11 * HOUR,
      largest: 11 * HOUR,
    });
  });
});
