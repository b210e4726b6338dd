import { firstDateOf, periodAt, type Unit } from './period.ts';
import { millisecondsPerDay, millisecondsPerHour } from './runs.ts';
import { type OffsetSpan, offsetsBetween, zoneOf } from './zone.ts';

/** A period of a timezone's calendar, and how long it is, in milliseconds. */
export interface PeriodLength {
  readonly period: number;
  readonly length: number;
}

/**
 * The periods that begin after an instant and end before another one, ascending: of every length that occurs the first is among
 * them. A day in which the clocks change is longer or shorter than the others.
 */
export function periodLengths(unit: Unit, zone: string, from: Date, to: Date): readonly PeriodLength[] {
  const [first, end] = [periodAt(from.getTime(), unit, zone) + 1, periodAt(to.getTime(), unit, zone)];
  if (unit === 'hour') return [{ period: first, length: millisecondsPerHour }];
  const spans = offsetsBetween(zoneOf(zone), from.getTime(), to.getTime() + 32 * millisecondsPerDay);
  const lengthOf = (period: number) => startOf(period + 1, unit, spans) - startOf(period, unit, spans);
  const periods = unit === 'month' ? Array.from({ length: end - first }, (_, index) => first + index) : [first];
  for (const { from: change } of spans.slice(1)) periods.push(periodAt(change - 1, unit, zone), periodAt(change, unit, zone));
  return [...new Set(periods)]
    .filter((period) => period >= first && period < end)
    .sort((left, right) => left - right)
    .map((period) => ({ period, length: lengthOf(period) }));
}

/** The first instant at which the clocks show the first date of a period, or a later one. */
function startOf(period: number, unit: Exclude<Unit, 'hour'>, spans: readonly OffsetSpan[]): number {
  const midnight = firstDateOf(period, unit) * millisecondsPerDay;
  const span = spans.find(({ to, offset }) => midnight < to + offset) ?? spans.at(-1);
  return span === undefined ? midnight : Math.max(span.from, midnight - span.offset);
}
