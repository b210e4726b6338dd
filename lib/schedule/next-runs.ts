import { millisecondsPerDay, millisecondsPerMinute, runBlocks } from './runs.ts';
import type { CronSchedule, RateSchedule, Schedule } from './schedule.ts';

export interface NextRunsQuery {
  /** Runs strictly after this. */
  readonly after: Date;
  readonly count: number;
  /** IANA name, UTC by default. Says nothing to a rate, which counts hours, not clocks. */
  readonly timezone?: string | undefined;
  /** When a rate began to count, `after` by default. Its first run is one interval later. */
  readonly anchor?: Date | undefined;
}

/**
 * The next runs of a schedule, ascending; fewer than `count` when it ends before. A local time that the clocks skip does not run,
 * one that they show twice runs the first time. Throws `RangeError` for an unknown timezone.
 */
export function nextRuns(schedule: Schedule, query: NextRunsQuery): Date[] {
  return schedule.kind === 'rate' ? nextTicks(schedule, query) : nextMatches(schedule, query);
}

function nextMatches(schedule: CronSchedule, { after, count, timezone = 'UTC' }: NextRunsQuery): Date[] {
  const runs: Date[] = [];
  if (count < 1) return runs;
  for (const { origin, days, times } of runBlocks(schedule, after, timezone)) {
    for (const day of days) {
      for (const time of times) {
        runs.push(new Date(origin + day * millisecondsPerDay + time * millisecondsPerMinute));
        if (runs.length >= count) return runs;
      }
    }
  }
  return runs;
}

/** Milliseconds between the runs of a rate. */
export function intervalOf({ every, unit }: RateSchedule): number {
  return every * { minute: millisecondsPerMinute, hour: 60 * millisecondsPerMinute, day: millisecondsPerDay }[unit];
}

function nextTicks(schedule: RateSchedule, { after, count, anchor = after }: NextRunsQuery): Date[] {
  const interval = intervalOf(schedule);
  const passed = Math.max(0, Math.floor((after.getTime() - anchor.getTime()) / interval));
  const runs: Date[] = [];
  for (let tick = passed + 1; tick <= passed + count; tick++) {
    const run = new Date(anchor.getTime() + tick * interval);
    // Beyond what a Date can hold.
    if (Number.isNaN(run.getTime())) break;
    runs.push(run);
  }
  return runs;
}
