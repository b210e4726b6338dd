import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { JsonObject } from '../../json/value.ts';
import { alternatives, quoted, sentence } from '../../text/wording.ts';
import { millisecondsOf } from '../rules/parts/duration.ts';
import { isAllowedTimezone } from '../rules/parts/schedule-timezone.ts';
import {
  conditionPointer,
  expressionPointer,
  prepareRuns,
  type ScheduleParameters,
  schedule,
  startConditions,
} from '../rules/schedule.ts';
import { defineGuide } from './parts/guide.ts';
import { durationSchema, hoursSchema, timezoneWildcardSchema } from './parts/schedule-schema.ts';

const flag = (description: string) =>
  v.exactOptional(v.pipe(v.boolean(), v.description(description), v.metadata({ default: false })));

const parametersSchema = v.pipe(
  v.strictObject({
    required: flag('Whether a pipeline must have a schedule expression; else the rule is silent about one without.'),
    forbidden: flag('Whether a pipeline must have none.'),
    minimumGap: v.exactOptional(
      v.pipe(durationSchema, v.description('The smallest time between two runs, by cron or by rate, clock changes included.')),
    ),
    maximumGap: v.exactOptional(
      v.pipe(
        durationSchema,
        v.description(
          'The largest time between two runs, and from this moment to the first, clock changes included. The schedule may not end either.',
        ),
      ),
    ),
    hours: v.exactOptional(
      v.pipe(
        v.array(hoursSchema),
        v.nonEmpty('must hold at least one span; with none, no hour would do'),
        v.description(
          'Spans of the day in which runs may start, in the timezone of the schedule; the end does not belong to a span. Needs `timezones`.',
        ),
      ),
    ),
    timezones: v.exactOptional(
      v.pipe(
        v.array(timezoneWildcardSchema),
        v.nonEmpty('must hold at least one wildcard; with none, no timezone would do'),
        v.description('Wildcards of timezones. Another name of an allowed zone is allowed; a schedule that names none has UTC.'),
      ),
    ),
    startCondition: v.exactOptional(
      v.pipe(
        v.picklist(['dependency-updates', 'always']),
        v.description(
          'Whether a run starts only when a dependency has an update (what Image Builder does by default), or always.',
        ),
      ),
    ),
  }),
  together((parameters) => contradictions(parameters)),
);

export const scheduleGuide = defineGuide(schedule, {
  purpose: 'Pipelines must run as often, and at the times, that the organisation wants.',
  parameters: parametersSchema,
  codes: {
    missing: 'The rule demands a schedule expression, and none is given.',
    forbidden: 'The rule forbids a schedule.',
    'gap-too-small': 'Some two runs are closer to each other than the rule allows.',
    'gap-too-large': 'Some two runs, or this moment and the first run, are further apart than the rule allows.',
    ends: 'The schedule has a last run, and the rule demands that images are rebuilt on and on.',
    'never-runs': 'The schedule has no run left, and the rule demands that images are rebuilt.',
    'outside-hours': 'A run starts outside the allowed hours.',
    'no-fixed-hours': 'A rate has no fixed time of day, and the rule allows certain hours only.',
    'timezone-not-allowed': 'The timezone matches none of the allowed wildcards.',
    'wrong-start-condition': 'Runs start under another condition than the rule demands.',
    unreadable: 'The expression or its timezone cannot be understood, so nothing is known of its runs.',
  },
  example: { minimumGap: '24h', maximumGap: '35d', timezones: ['Etc/UTC', 'Europe/*'], startCondition: 'dependency-updates' },
  explain(parameters) {
    const demands = demandsOf(parameters);
    return {
      summary: sentence(demands.join('; ')),
      howToSatisfy: demands.map(sentence),
      example: exampleOf(parameters),
    };
  },
  narrow({ required = false, forbidden = false, startCondition }, { isFilledIn }) {
    const isGiven = { required: ['scheduleExpression'] };
    const isDefault = startCondition === 'dependency-updates' || isFilledIn(conditionPointer);
    const condition = {
      ...(isDefault ? {} : { required: ['pipelineExecutionStartCondition'] }),
      properties: { pipelineExecutionStartCondition: { const: startConditions[startCondition ?? 'always'] } },
    };
    return [
      ...(required ? [{ at: expressionPointer, required }] : []),
      ...(forbidden ? [{ at: '/schedule', schema: { allOf: [{ not: isGiven }] } }] : []),
      ...(startCondition === undefined ? [] : [{ at: '/schedule', schema: { anyOf: [{ not: isGiven }, condition] } }]),
    ];
  },
});

function contradictions({ required, forbidden, ...demands }: ScheduleParameters): readonly string[] {
  const isDemanding = Object.keys(demands).length > 0;
  if (forbidden === true) return required === true || isDemanding ? ['forbids a schedule and demands something of it'] : [];
  if (required !== true && !isDemanding) return ['must demand something of the schedule'];
  const { minimumGap = '1m', maximumGap = '999999d', hours, timezones } = demands;
  if (millisecondsOf(minimumGap) > millisecondsOf(maximumGap)) return ['has a minimumGap above its maximumGap'];
  return hours !== undefined && timezones === undefined
    ? ['has hours and no timezones: three in the morning is noon somewhere; write ["*"] if that is meant']
    : [];
}

function demandsOf({
  required,
  forbidden,
  minimumGap,
  maximumGap,
  hours,
  timezones,
  startCondition,
}: ScheduleParameters): readonly string[] {
  return [
    ...(required === true ? ['a schedule expression must be given'] : []),
    ...(forbidden === true ? ['no schedule may be given'] : []),
    ...(minimumGap === undefined ? [] : [`runs must be at least ${minimumGap} apart, clock changes included`]),
    ...(maximumGap === undefined ? [] : [`runs must be at most ${maximumGap} apart, clock changes included, and never end`]),
    ...(hours === undefined ? [] : [`runs must start within ${alternatives(hours)}, in the timezone of the schedule`]),
    ...(timezones === undefined ? [] : [`the timezone must match ${alternatives(timezones.map(quoted))}; without one it is UTC`]),
    ...(startCondition === undefined ? [] : [`the pipelineExecutionStartCondition must be ${startConditions[startCondition]}`]),
  ];
}

/** Expressions for every taste; `{m}` and `{h}` stand for the first allowed minute and hour. */
const proposals = ['cron({m} {h} ? * mon *)', 'cron({m} {h} * * ? *)', 'cron({m} {h} 1 * ? *)'].concat([
  'rate(1 hour)',
  'rate(5 minutes)',
  'cron({m} {h} 1 1,7 ? *)',
  'cron({m} {h} 1 1 ? *)',
]);

/** The first proposal that the rule itself lets pass. */
function exampleOf(parameters: ScheduleParameters): JsonObject {
  if (parameters.forbidden === true) return {};
  const { hours = ['06:00-07:00'], timezones = ['UTC'], startCondition } = parameters;
  const names = ['UTC', ...timezones, ...Intl.supportedValuesOf('timeZone')].filter((name) => !/[*?]/.test(name));
  const timezone = names.find((name) => isAllowedTimezone(name, timezones));
  const judgeRuns = prepareRuns(parameters);
  const [hour, minute] = (hours[0] ?? '').split(/[:-]/).map(Number);
  const expressions = proposals.map((proposal) => proposal.replace('{h}', String(hour)).replace('{m}', String(minute)));
  const expression = expressions.find((candidate) => judgeRuns(candidate, timezone ?? 'UTC', exampleTime).length === 0);
  return {
    schedule: {
      scheduleExpression: expression ?? expressions[0],
      ...(timezone === undefined || timezone === 'UTC' ? {} : { timezone }),
      ...(startCondition && { pipelineExecutionStartCondition: startConditions[startCondition] }),
    },
  };
}

/** Proposals have no year in them, so that any moment does. */
const exampleTime = new Date('2026-01-01T00:00:00Z');
