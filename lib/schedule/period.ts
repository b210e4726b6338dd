import { monthNames, weekdayNames } from './field.ts';
import { millisecondsPerDay, millisecondsPerHour } from './runs.ts';
import { offsetsBetween, zoneOf } from './zone.ts';

/** What a calendar is divided into. A week begins on Monday (ISO 8601). */
export type Unit = 'hour' | 'day' | 'week' | 'month';

/**
 * The number of the day, week or month that a date is in, each one more than the one before it.
 * @param date Days since 1970-01-01, which was a Thursday.
 */
export function periodOf(date: number, unit: Exclude<Unit, 'hour'>): number {
  if (unit === 'day') return date;
  if (unit === 'week') return Math.floor((date + 3) / 7);
  const day = new Date(date * millisecondsPerDay);
  return day.getUTCFullYear() * 12 + day.getUTCMonth();
}

/** The first date of a day, week or month. */
export function firstDateOf(period: number, unit: Exclude<Unit, 'hour'>): number {
  if (unit === 'day') return period;
  return unit === 'week' ? period * 7 - 3 : Date.UTC(Math.floor(period / 12), period % 12) / millisecondsPerDay;
}

/**
 * Hours are counted in time that passes, so that the one which the clocks show twice is two; only on which minute they begin is a
 * matter of the offset.
 */
export function hourOf(instant: number, offset: number): number {
  return Math.floor((instant + hourShift(offset)) / millisecondsPerHour);
}

/** What an offset has beyond whole hours. */
export function hourShift(offset: number): number {
  return offset - Math.floor(offset / millisecondsPerHour) * millisecondsPerHour;
}

/** The period that an instant is in. */
export function periodAt(instant: number, unit: Unit, zone: string): number {
  const [span] = offsetsBetween(zoneOf(zone), instant, instant + 1);
  const offset = span?.offset ?? 0;
  return unit === 'hour' ? hourOf(instant, offset) : periodOf(Math.floor((instant + offset) / millisecondsPerDay), unit);
}

/** A period for people: `on Friday 2026-12-25`, `in the week of Monday 2026-12-21`, `in December 2026`. */
export function periodInWords(period: number, unit: Unit, zone: string): string {
  if (unit === 'hour') return `in the hour from ${timeInWords(hourShown(period, zone))}`;
  const date = firstDateOf(period, unit);
  if (unit === 'month') return `in ${monthNames[((period % 12) + 12) % 12]} ${Math.floor(period / 12)}`;
  return unit === 'week'
    ? `in the week of ${dateInWords(date * millisecondsPerDay)}`
    : `on ${dateInWords(date * millisecondsPerDay)}`;
}

/** What the clocks show when an hour begins. */
function hourShown(hour: number, zone: string): number {
  const instant = hour * millisecondsPerHour;
  const [span] = offsetsBetween(zoneOf(zone), instant, instant + 1);
  const offset = span?.offset ?? 0;
  return instant - hourShift(offset) + offset;
}

/** `Friday 2026-12-25`, of what clocks show in milliseconds. */
export function dateInWords(shown: number): string {
  const date = new Date(shown);
  return `${weekdayNames[date.getUTCDay()]} ${date.toISOString().slice(0, 10)}`;
}

/** `Friday 2026-12-25 02:00`. */
export function timeInWords(shown: number): string {
  return `${dateInWords(shown)} ${new Date(shown).toISOString().slice(11, 16)}`;
}
