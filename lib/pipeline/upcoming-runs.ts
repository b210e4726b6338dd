import { nextRuns } from '../schedule/next-runs.ts';
import { parseSchedule } from '../schedule/parse.ts';
import type { PipelineRecord } from './image-builder.ts';

/** The next three runs of a schedule as RFC 3339 times in UTC; none where there is no schedule, or one that cannot be read. */
export function upcomingRuns(schedule: PipelineRecord['schedule'], now: Date): string[] {
  if (schedule?.scheduleExpression === undefined) return [];
  const parsed = parseSchedule(schedule.scheduleExpression);
  if (!parsed.ok) return [];
  const timezone = schedule.timezone ?? 'UTC';
  return nextRuns(parsed.schedule, { after: now, count: 3, timezone }).map((run) => run.toISOString());
}
