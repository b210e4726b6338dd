import fc from 'fast-check';
import { expect, it } from 'vitest';
import { secondsOf, upcomingRuns } from '../../lib/pipeline/view/schedule-view.ts';
import { nextRuns } from '../../lib/schedule/next-runs.ts';
import { understandSchedule } from '../../lib/schedule/parse.ts';
import { cronExpressions, fewTimes } from './schedule-expressions.ts';

it('shows the runs that come next at every moment, whatever was shown before, and in whichever zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
  const start = Date.parse('2026-11-22T00:00:00Z');
  const steps = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100_000_000, max: 100_000_000 }));
  const expressions = cronExpressions({ years: ['*', '2026', '2026-2028'], times: fewTimes });
  fc.assert(
    fc.property(
      expressions,
      fc.array(fc.tuple(steps, zones, fc.boolean()), { minLength: 2, maxLength: 12 }),
      (expression, moments) => {
        const parsed = understandSchedule(expression);
        if (!parsed.ok) return;
        let time = start;
        let first: Date | undefined;
        for (const [step, timezone, toTheRun] of moments) {
          // Also to the very moment of a run, at which it is no longer the next one.
          time = toTheRun && first !== undefined ? first.getTime() : time + step;
          const after = new Date(time);
          const expected = nextRuns(parsed.schedule, { after, count: 3, timezone });
          const shown = upcomingRuns({ schedule: { scheduleExpression: expression, timezone }, status: 'ENABLED' }, after);
          expect(shown).toEqual(expected.map(secondsOf));
          [first] = expected;
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('shows nobody what somebody else has changed', () => {
  const scheduled = { schedule: { scheduleExpression: 'cron(0 6 * * ? *)' }, status: 'ENABLED' };
  const now = new Date('2026-11-22T00:00:00Z');
  upcomingRuns(scheduled, now).pop();
  expect(upcomingRuns(scheduled, now)).toHaveLength(3);
});
