import { remembered } from '../text/memoize.ts';
import { correctedExpression } from './correction.ts';
import { readSchedule } from './grammar.ts';
import type { Schedule, ScheduleProblem } from './schedule.ts';
import { ScheduleError } from './schedule-error.ts';

export type ScheduleResult =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly problem: ScheduleProblem };

/**
 * Reads a schedule expression of Image Builder: `cron(0 6 ? * MON *)` or `rate(7 days)`. Refuses what the service does not
 * document, and dates that never come. Knows no clock: an expression whose years are all past is valid and has no next run.
 */
export function parseSchedule(expression: string): ScheduleResult {
  const understood = understandSchedule(expression);
  if (understood.ok) return understood;
  const suggestion = correctedExpression(expression);
  return suggestion === undefined ? understood : { ok: false, problem: { ...understood.problem, suggestion } };
}

/**
 * `parseSchedule` without the suggestion, for whoever does not pass it on. The same expression is asked for several times in a
 * request, to check it, to judge it and to show it, and often again in the next one.
 */
export const understandSchedule: (expression: string) => ScheduleResult = remembered((expression) => {
  try {
    return { ok: true, schedule: readSchedule(expression) };
  } catch (error) {
    if (error instanceof ScheduleError) return { ok: false, problem: error.problem };
    throw error;
  }
});
