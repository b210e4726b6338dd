import { timesOf } from '../../../schedule/calendar.ts';
import { type CalendarLimit, FewRuns, findTooMany } from '../../../schedule/calendar-limits.ts';
import { neverTooFew, neverTooMany, type Places, possibleWeekdays } from '../../../schedule/calendar-proofs.ts';
import { datesOf, type LocalBlock, shownAt } from '../../../schedule/local-runs.ts';
import { periodAt, periodInWords, timeInWords } from '../../../schedule/period.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../schedule/runs.ts';
import { highestYear } from '../../../schedule/values.ts';
import { ordinal } from '../../../schedule/wording.ts';
import { alternatives } from '../../../text/wording.ts';
import { type DaySpan, lastYearOf, prepareDates } from './calendar-dates.ts';
import { type ExcludedDate, prepareWeekdays, type WeekdayName, weekdaysInWords } from './calendar-terms.ts';
import type { RuleFinding } from './rule.ts';
import { isWithin, windowsOf } from './schedule-hours.ts';

export type CalendarFinding = Pick<RuleFinding, 'code' | 'message' | 'expected'>;

/** Is shown the runs in their order, until it has found the first that is not as it should be. */
export interface Watch {
  find(block: LocalBlock): CalendarFinding | undefined;
  /** What is wrong when all runs have been seen. */
  rest?(hasRuns: boolean): CalendarFinding | undefined;
  /** The last year that has to be looked at, where it may be later than for others. */
  readonly lastYear?: number | undefined;
}

/** Makes the watch over the runs of one schedule; `undefined` where its fields show that there is nothing to find. */
export type WatchMaker = (places: Places) => Watch | undefined;

/** As far ahead as runs are looked at, in years: then leap days and days of the week fall on the same dates again. */
export const yearsAhead = 28;

export function hoursWatch(hours: readonly string[], where: object): WatchMaker {
  const windows = windowsOf(hours);
  const isInside = Array.from({ length: 1440 }, (_, time) => isWithin(windows, time));
  const demand = `runs must start within ${alternatives(hours)}`;
  return ({ schedule, zone, isOwn }) => {
    const times = timesOf(schedule);
    if (isOwn && times.every((time) => isInside[time])) return undefined;
    const firstOutside = outsideOf(times, isInside);
    return {
      find(block) {
        const index = firstOutside(block);
        if (index < 0) return undefined;
        const run = runAt(shownAt(block, block.days[0] ?? 0, index), zone);
        return found('outside-hours', run, demand, { hours, ...where });
      },
    };
  };
}

/**
 * Which of the times of a block is the first outside; -1 for none. Few offsets occur, and where none of all the times is outside,
 * none is of the fewer that a clock change leaves of a day.
 */
function outsideOf(all: readonly number[], isInside: readonly boolean[]): (block: LocalBlock) => number {
  const known = new Map<number, number>();
  return ({ origin, times }) => {
    const begun = Math.floor((((origin % millisecondsPerDay) + millisecondsPerDay) % millisecondsPerDay) / millisecondsPerMinute);
    const isOutside = (time: number) => isInside[(begun + time) % 1440] === false;
    const first = known.get(begun) ?? all.findIndex(isOutside);
    known.set(begun, first);
    return first < 0 || times.length === all.length ? first : times.findIndex(isOutside);
  };
}

export function weekdaysWatch(weekdays: readonly WeekdayName[], where: object): WatchMaker {
  const isAllowed = prepareWeekdays(weekdays);
  const demand = `runs must start on ${alternatives(weekdaysInWords(weekdays))}`;
  return ({ schedule, zone, isOwn }) => {
    // Sunday is 1 to a schedule, and the day 3 after the first of January 1970 was one.
    if (isOwn && possibleWeekdays(schedule).every((weekday) => isAllowed(weekday + 2))) return undefined;
    return {
      find(block) {
        const shown = firstOn(block, (date) => !isAllowed(date));
        return shown === undefined ? undefined : found('weekday-not-allowed', runAt(shown, zone), demand, { weekdays, ...where });
      },
    };
  };
}

export function datesWatch(excludedDates: readonly ExcludedDate[], where: object): WatchMaker {
  const datesIn = prepareDates(excludedDates);
  const lastYear = lastYearOf(excludedDates);
  return ({ zone }) => {
    let [year, spans]: [number, readonly DaySpan[]] = [0, []];
    return {
      lastYear,
      find(block) {
        // By these clocks it may be a day earlier or later, and so another year.
        if (block.year !== year) [year, spans] = [block.year, datesIn(block.year - 1, block.year + 1)];
        const { base } = datesOf(block);
        const [first, last] = [base + (block.days[0] ?? 0), base + (block.days.at(-1) ?? 0) + 1];
        const near = spans.filter(({ from, to }) => from <= last && to >= first);
        if (near.length === 0) return undefined;
        const shown = firstOn(block, (date) => near.some(({ from, to }) => date >= from && date <= to));
        if (shown === undefined) return undefined;
        const date = Math.floor(shown / millisecondsPerDay);
        const span = near.find(({ from, to }) => date >= from && date <= to);
        return found('excluded-date', runAt(shown, zone), `${span?.text} is excluded`, { excludedDates, ...where });
      },
    };
  };
}

/** What the clocks show at the first run on a date of some kind. */
function firstOn(block: LocalBlock, isMeant: (date: number) => boolean): number | undefined {
  const { base, split } = datesOf(block);
  for (const day of block.days) {
    if (split > 0 && isMeant(base + day)) return shownAt(block, day, 0);
    if (split < block.times.length && isMeant(base + day + 1)) return shownAt(block, day, split);
  }
  return undefined;
}

export function mostWatch(limit: CalendarLimit, atMost: string, where: object): WatchMaker {
  return (places) => {
    const { zone } = places;
    if (neverTooMany(places, limit)) return undefined;
    const find = findTooMany(limit);
    return {
      find(block) {
        const shown = find(block);
        if (shown === undefined) return undefined;
        const run = `${runAt(shown, zone)} for the ${ordinal(limit.count + 1)} time in that ${limit.unit}`;
        return found('too-often', run, `at most ${atMost} is allowed`, { atMost, ...where });
      },
    };
  };
}

export function leastWatch(limit: CalendarLimit, atLeast: string, where: object): WatchMaker {
  return (places) => {
    const { schedule, zone, now } = places;
    if (neverTooFew(places, limit)) return undefined;
    const year = now.getUTCFullYear();
    const end = periodAt(Date.UTC(year + yearsAhead) - millisecondsPerDay, limit.unit, zone);
    const few = new FewRuns(limit, periodAt(now.getTime(), limit.unit, zone) + 1, end);
    const demand = `at least ${atLeast} is demanded`;
    const expected = { atLeast, ...where };
    const tooRare = ({ period, count }: { period: number; count: number }) => {
      const times = count === 0 ? 'would not run' : `would run ${count === 1 ? 'once' : `${count} times`}`;
      return found('too-rare', `${times} ${periodInWords(period, limit.unit, zone)} (${zone})`, demand, expected);
    };
    return {
      find(block) {
        const gap = few.find(block);
        return gap && tooRare(gap);
      },
      rest(hasRuns) {
        const gap = few.rest();
        if (gap === undefined) return undefined;
        if (!hasRuns) return { code: 'never-runs', message: `the schedule has no run left, ${demand}`, expected };
        const last = highestYear(schedule);
        const ends = { code: 'ends', message: `the schedule ends with the year ${last}, ${demand}`, expected };
        return last < year + yearsAhead ? ends : tooRare(gap);
      },
    };
  };
}

function runAt(shown: number, zone: string): string {
  return `would run on ${timeInWords(shown)} ${zone}`;
}

function found(code: string, what: string, demand: string, expected: RuleFinding['expected']): CalendarFinding {
  return { code, message: `the schedule ${what}, ${demand}`, expected };
}
