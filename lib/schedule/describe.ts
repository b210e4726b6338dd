import { dayPhrase } from './day-phrase.ts';
import { fieldTable } from './field.ts';
import type { CronSchedule, Schedule } from './schedule.ts';
import { timePhrase } from './time-phrase.ts';
import { valuesOf } from './values.ts';

/**
 * When a schedule runs, as a part of an English sentence: `at 06:00 on Monday`, `every 7 days`. Two schedules with the same
 * description run at the same times. Names no timezone.
 */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'cron') return describeCron(schedule);
  return schedule.every === 1 ? `every ${schedule.unit}` : `every ${schedule.every} ${schedule.unit}s`;
}

function describeCron(schedule: CronSchedule): string {
  const time = timePhrase(valuesOf(schedule.hour, fieldTable.hour), valuesOf(schedule.minute, fieldTable.minute));
  const phrase = `${time} ${dayPhrase(schedule)}`;
  // "every 15 minutes" is every day already.
  return time.startsWith('every') ? phrase.replace(' every day', '') : phrase;
}
