import { possibleWeekdays } from '../../../schedule/calendar-proofs.ts';
import { printSchedule } from '../../../schedule/print.ts';
import type { CronSchedule } from '../../../schedule/schedule.ts';
import { canonicalTimezone } from '../../../schedule/timezone.ts';
import { isEvery } from '../../../schedule/values.ts';
import { type CalendarParameters, prepareWeekdays, type WeekdayName } from './calendar-terms.ts';
import type { CalendarFinding } from './calendar-watches.ts';
import type { RuleFinding } from './rule.ts';
import type { CalendarJudge, CalendarQuery } from './schedule-calendar.ts';

export const expressionPointer = '/schedule/scheduleExpression';
export const timezonePointer = '/schedule/timezone';

/**
 * Makes the function that adds to a finding how it can be put right, which is tried before it is told. The days of the week that
 * are not allowed can go. That the schedule has another timezone than the rule means is only mentioned: its runs would be at
 * other times.
 * @param isAllowed Whether a schedule may have a timezone.
 */
export function prepareAdvice(
  { zone, weekdays }: CalendarParameters,
  judge: CalendarJudge,
  isAllowed: (timezone: string) => boolean,
): (finding: CalendarFinding, query: CalendarQuery) => CalendarFinding & Pick<RuleFinding, 'changes'> {
  return (finding, query) => {
    const { schedule, timezone } = query;
    if (schedule.kind === 'rate') return finding;
    const helps = (changed: CalendarQuery) => !judge(changed).some(({ code }) => code === finding.code);
    if (zone !== undefined && canonicalTimezone(zone) !== canonicalTimezone(timezone)) {
      const isAdvisable = isAllowed(zone) && helps({ ...query, timezone: zone });
      return isAdvisable ? { ...finding, message: `${finding.message}; in the timezone ${zone} it would not` } : finding;
    }
    if (finding.code !== 'weekday-not-allowed' || weekdays === undefined) return finding;
    const narrowed = onWeekdays(schedule, weekdays);
    return narrowed !== undefined && helps({ ...query, schedule: narrowed })
      ? { ...finding, changes: [{ set: expressionPointer, to: printSchedule(narrowed) }] }
      : finding;
  };
}

/** The schedule on those of its days that are allowed; `undefined` where none is, or where it counts days of the month. */
function onWeekdays(schedule: CronSchedule, weekdays: readonly WeekdayName[]): CronSchedule | undefined {
  const { dayOfMonth, dayOfWeek } = schedule;
  const isPlain = dayOfWeek === null ? isEvery(dayOfMonth ?? []) : dayOfWeek.every(({ kind }) => kind !== 'nth-weekday');
  const isAllowed = prepareWeekdays(weekdays);
  const left = possibleWeekdays(schedule).filter((weekday) => isAllowed(weekday + 2));
  if (!isPlain || left.length === 0) return undefined;
  return { ...schedule, dayOfMonth: null, dayOfWeek: left.map((value) => ({ kind: 'value', value })) };
}
