import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapBounds, maximumShift } from '../../lib/schedule/gap-bounds.ts';
import { gaps } from '../../lib/schedule/gaps.ts';
import { parseSchedule } from '../../lib/schedule/parse.ts';
import { stretchesOf, zoneOf } from '../../lib/schedule/zone.ts';
import { field } from './schedule-expressions.ts';

const from = new Date('2026-11-22T10:11:12Z');

/** Schedules without an end, in every month. */
const expressions = fc
  .tuple(
    fc.oneof(field(0, 59), fc.constant('0')),
    fc.oneof(field(0, 23), fc.constantFrom('1', '2')),
    fc.oneof(
      field(1, 31).map((day) => `${day} * ?`),
      field(1, 7, undefined, false).map((weekday) => `? * ${weekday}`),
      fc.constantFrom('* * ?', 'L * ?', '15W * ?', '? * 2#1', '1,28 * ?'),
    ),
  )
  .map(([minute, hour, days]) => `cron(${minute} ${hour} ${days} *)`);

function scheduleOf(expression: string) {
  const parsed = parseSchedule(expression);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.schedule;
}

describe('the bounds of gaps', () => {
  it('hold all gaps between them, and are those gaps where they say so', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Etc/UTC',
      'Europe/London',
      'Africa/Casablanca',
      'Australia/Lord_Howe',
      'Antarctica/Troll',
    );
    fc.assert(
      fc.property(expressions, zones, (expression, timezone) => {
        const schedule = scheduleOf(expression);
        const bounds = gapBounds(schedule, timezone);
        if (bounds === undefined) return;
        const { smallest, largest } = gaps(schedule, { from, timezone });
        expect(smallest).not.toBeNull();
        expect(bounds.atLeast).toBeLessThanOrEqual(smallest ?? Number.NaN);
        expect(bounds.atMost).toBeGreaterThanOrEqual(largest ?? Number.NaN);
        if (bounds.exact) expect({ smallest, largest }).toEqual({ smallest: bounds.atLeast, largest: bounds.atMost });
      }),
      { numRuns: 150 },
    );
  });

  it('are given for the schedules that people write', () => {
    for (const expression of [
      'cron(0 6 ? * mon *)',
      'cron(0 6 * * ? *)',
      'cron(0 */4 ? * mon-fri *)',
      'cron(0 6 1,15 * ? *)',
      'rate(7 days)',
    ])
      expect(gapBounds(scheduleOf(expression), 'Europe/London')).toBeDefined();
  });

  it('leave room for every clock change that the timezone database foresees', () => {
    const months = Array.from({ length: 28 * 12 }, (_, month) => [2026 + Math.floor(month / 12), (month % 12) + 1] as const);
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const offsets = months.flatMap(([year, month]) => stretchesOf(zoneOf(name), year, month).map(({ offset }) => offset));
      expect(Math.max(...offsets) - Math.min(...offsets), name).toBeLessThanOrEqual(maximumShift);
    }
  }, 60_000);
});
