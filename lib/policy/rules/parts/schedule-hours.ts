import { timesOf } from '../../../schedule/calendar.ts';
import type { Schedule } from '../../../schedule/schedule.ts';
import { alternatives } from '../../../text/wording.ts';
import type { RuleFinding } from './rule.ts';

const span = /^(?<from>(?:[01]\d|2[0-3]):[0-5]\d)-(?<to>(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** Minutes since midnight: from `from` up to, not including, `to`. Over midnight, `to` is the smaller. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Throws on a text that `hoursSchema` refuses. */
export function windowsOf(hours: readonly string[]): readonly Window[] {
  return hours.map((text) => {
    const { from, to } = span.exec(text)?.groups ?? {};
    if (from === undefined || to === undefined) throw new TypeError(`not a span of the day: ${text}`);
    return { from: minutesOf(from), to: minutesOf(to) };
  });
}

/** Whether all runs start inside the windows. Local times count, and a clock change takes away some at most. */
export function hoursFindings(
  schedule: Schedule,
  windows: readonly Window[],
  hours: readonly string[],
): readonly Pick<RuleFinding, 'code' | 'message' | 'expected'>[] {
  const expected = { hours };
  const within = `within ${alternatives(hours)}`;
  if (schedule.kind === 'rate') {
    const message = `a rate counts from when it began and has no fixed time of day, runs must start ${within}`;
    return [{ code: 'no-fixed-hours', message, expected }];
  }
  const outside = timesOf(schedule).find((time) => !windows.some((window) => holds(window, time)));
  if (outside === undefined) return [];
  return [{ code: 'outside-hours', message: `a run starts at ${clock(outside)}, runs must start ${within}`, expected }];
}

function holds({ from, to }: Window, time: number): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function clock(time: number): string {
  return `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
}
