import { datesOf, type LocalBlock, shownAt } from './local-runs.ts';
import { hourShift, periodOf, type Unit } from './period.ts';
import { millisecondsPerDay, millisecondsPerHour, millisecondsPerMinute } from './runs.ts';

/** So many runs in each hour, day, week or month of a calendar. */
export interface CalendarLimit {
  readonly count: number;
  readonly unit: Unit;
}

/** Takes the runs of a day that are in one period: `times` of the block from the index `from` up to, not including, `to`. */
type Visit = (period: number, day: number, from: number, to: number) => void;

/**
 * Makes a function that is shown blocks in their order and finds the first run that is one too many in its period, as what the
 * clocks show.
 */
export function findTooMany({ count: most, unit }: CalendarLimit): (block: LocalBlock) => number | undefined {
  const visitAll = visitorOf(unit);
  let current = Number.NaN;
  let count = 0;
  return (block) => {
    let found: number | undefined;
    visitAll(block, (period, day, from, to) => {
      if (found !== undefined) return;
      if (period !== current) {
        current = period;
        count = 0;
      }
      if (count + to - from > most) found = shownAt(block, day, from + most - count);
      count += to - from;
    });
    return found;
  };
}

/** A period with too few runs. */
export interface TooFew {
  readonly period: number;
  readonly count: number;
}

/**
 * Finds the first period from `first` up to, not including, `end` that has too few runs; to be asked for `rest` when all was
 * seen.
 */
export class FewRuns {
  readonly #limit: CalendarLimit;
  readonly #end: number;
  readonly #visitAll: ReturnType<typeof visitorOf>;
  #period: number;
  #count = 0;

  constructor(limit: CalendarLimit, first: number, end: number) {
    this.#limit = limit;
    this.#end = end;
    this.#visitAll = visitorOf(limit.unit);
    this.#period = first;
  }

  find(block: LocalBlock): TooFew | undefined {
    let found: TooFew | undefined;
    this.#visitAll(block, (period, _day, from, to) => {
      if (found !== undefined || period < this.#period) return;
      if (period > this.#period) {
        found = this.#before(period);
        this.#period = period;
        this.#count = 0;
      }
      this.#count += to - from;
    });
    return found;
  }

  rest(): TooFew | undefined {
    return this.#before(this.#end);
  }

  #before(next: number): TooFew | undefined {
    const upTo = Math.min(next, this.#end);
    if (this.#period >= upTo) return undefined;
    if (this.#count < this.#limit.count) return { period: this.#period, count: this.#count };
    return this.#period + 1 < upTo ? { period: this.#period + 1, count: 0 } : undefined;
  }
}

function visitorOf(unit: Unit): (block: LocalBlock, visit: Visit) => void {
  return unit === 'hour' ? hourVisitor() : dateVisitor(unit);
}

function dateVisitor(unit: Exclude<Unit, 'hour'>): (block: LocalBlock, visit: Visit) => void {
  const periodOn = unit === 'month' ? monthCounter() : (date: number) => periodOf(date, unit);
  return (block, visit) => {
    const { base, split } = datesOf(block);
    const all = block.times.length;
    for (const day of block.days) {
      if (split > 0) visit(periodOn(base + day), day, 0, split);
      if (split < all) visit(periodOn(base + day + 1), day, split, all);
    }
  };
}

/** Asks for a date's month only where it is another one than the last. */
function monthCounter(): (date: number) => number {
  let month = 0;
  let [from, to] = [0, 0];
  return (date) => {
    if (date >= from && date < to) return month;
    month = periodOf(date, 'month');
    from = Date.UTC(Math.floor(month / 12), month % 12) / millisecondsPerDay;
    to = Date.UTC(Math.floor(month / 12), (month % 12) + 1) / millisecondsPerDay;
    return month;
  };
}

interface HourPart {
  readonly hour: number;
  readonly from: number;
  readonly to: number;
}

/** A minutely schedule has half a million runs a year: its times are counted once for the day, and not on every day. */
function hourVisitor(): (block: LocalBlock, visit: Visit) => void {
  const known = new Map<readonly number[], Map<number, readonly HourPart[]>>();
  return (block, visit) => {
    const start = block.origin - block.offset + hourShift(block.offset);
    const base = Math.floor(start / millisecondsPerHour);
    const begun = start - base * millisecondsPerHour;
    const ofTimes = known.get(block.times) ?? new Map<number, readonly HourPart[]>();
    const parts = ofTimes.get(begun) ?? hourParts(block.times, begun);
    known.set(block.times, ofTimes.set(begun, parts));
    for (const day of block.days) for (const { hour, from, to } of parts) visit(base + 24 * day + hour, day, from, to);
  };
}

function hourParts(times: readonly number[], begun: number): readonly HourPart[] {
  const parts: HourPart[] = [];
  for (let from = 0; from < times.length; ) {
    const hourAt = (index: number) => Math.floor((begun + (times[index] ?? 0) * millisecondsPerMinute) / millisecondsPerHour);
    const hour = hourAt(from);
    let to = from + 1;
    while (to < times.length && hourAt(to) === hour) to++;
    parts.push({ hour, from, to });
    from = to;
  }
  return parts;
}
