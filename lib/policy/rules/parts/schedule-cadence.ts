import type { GapBounds } from '../../../schedule/gap-bounds.ts';
import { gaps } from '../../../schedule/gaps.ts';
import { nextRuns } from '../../../schedule/next-runs.ts';
import type { CronSchedule, Schedule } from '../../../schedule/schedule.ts';
import { canonicalTimezone } from '../../../schedule/timezone.ts';
import { highestYear } from '../../../schedule/values.ts';
import { durationInWords } from './duration.ts';
import type { RuleFinding } from './rule.ts';

/** How far apart runs may be, as the policy writes it and in milliseconds. */
export interface CadenceLimits {
  readonly minimum?: Limit;
  readonly maximum?: Limit;
}

interface Limit {
  readonly text: string;
  readonly milliseconds: number;
}

export interface CadenceQuery {
  readonly schedule: Schedule;
  readonly timezone: string;
  /** What arithmetic tells of the gaps in this timezone. */
  readonly bounds: GapBounds | undefined;
  readonly now: Date;
}

type CadenceFinding = Pick<RuleFinding, 'code' | 'message' | 'expected'>;

/** As far ahead as gaps are looked at; what ends later ends for nobody who reads the message. */
const yearsAhead = 28;

/**
 * What is wrong with the distances between runs. Most schedules are settled by arithmetic; only where the limits lie between its
 * bounds, or are broken, 28 years of runs are looked at, which takes milliseconds.
 */
export function cadenceFindings(query: CadenceQuery, limits: CadenceLimits): readonly CadenceFinding[] {
  const { minimum, maximum } = limits;
  if (minimum === undefined && maximum === undefined) return [];
  const { bounds } = query;
  const fits =
    bounds !== undefined &&
    bounds.atLeast >= (minimum?.milliseconds ?? 0) &&
    bounds.atMost <= (maximum?.milliseconds ?? Number.POSITIVE_INFINITY);
  if (fits) return [];
  if (canonicalTimezone(query.timezone) === undefined) {
    const message = `the timezone ${JSON.stringify(query.timezone)} is not known, so nothing is known of the gaps`;
    return [{ code: 'unreadable', message, expected: expectedOf(limits) }];
  }
  const { smallest, largest } = bounds?.exact ? { smallest: bounds.atLeast, largest: bounds.atMost } : gapsOf(query);
  return [
    ...(minimum === undefined || smallest === null || smallest >= minimum.milliseconds
      ? []
      : [tooSmall(smallest, minimum, query)]),
    ...(maximum === undefined ? [] : maximumFindings(largest, maximum, query)),
  ];
}

function gapsOf({ schedule, timezone, now }: CadenceQuery) {
  return gaps(schedule, { from: now, timezone });
}

function tooSmall(smallest: number, minimum: Limit, query: CadenceQuery): CadenceFinding {
  const when = clockChange(query, (gap) => gap.smallest !== null && gap.smallest >= minimum.milliseconds);
  const message = `runs are as little as ${durationInWords(smallest)} apart${when}, at least ${minimum.text} is demanded`;
  return { code: 'gap-too-small', message, expected: { minimumGap: minimum.text } };
}

/** A schedule that stops, or waits for years before it begins, leaves images as old as one with gaps does. */
function maximumFindings(largest: number | null, maximum: Limit, query: CadenceQuery): readonly CadenceFinding[] {
  const { schedule, timezone, now } = query;
  const expected = { maximumGap: maximum.text };
  if (largest !== null && largest > maximum.milliseconds) {
    const when = clockChange(query, (gap) => gap.largest !== null && gap.largest <= maximum.milliseconds);
    const message = `runs are as much as ${durationInWords(largest)} apart${when}, at most ${maximum.text} is allowed`;
    return [{ code: 'gap-too-large', message, expected }];
  }
  if (schedule.kind === 'rate') return [];
  const [first] = nextRuns(schedule, { after: now, count: 1, timezone });
  if (first === undefined)
    return [{ code: 'never-runs', message: `the schedule has no run left, one is demanded every ${maximum.text}`, expected }];
  const wait = first.getTime() - now.getTime();
  if (wait > maximum.milliseconds) {
    const message = `the first run is ${durationInWords(wait)} away, at most ${maximum.text} is allowed`;
    return [{ code: 'gap-too-large', message, expected }];
  }
  return endsSoon(schedule, now)
    ? [
        {
          code: 'ends',
          message: `the schedule ends with the year ${highestYear(schedule)}, a run is demanded every ${maximum.text}`,
          expected,
        },
      ]
    : [];
}

function endsSoon(schedule: CronSchedule, now: Date): boolean {
  return highestYear(schedule) < now.getUTCFullYear() + yearsAhead;
}

/** ` when the clocks change`, if the schedule would do without that. */
function clockChange(query: CadenceQuery, does: (gap: ReturnType<typeof gaps>) => boolean): string {
  return query.timezone !== 'UTC' && does(gapsOf({ ...query, timezone: 'UTC' })) ? ' when the clocks change' : '';
}

function expectedOf({ minimum, maximum }: CadenceLimits) {
  return { ...(minimum && { minimumGap: minimum.text }), ...(maximum && { maximumGap: maximum.text }) };
}
