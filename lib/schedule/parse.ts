import { correctedExpression } from './correction.ts';
import { readSchedule } from './grammar.ts';
import { Misread } from './misread.ts';
import type { Schedule, ScheduleProblem } from './schedule.ts';

export type ScheduleResult =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly problem: ScheduleProblem };

/**
 * Reads a schedule expression of Image Builder: `cron(0 6 ? * MON *)` or `rate(7 days)`. Refuses what the service does not document,
 * and dates that never come. Knows no clock: an expression whose years are all past is valid and has no next run.
 */
export function parseSchedule(expression: string): ScheduleResult {
  try {
    return { ok: true, schedule: readSchedule(expression) };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    const suggestion = correctedExpression(expression);
    return { ok: false, problem: suggestion === undefined ? error.problem : { ...error.problem, suggestion } };
  }
}
