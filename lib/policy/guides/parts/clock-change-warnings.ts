import { canonicalTimezone } from '../../../schedule/timezone.ts';
import { offsetsBetween, zoneOf } from '../../../schedule/zone.ts';
import { durationInWords, millisecondsOf } from '../../rules/parts/duration.ts';
import type { ScheduleParameters } from '../../rules/parts/schedule-runs.ts';

const millisecondsPerHour = 3_600_000;
const millisecondsPerDay = 24 * millisecondsPerHour;

/** The gaps that schedules by the calendar have, but for the hour that a clock change takes or adds. */
const units = new Map([
  [millisecondsPerDay, 'day'],
  [7 * millisecondsPerDay, 'week'],
]);
const minimumUnits = new Map([...units, [28 * millisecondsPerDay, 'month']]);
const maximumUnits = new Map([...units, [31 * millisecondsPerDay, 'month']]);

/** Limits that are one hour, once a year, from what was meant: `24h` refuses daily runs, `31d` monthly ones. */
export function clockChangeWarnings({ minimumGap, maximumGap, timezones }: ScheduleParameters): readonly string[] {
  if (timezones?.every(isWithoutChanges) === true) return [];
  const smallest = minimumGap === undefined ? 0 : millisecondsOf(minimumGap);
  const largest = maximumGap === undefined ? 0 : millisecondsOf(maximumGap);
  const [atMost, atLeast] = [minimumUnits.get(smallest), maximumUnits.get(largest)];
  const times = new Map([
    ['day', 'daily'],
    ['week', 'weekly'],
    ['month', 'monthly'],
  ]);
  return [
    ...(atMost === undefined
      ? []
      : [
          `minimumGap ${minimumGap} refuses ${times.get(atMost)} runs wherever clocks change, where some are only ${durationInWords(smallest - millisecondsPerHour)} apart; ` +
            `write atMost: 1 per ${atMost}, or minimumGap: ${(smallest - millisecondsPerHour) / millisecondsPerHour}h`,
        ]),
    ...(atLeast === undefined
      ? []
      : [
          `maximumGap ${maximumGap} refuses ${times.get(atLeast)} runs wherever clocks change, where some are ${durationInWords(largest + millisecondsPerHour)} apart; ` +
            `write atLeast: 1 per ${atLeast}, or maximumGap: ${(largest + millisecondsPerHour) / millisecondsPerHour}h`,
        ]),
  ];
}

/** Whether a wildcard allows one timezone only, and its clocks are never changed in the years to come. */
function isWithoutChanges(wildcard: string): boolean {
  if (/^Etc\/\*$/.test(wildcard)) return true;
  if (/[*?]/.test(wildcard) || canonicalTimezone(wildcard) === undefined) return false;
  return offsetsBetween(zoneOf(wildcard), Date.UTC(2026, 0), Date.UTC(2054, 0)).length === 1;
}
