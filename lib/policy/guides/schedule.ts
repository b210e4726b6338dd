import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { alternatives, quoted, sentence } from '../../text/wording.ts';
import { type CalendarParameters, limitOf, shownDates, weekdaysInWords } from '../rules/parts/calendar-terms.ts';
import { expressionPointer } from '../rules/parts/schedule-fix.ts';
import { type ScheduleParameters, startConditions } from '../rules/parts/schedule-runs.ts';
import { conditionPointer, schedule } from '../rules/schedule.ts';
import { excludedDateSchema, limitSchema, weekdaysSchema, zoneSchema } from './parts/calendar-schema.ts';
import { clockChangeWarnings } from './parts/clock-change-warnings.ts';
import { defineGuide } from './parts/guide.ts';
import { scheduleContradictions } from './parts/schedule-contradictions.ts';
import { scheduleExample } from './parts/schedule-example.ts';
import { durationSchema, hoursSchema, timezoneWildcardSchema } from './parts/schedule-schema.ts';

const flag = (description: string) =>
  v.exactOptional(v.pipe(v.boolean(), v.description(description), v.metadata({ default: false })));

const parametersSchema = v.pipe(
  v.strictObject({
    required: flag('Whether a pipeline must have a schedule expression; otherwise one without passes.'),
    forbidden: flag('Whether a pipeline must have none.'),
    atMost: v.exactOptional(
      v.pipe(
        limitSchema,
        v.description(
          'The most runs in an hour, a day, a week (from Monday) or a month, such as `1 per day`. Days are those of the calendar, however long the clocks make them.',
        ),
      ),
    ),
    atLeast: v.exactOptional(
      v.pipe(
        limitSchema,
        v.description(
          'The fewest runs in every such unit, from the next one on, such as `1 per month`. The schedule may not end.',
        ),
      ),
    ),
    weekdays: v.exactOptional(
      v.pipe(weekdaysSchema, v.description('The days of the week on which runs may start. Needs `zone` or `timezones`.')),
    ),
    excludedDates: v.exactOptional(
      v.pipe(
        v.array(excludedDateSchema),
        v.nonEmpty('must hold at least one date; leave it out otherwise'),
        v.description(
          'Days on which no run may start: a date, `2026-12-24`; a day of every year, `12-24`; or a span of either kind, `{ from: 12-15, to: 01-05 }`, its last day included. Needs `zone` or `timezones`.',
        ),
      ),
    ),
    hours: v.exactOptional(
      v.pipe(
        v.array(hoursSchema, 'must be a list of spans of the day, such as ["22:00-06:00"]; their timezone is zone, beside hours'),
        v.nonEmpty('must hold at least one span; with none, no hour would be allowed'),
        v.description(
          'Spans of the day in which runs may start; the end does not belong to a span. Needs `zone` or `timezones`.',
        ),
      ),
    ),
    zone: v.exactOptional(
      v.pipe(
        zoneSchema,
        v.description(
          'The timezone in which `hours`, `weekdays`, `excludedDates`, `atMost` and `atLeast` are meant, whatever that of the schedule. Without it they are meant in the timezone of each schedule.',
        ),
      ),
    ),
    minimumGap: v.exactOptional(
      v.pipe(
        durationSchema,
        v.description(
          'The smallest time between two runs, by cron or by rate, clock changes included. `24h` refuses daily runs wherever clocks change, where they are 23h apart once a year; `atMost: 1 per day` does not.',
        ),
      ),
    ),
    maximumGap: v.exactOptional(
      v.pipe(
        durationSchema,
        v.description(
          'The largest time between two runs, and from this moment to the first, clock changes included. The schedule may not end either. `31d` refuses monthly runs wherever clocks change; `atLeast: 1 per month` does not.',
        ),
      ),
    ),
    timezones: v.exactOptional(
      v.pipe(
        v.array(timezoneWildcardSchema),
        v.nonEmpty('must hold at least one wildcard; with none, no timezone would be allowed'),
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
  together((parameters) => scheduleContradictions(parameters)),
);

export const scheduleGuide = defineGuide(schedule, {
  purpose: 'Pipelines must run as often as the organisation wants, and at the times that it wants.',
  parameters: parametersSchema,
  codes: {
    missing: 'The rule demands a schedule expression, and none is given.',
    forbidden: 'The rule forbids a schedule.',
    'gap-too-small': 'Two runs are closer to each other than the rule allows.',
    'gap-too-large': 'Two runs, or this moment and the first run, are further apart than the rule allows.',
    ends: 'The schedule has a last run, and the rule demands that images are rebuilt again and again.',
    'never-runs': 'The schedule has no run left, and the rule demands that images are rebuilt.',
    'too-often': 'Some hour, day, week or month has more runs than the rule allows.',
    'too-rare': 'Some hour, day, week or month has fewer runs than the rule demands.',
    'weekday-not-allowed': 'A run starts on a day of the week that the rule does not allow.',
    'excluded-date': 'A run starts on a date that the rule excludes.',
    'outside-hours': 'A run starts outside the allowed hours.',
    'no-fixed-hours': 'A rate has no fixed time of day, and the rule allows certain hours only.',
    'no-fixed-days': 'A rate has no fixed days, and the rule allows certain days only.',
    'timezone-not-allowed': 'The timezone matches none of the allowed wildcards.',
    'wrong-start-condition': 'Runs start under another condition than the rule demands.',
    unreadable: 'The expression or its timezone cannot be understood, so nothing is known of its runs.',
  },
  example: {
    atMost: '1 per day',
    atLeast: '1 per month',
    weekdays: ['mon', 'tue', 'wed', 'thu'],
    excludedDates: ['05-01', { from: '12-15', to: '01-05' }],
    hours: ['20:00-05:00'],
    zone: 'Europe/London',
    startCondition: 'dependency-updates',
  },
  explain(parameters) {
    const demands = demandsOf(parameters);
    return {
      summary: sentence(demands.join('; ')),
      howToSatisfy: demands.map(sentence),
      example: scheduleExample(parameters),
    };
  },
  warnings: clockChangeWarnings,
  narrow(parameters, { isFilledIn }) {
    const { required = false, forbidden = false, startCondition } = parameters;
    const demands = runDemands(parameters);
    const expression = {
      ...(demands.length === 0 ? {} : { description: demands.join('; ') }),
      ...(isOfCalendar(parameters) ? { allOf: [{ pattern: '^cron\\(' }] } : {}),
    };
    const isGiven = { required: ['scheduleExpression'] };
    const isDefault = startCondition === 'dependency-updates' || isFilledIn(conditionPointer);
    const condition = {
      ...(isDefault ? {} : { required: ['pipelineExecutionStartCondition'] }),
      properties: { pipelineExecutionStartCondition: { const: startConditions[startCondition ?? 'always'] } },
    };
    return [
      ...(required || demands.length > 0 ? [{ at: expressionPointer, schema: expression, required }] : []),
      ...(forbidden ? [{ at: '/schedule', schema: { allOf: [{ not: isGiven }] } }] : []),
      ...(startCondition === undefined ? [] : [{ at: '/schedule', schema: { anyOf: [{ not: isGiven }, condition] } }]),
    ];
  },
});

function demandsOf(parameters: ScheduleParameters): readonly string[] {
  const { required, forbidden, timezones, startCondition } = parameters;
  return [
    ...(required === true ? ['a schedule expression must be given'] : []),
    ...(forbidden === true ? ['no schedule may be given'] : []),
    ...runDemands(parameters),
    ...(timezones === undefined ? [] : [`the timezone must match ${alternatives(timezones.map(quoted))}; without one it is UTC`]),
    ...(startCondition === undefined ? [] : [`the pipelineExecutionStartCondition must be ${startConditions[startCondition]}`]),
  ];
}

/** What the expression has to be like. */
function runDemands({ minimumGap, maximumGap, atMost, atLeast, ...calendar }: ScheduleParameters): readonly string[] {
  const { hours, weekdays, excludedDates, zone } = calendar;
  const where = zone === undefined ? 'in the timezone of the schedule' : `in ${zone}, whatever timezone the schedule has`;
  const days = [
    ...(hours === undefined ? [] : [`within ${alternatives(hours)}`]),
    ...(weekdays === undefined ? [] : [`on ${alternatives(weekdaysInWords(weekdays))}`]),
    ...(excludedDates === undefined ? [] : [`not on ${alternatives(excludedDates.map(shownDates))}`]),
  ];
  return [
    ...(minimumGap === undefined ? [] : [`runs must be at least ${minimumGap} apart, clock changes included`]),
    ...(maximumGap === undefined ? [] : [`runs must be at most ${maximumGap} apart, clock changes included, and never end`]),
    ...(atMost === undefined ? [] : [`there may be at most ${runsPer(atMost)}, ${where}`]),
    ...(atLeast === undefined ? [] : [`there must be at least ${runsPer(atLeast)}, ${where}, and no last one`]),
    ...(days.length === 0 ? [] : [`runs must start ${days.join(', ')}, ${where}`]),
  ];
}

/** `1 run per day`. */
function runsPer(text: string): string {
  const { count, unit } = limitOf(text);
  return `${count} ${count === 1 ? 'run' : 'runs'} per ${unit}`;
}

/** A rate has no place on a calendar, so a form need not take one. */
function isOfCalendar({ hours, weekdays, excludedDates }: CalendarParameters): boolean {
  return hours !== undefined || weekdays !== undefined || excludedDates !== undefined;
}
