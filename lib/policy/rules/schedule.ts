import { remembered } from '../../text/memoize.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgedDefinition } from '../subject/subject.ts';
import type { Judge, RuleFinding, RuleType } from './parts/rule.ts';
import { expressionPointer, timezonePointer } from './parts/schedule-fix.ts';
import { prepareRuns, type ScheduleParameters, startConditions } from './parts/schedule-runs.ts';
import { isAllowedTimezone } from './parts/schedule-timezone.ts';

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
