/** A span of local time in which one offset holds: what the clocks show from `from` up to, not including, `to`. */
export interface Stretch {
  /** Milliseconds of local time, counted as though it were UTC. */
  readonly from: number;
  readonly to: number;
  /** Local time less UTC, in milliseconds. */
  readonly offset: number;
}

/** A timezone as `Intl` knows it, with what has been found out about its clock changes so far. */
export interface Zone {
  readonly name: string;
  /** Absent for UTC, which needs none: the first formatter of a process costs tens of milliseconds. */
  readonly formatter?: Intl.DateTimeFormat;
  /**
   * Offsets at the borders between cells, and clock changes inside the cells. Facts of the timezone database, never of a request.
   */
  readonly offsets: Map<number, number>;
  readonly changes: Map<number, readonly Change[]>;
}

interface Change {
  /** The first instant of the new offset. */
  readonly at: number;
  readonly offset: number;
}

const millisecondsPerSecond = 1000;
const millisecondsPerMinute = 60 * millisecondsPerSecond;
const millisecondsPerQuarter = 15 * millisecondsPerMinute;
const millisecondsPerHour = 60 * millisecondsPerMinute;

/**
 * Instants are looked at in cells of six and a half days. Clock changes since 1970 undo each other after a week at the earliest
 * (northern Brazil in 2000, the forecast for Gaza in 2040), so a cell with the same offset at both ends has none inside.
 */
const cellSize = 156 * millisecondsPerHour;

/** The range of offsets in the timezone database, from Etc/GMT+12 to Etc/GMT-14. */
const maximumBehind = 12 * millisecondsPerHour;
const maximumAhead = 14 * millisecondsPerHour;

const utcZone: Zone = { name: 'UTC', offsets: new Map(), changes: new Map() };

/** Zones met in this process, by name in lower case. Emptied when full, so that no caller can make it grow without end. */
const zones = new Map<string, Zone>();
const maximumZones = 100;

/** Throws `RangeError` for a timezone that `Intl` does not know. */
export function zoneOf(timezone: string): Zone {
  if (timezone === 'UTC' || timezone === 'Etc/UTC') return utcZone;
  const key = timezone.toLowerCase();
  const known = zones.get(key);
  if (known !== undefined) return known;
  // The offset does not come alone; a one-letter weekday is its cheapest company.
  const formatter = new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'narrow', timeZoneName: 'longOffset' });
  const zone = { name: formatter.resolvedOptions().timeZone, formatter, offsets: new Map(), changes: new Map() };
  if (zones.size >= maximumZones) zones.clear();
  zones.set(key, zone);
  return zone;
}

/**
 * The local times of a month in the order in which they come, without those that a clock change skips, and each only once: where
 * the clocks go back, what they show again is left out.
 */
export function stretchesOf(zone: Zone, year: number, month: number): Stretch[] {
  const from = Date.UTC(year, month - 1);
  const to = Date.UTC(year, month);
  if (zone.formatter === undefined) return [{ from, to, offset: 0 }];
  const firstCell = Math.floor((from - maximumAhead) / cellSize);
  const lastCell = Math.floor((to + maximumBehind) / cellSize);
  const stretches: Stretch[] = [];
  let start = Number.NEGATIVE_INFINITY;
  let offset = offsetAtCell(zone, firstCell);
  const add = (end: number) => {
    const stretch = { from: Math.max(start, from), to: Math.min(end, to), offset };
    if (stretch.from < stretch.to) stretches.push(stretch);
  };
  for (let cell = firstCell; cell <= lastCell; cell++) {
    for (const change of changesIn(zone, cell)) {
      add(change.at + offset);
      start = Math.max(start, change.at + offset, change.at + change.offset);
      offset = change.offset;
    }
  }
  add(Number.POSITIVE_INFINITY);
  return stretches;
}

/** A span of time in which one offset holds, by instants. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  /** Local time less UTC, in milliseconds. */
  readonly offset: number;
}

/** The offsets from one instant up to, not including, a later one, in milliseconds. */
export function offsetsBetween(zone: Zone, from: number, to: number): OffsetSpan[] {
  if (zone.formatter === undefined) return [{ from, to, offset: 0 }];
  const spans: OffsetSpan[] = [];
  const firstCell = Math.floor(from / cellSize);
  const lastCell = Math.floor((to - 1) / cellSize);
  let start = from;
  let offset = offsetAtCell(zone, firstCell);
  for (let cell = firstCell; cell <= lastCell; cell++) {
    for (const change of changesIn(zone, cell)) {
      if (change.at > start && change.at < to) {
        spans.push({ from: start, to: change.at, offset });
        start = change.at;
      }
      if (change.at < to) offset = change.offset;
    }
  }
  spans.push({ from: start, to, offset });
  return spans;
}

function changesIn(zone: Zone, cell: number): readonly Change[] {
  let offset = offsetAtCell(zone, cell);
  const last = offsetAtCell(zone, cell + 1);
  if (offset === last) return [];
  const known = zone.changes.get(cell);
  if (known !== undefined) return known;
  const changes: Change[] = [];
  const end = (cell + 1) * cellSize;
  let at = cell * cellSize;
  while (offset !== last) {
    at = changeAfter(zone, at, end, offset);
    offset = offsetAt(zone, at);
    changes.push({ at, offset });
  }
  zone.changes.set(cell, changes);
  return changes;
}

/** The first instant after `from`, to the second, at which another offset than `offset` holds; there is one up to `to`. */
function changeAfter(zone: Zone, from: number, to: number, offset: number): number {
  // Clocks change on the quarter of an hour; what does not (Monrovia, 1972) is then found inside it.
  const quarter = halved(
    zone,
    Math.floor(from / millisecondsPerQuarter) * millisecondsPerQuarter,
    to,
    millisecondsPerQuarter,
    offset,
  );
  if (offsetAt(zone, quarter - millisecondsPerSecond) === offset) return quarter;
  return halved(zone, quarter - millisecondsPerQuarter, quarter, millisecondsPerSecond, offset);
}

function halved(zone: Zone, from: number, to: number, unit: number, offset: number): number {
  let [before, after] = [from, to];
  while (after - before > unit) {
    const middle = before + Math.floor((after - before) / unit / 2) * unit;
    if (offsetAt(zone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function offsetAtCell(zone: Zone, cell: number): number {
  let offset = zone.offsets.get(cell);
  if (offset === undefined) {
    offset = offsetAt(zone, cell * cellSize);
    zone.offsets.set(cell, offset);
  }
  return offset;
}

/** Reads `GMT`, `GMT-05:00` or, for Monrovia before 1972, `GMT-00:44:30`. */
function offsetAt(zone: Zone, instant: number): number {
  const text = zone.formatter?.format(instant) ?? '';
  const sign = text.indexOf('GMT') + 3;
  const [hours, minutes, seconds] = [text.slice(sign + 1, sign + 3), text.slice(sign + 4, sign + 6), text.slice(sign + 7)];
  const size =
    Number(hours) * millisecondsPerHour + Number(minutes) * millisecondsPerMinute + Number(seconds) * millisecondsPerSecond;
  return text[sign] === '-' ? -size : size;
}
