import { gapBounds } from '../../schedule/gap-bounds.ts';
import { understandSchedule } from '../../schedule/parse.ts';
import { remembered } from '../../text/memoize.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgedDefinition } from '../subject/subject.ts';
import { millisecondsOf } from './parts/duration.ts';
import type { Judge, RuleFinding, RuleType } from './parts/rule.ts';
import { type CadenceLimits, cadenceFindings } from './parts/schedule-cadence.ts';
import { hoursFindings, windowsOf } from './parts/schedule-hours.ts';
import { isAllowedTimezone } from './parts/schedule-timezone.ts';

/** What policies call the two values of pipelineExecutionStartCondition. */
export const startConditions = {
  'dependency-updates': 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
  always: 'EXPRESSION_MATCH_ONLY',
} as const;

/** When and how often runs may start. */
export interface ScheduleParameters {
  readonly required?: boolean;
  readonly forbidden?: boolean;
  readonly minimumGap?: string;
  readonly maximumGap?: string;
  readonly hours?: readonly string[];
  readonly timezones?: readonly string[];
  readonly startCondition?: keyof typeof startConditions;
}

export const expressionPointer = '/schedule/scheduleExpression';
const timezonePointer = '/schedule/timezone';
export const conditionPointer = '/schedule/pipelineExecutionStartCondition';

/**
 * Judges every schedule alike, be the pipeline enabled or not: a disabled one can be enabled by a request that says nothing of
 * its schedule, and by whom the rules do not see.
 */
export const schedule: RuleType<ScheduleParameters> = {
  type: 'schedule',
  prepare(parameters) {
    if (parameters.forbidden === true) return judgeNone;
    const judgeRuns = prepareRuns(parameters);
    const { required = false, timezones, startCondition } = parameters;
    const isAllowed = remembered((timezone) => timezones === undefined || isAllowedTimezone(timezone, timezones));
    return ({ definition }, _context, now) => {
      const given = definition.schedule?.scheduleExpression;
      if (given === undefined) return required ? [missing] : { skip: 'the pipeline has no schedule expression' };
      const timezone = definition.schedule?.timezone ?? 'UTC';
      const findings = [...judgeRuns(given, timezone, now)];
      if (timezones !== undefined && !isAllowed(timezone)) findings.push(wrongTimezone(timezone, timezones));
      if (startCondition !== undefined) findings.push(...conditionFindings(definition, startCondition));
      return findings;
    };
  },
};

/** Where none may be, having none is what the rule asks for: a pass, and not a rule that does not apply. */
const judgeNone: Judge = ({ definition: { schedule: given } }) =>
  given?.scheduleExpression === undefined ? [] : [forbiddenFinding(given.scheduleExpression)];

type RunsJudge = (expression: string, timezone: string, now: Date) => readonly RuleFinding[];

/** Everything that has to know when the schedule runs; the expression is read only where that is asked. */
export function prepareRuns({ minimumGap, maximumGap, hours }: ScheduleParameters): RunsJudge {
  if (minimumGap === undefined && maximumGap === undefined && hours === undefined) return () => [];
  const limits: CadenceLimits = {
    ...(minimumGap === undefined ? {} : { minimum: { text: minimumGap, milliseconds: millisecondsOf(minimumGap) } }),
    ...(maximumGap === undefined ? {} : { maximum: { text: maximumGap, milliseconds: millisecondsOf(maximumGap) } }),
  };
  const windows = hours && windowsOf(hours);
  const read = remembered(readExpression);
  return (expression, timezone, now) => {
    const { parsed, boundsIn } = read(expression);
    const place = { pointer: expressionPointer, actual: expression };
    if (!parsed.ok) {
      const expected = { ...(minimumGap && { minimumGap }), ...(maximumGap && { maximumGap }), ...(hours && { hours }) };
      const message = `the schedule expression ${quoted(expression)} cannot be understood: ${parsed.problem.message}`;
      return [{ code: 'unreadable', message, ...place, expected }];
    }
    const query = { schedule: parsed.schedule, timezone, bounds: boundsIn(timezone).bounds, now };
    const findings = [
      ...cadenceFindings(query, limits),
      ...(windows === undefined || hours === undefined ? [] : hoursFindings(parsed.schedule, windows, hours)),
    ];
    return findings.map((finding) => ({ ...finding, ...place }));
  };
}

/** What has to be worked out once for an expression, however many pipelines have it. */
function readExpression(expression: string) {
  const parsed = understandSchedule(expression);
  const boundsIn = remembered((timezone) => ({ bounds: parsed.ok ? gapBounds(parsed.schedule, timezone) : undefined }), 16);
  return { parsed, boundsIn };
}

const missing: RuleFinding = {
  code: 'missing',
  pointer: expressionPointer,
  message: 'scheduleExpression is missing',
  actual: null,
  expected: { required: true },
};

function forbiddenFinding(given: string): RuleFinding {
  return {
    code: 'forbidden',
    pointer: '/schedule',
    message: 'a schedule is forbidden',
    actual: { scheduleExpression: given },
    expected: null,
    changes: [{ remove: '/schedule' }],
  };
}

function wrongTimezone(timezone: string, allowed: readonly string[]): RuleFinding {
  const [only = ''] = allowed;
  const isCertain = allowed.length === 1 && !/[*?]/.test(only);
  return {
    code: 'timezone-not-allowed',
    pointer: timezonePointer,
    message: `the timezone is ${quoted(timezone)}, it must match ${alternatives(allowed.map(quoted))}`,
    actual: timezone,
    expected: { timezones: allowed },
    ...(isCertain ? { changes: [{ set: timezonePointer, to: only }] } : {}),
  };
}

function conditionFindings({ schedule: given }: JudgedDefinition, wanted: keyof typeof startConditions): readonly RuleFinding[] {
  const actual = given?.pipelineExecutionStartCondition ?? startConditions['dependency-updates'];
  const expected = startConditions[wanted];
  if (actual === expected) return [];
  const message = `pipelineExecutionStartCondition is ${quoted(actual)}, it must be ${expected}`;
  const changes = [{ set: conditionPointer, to: expected }];
  return [{ code: 'wrong-start-condition', pointer: conditionPointer, message, actual, expected, changes }];
}
