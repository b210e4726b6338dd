import type { JsonObject } from '../../../json/value.ts';
import { weekdayKeys } from '../../rules/parts/calendar-terms.ts';
import { prepareRuns, type ScheduleParameters, startConditions } from '../../rules/parts/schedule-runs.ts';
import { isAllowedTimezone } from '../../rules/parts/schedule-timezone.ts';

/** Members of a definition that satisfy the rule, as the rule itself says. */
export function scheduleExample(parameters: ScheduleParameters): JsonObject {
  if (parameters.forbidden === true) return {};
  const { required = false, timezones = ['*'], zone, startCondition } = parameters;
  const isAllowed = (name: string) => isAllowedTimezone(name, timezones);
  const names = [...(zone === undefined ? [] : [zone]), 'UTC', ...timezones, ...Intl.supportedValuesOf('timeZone')];
  const timezone = names.find((name) => !/[*?]/.test(name) && isAllowed(name)) ?? 'UTC';
  const judgeRuns = prepareRuns(parameters);
  const proposals = proposalsFor(parameters);
  const expression = proposals.find((candidate) => judgeRuns(candidate, timezone, exampleTime).length === 0);
  // A pipeline without a schedule does, where a rule does not demand one.
  if (expression === undefined && !required) return {};
  return {
    schedule: {
      scheduleExpression: expression ?? proposals[0],
      ...(timezone === 'UTC' ? {} : { timezone }),
      ...(startCondition && { pipelineExecutionStartCondition: startConditions[startCondition] }),
    },
  };
}

/** Expressions for every taste, the usual ones first. */
function proposalsFor({ hours = ['06:00-07:00'], weekdays = weekdayKeys }: ScheduleParameters): readonly string[] {
  const [hour, minute] = (hours[0] ?? '').split(/[:-]/).map(Number);
  const time = `${minute} ${hour}`;
  const nth = [2, 3, 4, 1].flatMap((turn) => weekdays.map((day) => `? * ${day}#${turn}`));
  const days = [
    `? * ${weekdays[0]}`,
    '* * ?',
    `? * ${weekdays.join()}`,
    '1 * ?',
    ...nth,
    ...Array.from({ length: 28 }, (_, day) => `${day + 1} * ?`),
    '1 1,7 ?',
    '1 1 ?',
    ...Array.from({ length: 12 }, (_, month) => `? ${month + 1} ${weekdays[0]}#2`),
  ];
  return [`cron(${time} ${days[0]} *)`, `cron(${time} ${days[1]} *)`, 'rate(1 hour)', 'rate(5 minutes)'].concat(
    days.slice(2).map((day) => `cron(${time} ${day} *)`),
    `cron(${minute} */2 * * ? *)`,
  );
}

/** Proposals have no year in them, so that any moment does. */
const exampleTime = new Date('2026-01-01T00:00:00Z');
