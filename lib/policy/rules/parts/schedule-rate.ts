import type { CalendarLimit } from '../../../schedule/calendar-limits.ts';
import { intervalOf } from '../../../schedule/next-runs.ts';
import { periodInWords } from '../../../schedule/period.ts';
import { periodLengths } from '../../../schedule/period-lengths.ts';
import type { RateSchedule } from '../../../schedule/schedule.ts';
import { alternatives } from '../../../text/wording.ts';
import { type CalendarParameters, limitOf, shownDates, weekdaysInWords } from './calendar-terms.ts';
import { type CalendarFinding, yearsAhead } from './calendar-watches.ts';

const rate = 'a rate counts from when it began';

interface Surroundings {
  readonly zone: string;
  readonly now: Date;
  /** What findings say of the zone. */
  readonly where: object;
}

/**
 * What is wrong with a rate. It counts from a moment that is not known, so that every moment is thought of: it comes to every
 * hour and every date, and a day of 25 hours may hold two runs that are 24 hours apart.
 */
export function rateFindings(
  schedule: RateSchedule,
  { hours, weekdays, excludedDates, atMost, atLeast }: CalendarParameters,
  surroundings: Surroundings,
): readonly CalendarFinding[] {
  const { where } = surroundings;
  const unfixed = (code: string, what: string, demand: string, expected: object): CalendarFinding => ({
    code,
    message: `${rate} and has no fixed ${what}, ${demand}`,
    expected: { ...expected, ...where },
  });
  const interval = intervalOf(schedule);
  return [
    ...(hours === undefined
      ? []
      : [unfixed('no-fixed-hours', 'time of day', `runs must start within ${alternatives(hours)}`, { hours })]),
    ...(weekdays === undefined
      ? []
      : [unfixed('no-fixed-days', 'days', `runs must start on ${alternatives(weekdaysInWords(weekdays))}`, { weekdays })]),
    ...(excludedDates === undefined
      ? []
      : [
          unfixed('no-fixed-days', 'days', `runs must not start on ${alternatives(excludedDates.map(shownDates))}`, {
            excludedDates,
          }),
        ]),
    ...(atMost === undefined
      ? []
      : countFindings('too-often', limitOf(atMost), {
          ...surroundings,
          countIn: (length) => Math.ceil(length / interval),
          demand: `at most ${atMost} is allowed`,
          expected: { atMost, ...where },
        })),
    ...(atLeast === undefined
      ? []
      : countFindings('too-rare', limitOf(atLeast), {
          ...surroundings,
          countIn: (length) => Math.floor(length / interval),
          demand: `at least ${atLeast} is demanded`,
          expected: { atLeast, ...where },
        })),
  ];
}

interface Counting extends Surroundings {
  /** How many runs, at worst, there are in so many milliseconds. */
  readonly countIn: (length: number) => number;
  readonly demand: string;
  readonly expected: CalendarFinding['expected'];
}

function countFindings(
  code: 'too-often' | 'too-rare',
  { count, unit }: CalendarLimit,
  { countIn, demand, expected, zone, now }: Counting,
): readonly CalendarFinding[] {
  const isWrong = (runs: number) => (code === 'too-often' ? runs > count : runs < count);
  const end = new Date(Date.UTC(now.getUTCFullYear() + yearsAhead));
  const wrong = periodLengths(unit, zone, now, end).find(({ length }) => isWrong(countIn(length)));
  if (wrong === undefined) return [];
  const runs = countIn(wrong.length);
  const times = runs === 0 ? 'not run' : `run ${runs === 1 ? 'once' : `${runs} times`}`;
  return [
    { code, message: `${rate} and may ${times} ${periodInWords(wrong.period, unit, zone)} (${zone}), ${demand}`, expected },
  ];
}
