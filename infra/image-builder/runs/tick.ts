import { nextRuns } from '../../../lib/schedule/next-runs.ts';
import { parseSchedule } from '../../../lib/schedule/parse.ts';
import type { PipelineSettings } from '../pipelines/stored-pipeline.ts';

interface Scheduled extends Pick<PipelineSettings, 'schedule' | 'status'> {
  /** A rate counts from here: the moment at which the schedule was set. */
  readonly dateUpdated: string;
}

/**
 * When the schedule of a pipeline comes up next, strictly after a time; both in milliseconds since 1970. `undefined` where it
 * never does: no schedule, an end of its years, or a pipeline that is disabled.
 */
export function nextTick({ schedule, status, dateUpdated }: Scheduled, after: number): number | undefined {
  const { scheduleExpression, timezone } = schedule ?? {};
  if (scheduleExpression === undefined || status === 'DISABLED') return undefined;
  const parsed = parseSchedule(scheduleExpression);
  if (!parsed.ok) return undefined;
  const query = { after: new Date(after), count: 1, anchor: new Date(dateUpdated), ...(timezone !== undefined && { timezone }) };
  return nextRuns(parsed.schedule, query)[0]?.getTime();
}
