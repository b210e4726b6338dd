import { defaultFailureCount } from '../../service-limits.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { kebabOf } from './enum-view.ts';

export interface HealthView {
  readonly state: 'never-run' | 'healthy' | 'running' | 'failing' | 'auto-disabled' | 'disabled';
  /** Scheduled runs that failed since the last one that did not. */
  readonly consecutiveFailures: number;
  /** How many more would disable the pipeline; `null` where nothing ever does, because it has no schedule. */
  readonly failuresUntilDisabled: number | null;
  /** Status of the last run's image, for example `failed`; `null` before the first run. */
  readonly lastRunStatus: string | null;
}

/** How a pipeline is doing. */
export function healthView(record: PipelineRecord): HealthView {
  const consecutiveFailures = record.consecutiveFailures ?? 0;
  const limit = disablingFailures(record);
  return {
    state: stateOf(record, consecutiveFailures, limit),
    consecutiveFailures,
    failuresUntilDisabled: limit === null ? null : Math.max(0, limit - consecutiveFailures),
    lastRunStatus: kebabOf(record.lastRunStatus, imageStatuses),
  };
}

/**
 * Failures in a row that disable the pipeline; `null` without an expression, for only scheduled runs count (AutoDisablePolicy).
 */
export function disablingFailures({ schedule }: PipelineRecord): number | null {
  if (!schedule?.scheduleExpression) return null;
  return schedule.autoDisablePolicy?.failureCount ?? defaultFailureCount;
}

function stateOf(record: PipelineRecord, failures: number, limit: number | null): HealthView['state'] {
  const { status, lastRunStatus, dateLastRun } = record;
  // An update sets the count back to 0, so a disabled pipeline with so many failures was disabled by them and not by a person.
  if (status === 'DISABLED') return limit !== null && failures >= limit ? 'auto-disabled' : 'disabled';
  if (lastRunStatus !== undefined && runningStatuses.includes(lastRunStatus)) return 'running';
  // A manual run leaves the count alone, and so does one that was cancelled: either sign of failure is enough.
  if (failures > 0 || lastRunStatus === 'FAILED') return 'failing';
  return lastRunStatus === undefined && dateLastRun === undefined ? 'never-run' : 'healthy';
}

/** Statuses of an image that is still being made. */
export const runningStatuses: readonly string[] = ['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'];

/** ImageState, Image Builder API Reference. Those behind `FAILED` tell what became of an image that was made. */
export const imageStatuses: readonly string[] = [
  ...runningStatuses,
  'AVAILABLE',
  'CANCELLED',
  'FAILED',
  'DEPRECATED',
  'DELETED',
  'DISABLED',
];
