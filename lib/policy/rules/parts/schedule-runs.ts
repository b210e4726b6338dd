import { gapBounds } from '../../../schedule/gap-bounds.ts';
import { understandSchedule } from '../../../schedule/parse.ts';
import { remembered } from '../../../text/memoize.ts';
import { quoted } from '../../../text/wording.ts';
import type { CalendarParameters } from './calendar-terms.ts';
import { millisecondsOf } from './duration.ts';
import type { RuleFinding } from './rule.ts';
import { type CadenceLimits, cadenceFindings } from './schedule-cadence.ts';
import { type CalendarJudge, prepareCalendar } from './schedule-calendar.ts';
import { expressionPointer, prepareAdvice } from './schedule-fix.ts';
import { isAllowedTimezone } from './schedule-timezone.ts';

/** What policies call the two values of pipelineExecutionStartCondition. */
export const startConditions = {
  'dependency-updates': 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
  always: 'EXPRESSION_MATCH_ONLY',
} as const;

/** When and how often runs may start. */
export interface ScheduleParameters extends CalendarParameters {
  readonly required?: boolean;
  readonly forbidden?: boolean;
  readonly minimumGap?: string;
  readonly maximumGap?: string;
  readonly timezones?: readonly string[];
  readonly startCondition?: keyof typeof startConditions;
}

type RunsJudge = (expression: string, timezone: string, now: Date) => readonly RuleFinding[];

/** Everything that has to know when the schedule runs; the expression is read only where that is asked. */
export function prepareRuns(parameters: ScheduleParameters): RunsJudge {
  const { minimumGap, maximumGap, timezones } = parameters;
  const calendar = prepareCalendar(parameters);
  if (minimumGap === undefined && maximumGap === undefined && calendar === undefined) return () => [];
  const limits: CadenceLimits = {
    ...(minimumGap === undefined ? {} : { minimum: { text: minimumGap, milliseconds: millisecondsOf(minimumGap) } }),
    ...(maximumGap === undefined ? {} : { maximum: { text: maximumGap, milliseconds: millisecondsOf(maximumGap) } }),
  };
  const read = remembered((expression) => readExpression(expression, calendar));
  const isAllowed = (timezone: string) => timezones === undefined || isAllowedTimezone(timezone, timezones);
  const advise = calendar === undefined ? undefined : prepareAdvice(parameters, calendar, isAllowed);
  return (expression, timezone, now) => {
    const { parsed, inTimezone } = read(expression);
    const place = { pointer: expressionPointer, actual: expression };
    if (!parsed.ok) {
      const { required: _, timezones: __, startCondition: ___, ...expected } = parameters;
      const message = `the schedule expression ${quoted(expression)} cannot be understood: ${parsed.problem.message}`;
      return [{ code: 'unreadable', message, ...place, expected: { ...expected } as RuleFinding['expected'] }];
    }
    const { bounds, judgeCalendar } = inTimezone(timezone);
    const query = { schedule: parsed.schedule, timezone, bounds, now };
    const ofCalendar = judgeCalendar(now).map((finding) => advise?.(finding, query) ?? finding);
    return [...cadenceFindings(query, limits), ...ofCalendar].map((finding) => ({ ...finding, ...place }));
  };
}

/** What has to be worked out once for an expression, however many pipelines have it. */
function readExpression(expression: string, calendar: CalendarJudge | undefined) {
  const parsed = understandSchedule(expression);
  const inTimezone = remembered(
    (timezone) => ({
      bounds: parsed.ok ? gapBounds(parsed.schedule, timezone) : undefined,
      judgeCalendar:
        parsed.ok && calendar !== undefined ? daily((now) => calendar({ schedule: parsed.schedule, timezone, now })) : never,
    }),
    16,
  );
  return { parsed, inTimezone };
}

function never(): readonly [] {
  return [];
}

/**
 * Looking at years of runs takes milliseconds, so what passes from the beginning of a day on, by UTC, is not looked at again on
 * that day: there are fewer runs later.
 */
function daily<Found>(judge: (now: Date) => readonly Found[]): (now: Date) => readonly Found[] {
  const passesFrom = remembered((day) => judge(new Date(day)).length === 0, 4);
  return (now) => (Number.isNaN(now.getTime()) || !passesFrom(now.toISOString().slice(0, 10)) ? judge(now) : []);
}
