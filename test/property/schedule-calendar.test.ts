import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarParameters } from '../../lib/policy/rules/parts/calendar-terms.ts';
import { prepareCalendar } from '../../lib/policy/rules/parts/schedule-calendar.ts';
import { nextRuns } from '../../lib/schedule/next-runs.ts';
import { parseSchedule } from '../../lib/schedule/parse.ts';
import type { Schedule } from '../../lib/schedule/schedule.ts';
import { cronExpressions, days, fewTimes } from './schedule-expressions.ts';

const now = new Date('2026-11-27T09:41:00Z');
/** The runs up to here are looked at one by one; what is found later is not compared. */
const end = new Date('2029-06-01T00:00:00Z');

const zones = fc.constantFrom(
  'UTC',
  'Europe/London',
  'America/New_York',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Casablanca',
  'Asia/Beirut',
  'America/Nuuk',
  'Pacific/Kiritimati',
);

/** That of the schedule, and the one whose clocks are looked at; absent: the same. */
const pairs = fc.tuple(zones, fc.option(zones, { nil: undefined }));

const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** What the clocks of a timezone show, by Intl and by nothing of ours. */
function clockOf(zone: string): (instant: Date) => { date: string; time: string; weekday: string } {
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (instant) => {
    const parts = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      date: `${parts['year']}-${parts['month']}-${parts['day']}`,
      time: `${parts['hour']}:${parts['minute']}`,
      weekday: parts['weekday'] ?? '',
    };
  };
}

function parsed(expression: string): Schedule {
  const result = parseSchedule(expression);
  fc.pre(result.ok);
  return result.schedule;
}

const expressions = cronExpressions({
  years: ['*', '*', '2026-2028', '2027/2'],
  days,
  times: fc.oneof(fewTimes, fc.constantFrom('30 22', '0 1,2', '30 4', '*/20 *')),
});

/** The first time that stands in a message; it is after `end`, or missing, where nothing is found before. */
function told(parameters: CalendarParameters, expression: string, timezone: string): string | undefined {
  const [finding] = prepareCalendar(parameters)?.({ schedule: parsed(expression), timezone, now }) ?? [];
  return /\d{4}-\d\d-\d\d \d\d:\d\d/.exec(finding?.message ?? '')?.[0];
}

/** The first run that is not as it should be, found by looking at each one. */
function firstWrong(
  expression: string,
  timezone: string,
  zone: string,
  isWrong: (clock: ReturnType<ReturnType<typeof clockOf>>, run: Date) => boolean,
): string | undefined {
  const clock = clockOf(zone);
  for (const run of nextRuns(parsed(expression), { after: now, count: 100_000, timezone })) {
    if (run >= end) return undefined;
    const shown = clock(run);
    if (isWrong(shown, run)) return `${shown.date} ${shown.time}`;
  }
  return undefined;
}

function expectSame(found: string | undefined, expected: string | undefined): void {
  if (expected === undefined) expect(found === undefined || found >= '2029-05-30').toBe(true);
  else expect(found).toBe(expected);
}

describe('what a schedule meets on a calendar', () => {
  it('at hours: the first run outside of them, on the clocks of whatever timezone', () => {
    const hours = fc.constantFrom(
      ['20:00-05:00'],
      ['06:00-12:00'],
      ['00:00-01:00', '13:30-24:00'],
      ['02:00-01:59'],
      ['01:30-02:15'],
    );
    fc.assert(
      fc.property(expressions, pairs, hours, (expression, [timezone, zone], spans) => {
        const isWithin = (time: string) =>
          spans.some((span) => {
            const [from = '', to = ''] = span.split('-');
            return from < to ? time >= from && time < to : time >= from || time < to;
          });
        const found = told({ hours: spans, ...(zone && { zone }) }, expression, timezone);
        expectSame(
          found,
          firstWrong(expression, timezone, zone ?? timezone, ({ time }) => !isWithin(time)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('on days of the week: the first run on another one', () => {
    const weekdays = fc.subarray([...weekdayNames], { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(expressions, pairs, weekdays, (expression, [timezone, zone], allowed) => {
        const isAllowed = (weekday: string) => allowed.some((name) => weekday.toLowerCase().startsWith(name));
        const found = told({ weekdays: allowed, ...(zone && { zone }) }, expression, timezone);
        expectSame(
          found,
          firstWrong(expression, timezone, zone ?? timezone, ({ weekday }) => !isAllowed(weekday)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('on excluded dates: the first run on one of them', () => {
    const entries = fc.subarray(
      [
        '2026-12-24',
        '2028-02-29',
        '02-29',
        { from: '12-15', to: '01-05' },
        { from: '2027-03-20', to: '2027-04-02' },
        '07-01',
        { from: '08-10', to: '08-31' },
      ],
      { minLength: 1 },
    );
    fc.assert(
      fc.property(expressions, pairs, entries, (expression, [timezone, zone], excludedDates) => {
        const isExcluded = (date: string) =>
          excludedDates.some((entry) => {
            const { from, to } = typeof entry === 'string' ? { from: entry, to: entry } : entry;
            const day = date.slice(-from.length);
            return from <= to ? day >= from && day <= to : day >= from || day <= to;
          });
        const found = told({ excludedDates, ...(zone && { zone }) }, expression, timezone);
        expectSame(
          found,
          firstWrong(expression, timezone, zone ?? timezone, ({ date }) => isExcluded(date)),
        );
      }),
      { numRuns: 150 },
    );
  });

  /** The period of a date, in words that sort; months and weeks begin like calendars of the wall. */
  const periodOf = (unit: string, date: string): string => {
    if (unit === 'month') return date.slice(0, 7);
    const day = new Date(`${date}T00:00:00Z`);
    if (unit === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
    return day.toISOString().slice(0, 10);
  };
  const units = fc.constantFrom('day', 'week', 'month');

  it('by count: the first run that is one too many in its day, week or month', () => {
    fc.assert(
      fc.property(expressions, pairs, units, fc.constantFrom(1, 1, 2, 5), (expression, [timezone, zone], unit, most) => {
        const counts = new Map<string, number>();
        const found = told({ atMost: `${most} per ${unit}`, ...(zone && { zone }) }, expression, timezone);
        const isTooMuch = ({ date }: { date: string }) => {
          const period = periodOf(unit, date);
          counts.set(period, (counts.get(period) ?? 0) + 1);
          return (counts.get(period) ?? 0) > most;
        };
        expectSame(found, firstWrong(expression, timezone, zone ?? timezone, isTooMuch));
      }),
      { numRuns: 150 },
    );
  });

  /** The periods that begin after now and end well before `end`. */
  const wholePeriods = (unit: string, today: string): readonly string[] => {
    const all = new Set<string>();
    for (let day = now.getTime(); day < end.getTime() - 40 * 86_400_000; day += 86_400_000) {
      all.add(periodOf(unit, new Date(day).toISOString().slice(0, 10)));
    }
    return [...all].filter((period) => period > periodOf(unit, today));
  };

  const inWords = (unit: string, period: string): string => {
    if (unit !== 'month') return period;
    const month = new Date(`${period}-01T00:00:00Z`).toLocaleDateString('en', { month: 'long', timeZone: 'UTC' });
    return `in ${month} ${period.slice(0, 4)} `;
  };

  it('by count: the first day, week or month with too few', () => {
    fc.assert(
      fc.property(expressions, pairs, units, fc.constantFrom(1, 1, 2, 4), (expression, [timezone, zone], unit, least) => {
        const schedule = parsed(expression);
        const clock = clockOf(zone ?? timezone);
        const runs = nextRuns(schedule, { after: now, count: 100_000, timezone }).filter((run) => run < end);
        const met = Map.groupBy(runs, (run) => periodOf(unit, clock(run).date));
        const expected = wholePeriods(unit, clock(now).date).find((period) => (met.get(period)?.length ?? 0) < least);
        const judge = prepareCalendar({ atLeast: `${least} per ${unit}`, ...(zone && { zone }) });
        const [{ code, message } = { code: '', message: '' }] = judge?.({ schedule, timezone, now }) ?? [];
        if (expected === undefined) expect(Number(/\d{4}/.exec(message)?.[0] ?? 9999)).toBeGreaterThan(2027);
        else if (code === 'too-rare') expect(message).toContain(inWords(unit, expected));
        // Whoever is told that it ends is told so where nothing is wrong before.
        else
          expect({ code, last: [...met.keys()].at(-1) ?? '' }).toSatisfy(
            ({ code: said, last }) => /^(?:ends|never-runs)$/.test(said) && last < expected,
          );
      }),
      { numRuns: 150 },
    );
  });

  it('by count: hours as they pass, the one that the clocks show twice being two', () => {
    const some = fc.constantFrom('UTC', 'Europe/London', 'Asia/Kolkata');
    fc.assert(
      fc.property(expressions, zones, some, fc.constantFrom(1, 2), (expression, timezone, zone, most) => {
        const shift = zone === 'Asia/Kolkata' ? 1_800_000 : 0;
        const counts = new Map<number, number>();
        const isTooMuch = (_: unknown, run: Date) => {
          const hour = Math.floor((run.getTime() + shift) / 3_600_000);
          counts.set(hour, (counts.get(hour) ?? 0) + 1);
          return (counts.get(hour) ?? 0) > most;
        };
        const found = told({ atMost: `${most} per hour`, zone }, expression, timezone);
        expectSame(found, firstWrong(expression, timezone, zone, isTooMuch));
      }),
      { numRuns: 100 },
    );
  });
});
