import { fieldTable } from '../../../schedule/field.ts';
import { localBlocks } from '../../../schedule/local-runs.ts';
import type { CronSchedule, Schedule } from '../../../schedule/schedule.ts';
import { canonicalTimezone } from '../../../schedule/timezone.ts';
import { valuesOf } from '../../../schedule/values.ts';
import { quoted } from '../../../text/wording.ts';
import { type CalendarParameters, limitOf } from './calendar-terms.ts';
import {
  type CalendarFinding,
  datesWatch,
  hoursWatch,
  leastWatch,
  mostWatch,
  type Watch,
  type WatchMaker,
  weekdaysWatch,
  yearsAhead,
} from './calendar-watches.ts';
import { rateFindings } from './schedule-rate.ts';

export interface CalendarQuery {
  readonly schedule: Schedule;
  /** That of the schedule. */
  readonly timezone: string;
  readonly now: Date;
}

export type CalendarJudge = (query: CalendarQuery) => readonly CalendarFinding[];

/** `undefined` where the parameters say nothing of a calendar. */
export function prepareCalendar(parameters: CalendarParameters): CalendarJudge | undefined {
  const { zone, hours, weekdays, excludedDates, atMost, atLeast } = parameters;
  const where = zone === undefined ? {} : { zone };
  const makers: readonly WatchMaker[] = [
    ...(hours === undefined ? [] : [hoursWatch(hours, where)]),
    ...(weekdays === undefined ? [] : [weekdaysWatch(weekdays, where)]),
    ...(excludedDates === undefined ? [] : [datesWatch(excludedDates, where)]),
    ...(atMost === undefined ? [] : [mostWatch(limitOf(atMost), atMost, where)]),
    ...(atLeast === undefined ? [] : [leastWatch(limitOf(atLeast), atLeast, where)]),
  ];
  if (makers.length === 0) return undefined;
  return ({ schedule, timezone, now }) => {
    const canonical = canonicalTimezone(timezone);
    if (canonical === undefined) {
      const message = `the timezone ${quoted(timezone)} is not known, so nothing is known of the runs`;
      return [{ code: 'unreadable', message, expected: { ...parameters } as CalendarFinding['expected'] }];
    }
    const seenIn = zone ?? timezone;
    if (schedule.kind === 'rate') return rateFindings(schedule, parameters, { zone: seenIn, now, where });
    const isOwn = zone === undefined || canonicalTimezone(zone) === canonical;
    const watches = makers.map((make) => make({ schedule, timezone, zone: seenIn, isOwn, now }));
    return watch(
      watches.filter((each) => each !== undefined),
      schedule,
      { after: now, timezone, zone: seenIn },
    );
  };
}

/** Shows the runs to the watches until each has found something, or has seen enough. */
function watch(
  all: readonly Watch[],
  schedule: CronSchedule,
  query: { readonly after: Date; readonly timezone: string; readonly zone: string },
): readonly CalendarFinding[] {
  if (all.length === 0) return [];
  const findings = new Map<Watch, CalendarFinding>();
  let watching = all;
  let hasRuns = false;
  const lastYear = firstYear(schedule, query.after) + yearsAhead - 1;
  for (const block of localBlocks(schedule, query)) {
    if (block.year > lastYear) watching = watching.filter((each) => block.year <= (each.lastYear ?? lastYear));
    if (watching.length === 0) break;
    hasRuns = true;
    for (const each of watching) {
      const found = each.find(block);
      if (found === undefined) continue;
      findings.set(each, found);
      watching = watching.filter((other) => other !== each);
    }
  }
  return all.map((each) => findings.get(each) ?? each.rest?.(hasRuns)).filter((found) => found !== undefined);
}

function firstYear({ year }: CronSchedule, now: Date): number {
  return valuesOf(year, fieldTable.year).find((each) => each >= now.getUTCFullYear()) ?? now.getUTCFullYear();
}
