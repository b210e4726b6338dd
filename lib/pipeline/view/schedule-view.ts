import { describeSchedule } from '../../schedule/describe.ts';
import { intervalOf, nextRuns } from '../../schedule/next-runs.ts';
import { understandSchedule } from '../../schedule/parse.ts';
import type { CronSchedule, Schedule } from '../../schedule/schedule.ts';
import { canonicalTimezone } from '../../schedule/timezone.ts';
import { defaultTimezone } from '../definition/aws-defaults.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { timeOf } from '../stored/time.ts';
import { kebabOf } from './enum-view.ts';
import { disablingFailures } from './health.ts';

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
  const parsed = expression === null ? undefined : understandSchedule(expression);
  return {
    expression,
    timezone: schedule.timezone || defaultTimezone,
    description: parsed?.ok ? describeSchedule(parsed.schedule) : null,
    startCondition: startConditionOf(schedule.pipelineExecutionStartCondition),
    autoDisableAfter: disablingFailures(record),
    autoDisableExplicit: schedule.autoDisablePolicy !== undefined,
    nextRuns: upcomingRuns(record, now),
  };
}

/** As much of a pipeline as says when it runs by itself. Without a time, its schedule counts from this moment. */
export type Scheduled = Pick<PipelineRecord, 'schedule' | 'status' | 'dateNextRun' | 'dateUpdated' | 'dateCreated'>;

/**
 * The next three runs of a pipeline, RFC 3339 in UTC; none while it is disabled, nor where the expression or the time zone cannot
 * be read.
 */
export function upcomingRuns(scheduled: Scheduled, now: Date): string[] {
  const { schedule, status } = scheduled;
  const timezone = schedule?.timezone || defaultTimezone;
  const parsed = understandSchedule(schedule?.scheduleExpression ?? '');
  if (status === 'DISABLED' || !parsed.ok || canonicalTimezone(timezone) === undefined) return [];
  if (parsed.schedule.kind === 'cron') return [...upcomingMatches(parsed.schedule, timezone, now)];
  const anchor = anchorOf(parsed.schedule, scheduled) ?? now;
  return nextRuns(parsed.schedule, { after: now, count, timezone, anchor }).map(secondsOf);
}

const count = 3;

/** The same pipeline is shown again and again, and its next runs stay what they are until the first of them comes. */
function upcomingMatches(schedule: CronSchedule, timezone: string, now: Date): readonly string[] {
  const time = now.getTime();
  const before = found.get(schedule);
  if (before?.timezone === timezone && before.from <= time && time < before.until) return before.runs;
  const runs = nextRuns(schedule, { after: now, count, timezone });
  const shown = runs.map(secondsOf);
  found.set(schedule, { timezone, from: time, until: runs[0]?.getTime() ?? Number.POSITIVE_INFINITY, runs: shown });
  return shown;
}

/** What was found last for a schedule, as long as the schedule is remembered. */
const found = new WeakMap<CronSchedule, KnownRuns>();

interface KnownRuns {
  readonly timezone: string;
  /** Milliseconds since 1970, between which the runs are the next ones. */
  readonly from: number;
  readonly until: number;
  readonly runs: readonly string[];
}

/**
 * When a rate began to count: an interval before the run that the service announces, or else when the schedule was last written.
 */
function anchorOf(schedule: Schedule, { dateNextRun, dateUpdated, dateCreated }: Scheduled): Date | undefined {
  if (schedule.kind !== 'rate') return undefined;
  const announced = timeOf(dateNextRun);
  if (announced === undefined) return timeOf(dateUpdated) ?? timeOf(dateCreated);
  return new Date(announced.getTime() - intervalOf(schedule));
}

/** RFC 3339 in UTC without a fraction: a schedule knows no milliseconds. */
export function secondsOf(time: Date): string {
  return `${time.toISOString().slice(0, -'.000Z'.length)}Z`;
}

const dependencyUpdates = 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE';

function startConditionOf(condition: string = dependencyUpdates): string {
  if (condition === dependencyUpdates) return 'dependency-updates';
  return kebabOf(condition, ['EXPRESSION_MATCH_ONLY']) ?? condition;
}
