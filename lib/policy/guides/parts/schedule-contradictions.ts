import type { CalendarLimit } from '../../../schedule/calendar-limits.ts';
import { periodInWords, periodOf } from '../../../schedule/period.ts';
import { lastYearOf, prepareDates } from '../../rules/parts/calendar-dates.ts';
import { type CalendarParameters, limitOf, prepareWeekdays } from '../../rules/parts/calendar-terms.ts';
import { millisecondsOf } from '../../rules/parts/duration.ts';
import { isWithin, windowsOf } from '../../rules/parts/schedule-hours.ts';
import type { ScheduleParameters } from '../../rules/parts/schedule-runs.ts';

const millisecondsPerHour = 3_600_000;
const millisecondsPerDay = 24 * millisecondsPerHour;

/** Demands of a schedule rule that are empty, overlap, or that no schedule can meet together. */
export function scheduleContradictions(parameters: ScheduleParameters): readonly string[] {
  const { required, forbidden, ...demands } = parameters;
  const { zone, timezones, ...rest } = demands;
  const isDemanding = timezones !== undefined || Object.keys(rest).length > 0;
  if (forbidden === true)
    return required === true || isDemanding || zone !== undefined ? ['forbids a schedule and demands something of it'] : [];
  if (required !== true && !isDemanding) return ['must demand something of the schedule'];
  const found = [...placeless(demands), ...gapContradictions(demands), ...overlaps(demands)];
  return found.length > 0 ? found : dayContradictions(demands);
}

type Demands = Omit<ScheduleParameters, 'required' | 'forbidden'>;

/** Hours and days without a place where they are meant, and the other way round. */
function placeless({ zone, timezones, hours, weekdays, excludedDates, atMost, atLeast }: Demands): readonly string[] {
  const meant = [
    ...(hours === undefined ? [] : ['hours']),
    ...(weekdays === undefined ? [] : ['weekdays']),
    ...(excludedDates === undefined ? [] : ['excludedDates']),
  ];
  if (zone !== undefined)
    return meant.length === 0 && atMost === undefined && atLeast === undefined
      ? ['has a zone, and nothing that is meant in it: hours, weekdays, excludedDates, atMost or atLeast']
      : [];
  const [first] = meant;
  if (first === undefined || timezones !== undefined) return [];
  return [
    `has ${first} and neither zone nor timezones: three in the morning is noon somewhere; write the zone that is meant, such as ` +
      'zone: Europe/London, or timezones: ["*"] for that of each schedule',
  ];
}

interface Frequency {
  readonly text: string;
  /** Milliseconds from run to run, on average over the years. */
  readonly spacing: number;
  readonly limit?: CalendarLimit;
}

/** A month is as long as the Gregorian calendar's 400 years make it. */
const averages = {
  hour: millisecondsPerHour,
  day: millisecondsPerDay,
  week: 7 * millisecondsPerDay,
  month: (146_097 / 4800) * millisecondsPerDay,
} as const;
const shortest = { ...averages, month: 28 * millisecondsPerDay } as const;
const longest = { ...averages, month: 31 * millisecondsPerDay } as const;

function gapContradictions({ minimumGap, maximumGap, atMost, atLeast }: Demands): readonly string[] {
  const ceilings = [...gapFrequency('minimumGap', minimumGap), ...limitFrequency('atMost', atMost)];
  const floors = [...gapFrequency('maximumGap', maximumGap), ...limitFrequency('atLeast', atLeast)];
  return floors.flatMap((floor) =>
    ceilings
      .filter((ceiling) => floor.spacing < ceiling.spacing || isUnreachable(floor.limit, ceiling.limit))
      .map((ceiling) =>
        floor.limit === undefined && ceiling.limit === undefined
          ? 'has a minimumGap above its maximumGap'
          : `has ${ceiling.text}, and ${floor.text} demands more runs than that`,
      ),
  );
}

function gapFrequency(name: string, gap: string | undefined): readonly Frequency[] {
  return gap === undefined ? [] : [{ text: `${name} ${gap}`, spacing: millisecondsOf(gap) }];
}

function limitFrequency(name: string, text: string | undefined): readonly Frequency[] {
  if (text === undefined) return [];
  const limit = limitOf(text);
  return [{ text: `${name} ${text}`, spacing: averages[limit.unit] / limit.count, limit }];
}

/** What averages hide: 30 runs a month are one a day, but not in February. */
function isUnreachable(least: CalendarLimit | undefined, most: CalendarLimit | undefined): boolean {
  if (least === undefined || most === undefined) return false;
  const fewest = Math.floor(shortest[least.unit] / averages[most.unit]);
  const whole = Math.floor(longest[most.unit] / averages[least.unit]);
  return (fewest > 0 && least.count > most.count * fewest) || least.count * whole > most.count;
}

function overlaps({ hours = [], excludedDates = [] }: Demands): readonly string[] {
  const windows = windowsOf(hours);
  const twice = hours.flatMap((text, index) => {
    const other = hours.find((_, before) => before < index && meet(windows[before], windows[index]));
    return other === undefined ? [] : [`has hours that overlap: ${other} and ${text}`];
  });
  const { spans } = spansOf(excludedDates);
  const doubled = new Set<string>();
  let latest = spans[0];
  for (const span of spans.slice(1)) {
    if (latest !== undefined && span.from <= latest.to)
      doubled.add(`has excludedDates that overlap: ${latest.text} and ${span.text}`);
    if (latest === undefined || span.to > latest.to) latest = span;
  }
  return [...twice, ...doubled];
}

type Window = ReturnType<typeof windowsOf>[number];

function meet(one: Window | undefined, other: Window | undefined): boolean {
  return one !== undefined && other !== undefined && (isWithin([one], other.from) || isWithin([other], one.from));
}

/** Years enough for every day of the year to be every day of the week, and those that entries name. */
function spansOf(excludedDates: NonNullable<CalendarParameters['excludedDates']>) {
  const named = excludedDates.flatMap((entry) => lastYearOf([typeof entry === 'string' ? entry : entry.from]) ?? []);
  const from = Math.min(2026, ...named.map((year) => year - 1));
  const to = Math.min(2200, Math.max(2054, (lastYearOf(excludedDates) ?? 0) + 29));
  return { from, to, spans: prepareDates(excludedDates)(from, to) };
}

/** What the days that are left do not allow. */
function dayContradictions({ weekdays, excludedDates = [], hours, atLeast, maximumGap }: Demands): readonly string[] {
  const least = atLeast === undefined ? undefined : limitOf(atLeast);
  if (least?.unit === 'hour' && hours !== undefined && !isWholeDay(hours))
    return [`demands at least ${atLeast}, and hours leaves some out`];
  // Days of the week alone contradict nothing but what is asked of every period.
  const isAsked = least !== undefined || maximumGap !== undefined;
  if (excludedDates.length === 0 && (weekdays === undefined || !isAsked)) return [];
  const { days, end } = daysLeft(weekdays, excludedDates);
  // The years that an entry names by their numbers are followed by 28 others, or are the last that a schedule can have.
  if ((days.at(-1) ?? 0) < end - 28 * 365) return ['leaves no day on which a run may start'];
  const emptied = least === undefined ? undefined : firstEmpty(days, least.unit === 'hour' ? 'day' : least.unit);
  const stretch = days.reduce((most, day, index) => Math.max(most, day - (days[index - 1] ?? day)), 0);
  // What clock changes take away is left to the judgement.
  const leastGap = (stretch - 1) * millisecondsPerDay - 3 * millisecondsPerHour;
  return [
    ...(emptied === undefined ? [] : [`demands at least ${atLeast}, and allows no run ${emptied}`]),
    ...(maximumGap === undefined || leastGap <= millisecondsOf(maximumGap)
      ? []
      : [`has maximumGap ${maximumGap}, and allows no run on ${stretch - 1} days in a row`]),
  ];
}

/** The dates on which runs may start, over as many years as `spansOf` tells. */
function daysLeft(weekdays: CalendarParameters['weekdays'], excludedDates: NonNullable<CalendarParameters['excludedDates']>) {
  const { from, to, spans } = spansOf(excludedDates);
  const isWeekday = weekdays === undefined ? () => true : prepareWeekdays(weekdays);
  const isExcluded = spanSearch(spans);
  const [first, end] = [Date.UTC(from, 0) / millisecondsPerDay, Date.UTC(to, 0) / millisecondsPerDay];
  const dates = Array.from({ length: end - first }, (_, index) => first + index);
  return { days: dates.filter((date) => !isExcluded(date) && isWeekday(date)), end };
}

/** The first day, week or month that has none of the days, in words; they begin and end in whole ones. */
function firstEmpty(days: readonly number[], unit: 'day' | 'week' | 'month'): string | undefined {
  const periods = days.map((day) => periodOf(day, unit));
  const before = periods.find((period, index) => (periods[index + 1] ?? period) > period + 1);
  return before === undefined ? undefined : periodInWords(before + 1, unit, 'UTC');
}

function isWholeDay(hours: readonly string[]): boolean {
  const windows = windowsOf(hours);
  return Array.from({ length: 1440 }, (_, minute) => minute).every((minute) => isWithin(windows, minute));
}

/** Asked for one date after the other. */
function spanSearch(spans: ReturnType<typeof spansOf>['spans']): (date: number) => boolean {
  let next = 0;
  return (date) => {
    while (next < spans.length && (spans[next]?.to ?? 0) < date) next++;
    return (spans[next]?.from ?? Number.POSITIVE_INFINITY) <= date;
  };
}
