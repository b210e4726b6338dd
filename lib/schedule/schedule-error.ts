import type { ScheduleProblem } from './schedule.ts';

/** Ends the reading of an expression. Stays inside this folder: `parseSchedule` turns it into a result. */
export class ScheduleError extends Error {
  readonly problem: ScheduleProblem;

  constructor(message: string, position: number, expected: string) {
    super(message);
    this.problem = { message, position, expected };
  }
}

/** A piece of the author's text for a message: quoted, and cut where it is long. */
export function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
}
