import { describeSchedule } from '../schedule/describe.ts';
import { nextRuns } from '../schedule/next-runs.ts';
import { parseSchedule } from '../schedule/parse.ts';
import { checkTimezone } from '../schedule/timezone.ts';
import { defaultTimezone } from './complete.ts';
import { disablingFailures } from './health.ts';
import type { PipelineRecord } from './image-builder.ts';
import { kebabOf } from './kebab.ts';

export interface ScheduleView {
  /** `null` for a schedule that says when nothing, which the service admits. */
  readonly expression: string | null;
  readonly timezone: string;
  /** In words; `null` where the expression cannot be read. */
  readonly description: string | null;
  /** `dependency-updates` or `expression-match-only`. */
  readonly startCondition: string;
  /** Failures in a row that disable the pipeline; `null` without an expression. */
  readonly autoDisableAfter: number | null;
  /** Whether that number was asked for. */
  readonly autoDisableExplicit: boolean;
  /** The next three runs, RFC 3339 in UTC; none while the pipeline is disabled. */
  readonly nextRuns: readonly string[];
}

/** When a pipeline runs by itself; `null` when it does not. Never throws, whatever a schedule made around the door says. */
export function scheduleView(record: PipelineRecord, now: Date): ScheduleView | null {
  const { schedule } = record;
  if (schedule === undefined) return null;
  const expression = schedule.scheduleExpression || null;
  const parsed = expression === null ? undefined : parseSchedule(expression);
  return {
    expression,
    timezone: schedule.timezone || defaultTimezone,
    description: parsed?.ok ? describeSchedule(parsed.schedule) : null,
    startCondition: startConditionOf(schedule.pipelineExecutionStartCondition),
    autoDisableAfter: disablingFailures(record),
    autoDisableExplicit: schedule.autoDisablePolicy !== undefined,
    nextRuns: record.status === 'DISABLED' ? [] : upcomingRuns(schedule, now),
  };
}

/** The next three runs of a schedule, RFC 3339 in UTC; none where the expression or the time zone cannot be read. */
export function upcomingRuns(schedule: PipelineRecord['schedule'], now: Date): string[] {
  const timezone = schedule?.timezone || defaultTimezone;
  const parsed = parseSchedule(schedule?.scheduleExpression ?? '');
  if (!parsed.ok || !checkTimezone(timezone).ok) return [];
  return nextRuns(parsed.schedule, { after: now, count: 3, timezone }).map(secondsOf);
}

/** RFC 3339 in UTC without a fraction: a schedule knows no milliseconds. */
export function secondsOf(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

const dependencyUpdates = 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE';

function startConditionOf(condition: string = dependencyUpdates): string {
  if (condition === dependencyUpdates) return 'dependency-updates';
  return kebabOf(condition, ['EXPRESSION_MATCH_ONLY']) ?? condition;
}
