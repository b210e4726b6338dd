import { calendarOf, everRuns } from './calendar.ts';
import { fieldOrder, fieldTable } from './field.ts';
import type { CronSchedule, RateSchedule, Schedule } from './schedule.ts';
import { quoted, ScheduleError } from './schedule-error.ts';
import { readDaysOfMonth, readDaysOfWeek, readNumbers } from './terms.ts';

/** `Schedule.scheduleExpression` of the Image Builder API takes 1 to 1024 characters. */
export const maximumExpressionLength = 1024;

const forms = 'cron(minute hour day-of-month month day-of-week year) or rate(number unit)';
const sixFields = 'six fields: minute hour day-of-month month day-of-week year';

/** Reads an expression exactly as the service documents the dialect, forgiving nothing. Throws `ScheduleError`. */
export function readSchedule(expression: string): Schedule {
  if (expression.length > maximumExpressionLength) {
    throw new ScheduleError(
      `the expression is longer than ${maximumExpressionLength} characters`,
      maximumExpressionLength,
      forms,
    );
  }
  const form = /^(?:cron|rate)\(/.exec(expression)?.[0];
  if (form === undefined) throw new ScheduleError('the expression begins with neither cron( nor rate(', 0, forms);
  if (!expression.endsWith(')')) throw new ScheduleError('the closing bracket is not at the end', expression.length, ')');
  const body = expression.slice(form.length, -1);
  return form === 'cron(' ? readCron(body, form.length) : readRate(body, form.length);
}

/**
 * A positive whole number and a unit, in the singular for 1 and in the plural otherwise, as EventBridge's "Rate expressions" has
 * it.
 */
function readRate(body: string, position: number): RateSchedule {
  const outside = /^\s|\s$/.exec(body);
  if (outside !== null && body.trim() !== '') {
    const message = 'the number and the unit of a rate are separated by exactly one space, with none around them';
    throw new ScheduleError(message, position + outside.index, 'a whole number, one space and a unit');
  }
  const [, digits, gap, word] = /^(\S*)(\s?)(.*)$/s.exec(body) ?? [];
  // Nine digits: as many days as that are longer than any calendar, and a number stays exact.
  if (digits === undefined || !/^[1-9][0-9]{0,8}$/.test(digits)) {
    throw new ScheduleError(
      `rate needs a whole number of at least 1, not ${quoted(digits ?? '')}`,
      position,
      'a whole number, such as 7',
    );
  }
  const every = Number(digits);
  const unit = (['minute', 'hour', 'day'] as const).find((name) => word === name || word === `${name}s`);
  const expected = every === 1 ? 'minute, hour or day' : 'minutes, hours or days';
  if (gap !== ' ' || unit === undefined) {
    throw new ScheduleError(
      `rate needs one space and a unit after ${digits}, not ${quoted(`${gap}${word}`)}`,
      position + digits.length,
      expected,
    );
  }
  if ((every === 1) !== (word === unit)) {
    throw new ScheduleError(
      `the unit is in the ${every === 1 ? 'singular' : 'plural'} with ${digits}, not ${quoted(word ?? '')}`,
      position + digits.length + 1,
      expected,
    );
  }
  return { kind: 'rate', every, unit };
}

function readCron(body: string, position: number): CronSchedule {
  const space = /^\s|\s$|\s\s|[^\S ]/.exec(body);
  if (space !== null && body.trim() !== '') {
    throw new ScheduleError(
      'cron fields are separated by exactly one space, with none around them',
      position + space.index,
      'one space between two fields',
    );
  }
  const fields = body.trim() === '' ? [] : body.split(' ');
  if (fields.length !== fieldOrder.length) throw wrongFieldCount(fields, body, position);
  const at = positions(fields, position);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  const schedule: CronSchedule = {
    kind: 'cron',
    minute: readNumbers(minute, fieldTable.minute, at[0] ?? 0),
    hour: readNumbers(hour, fieldTable.hour, at[1] ?? 0),
    dayOfMonth: readDaysOfMonth(dayOfMonth, at[2] ?? 0),
    month: readNumbers(month, fieldTable.month, at[3] ?? 0),
    dayOfWeek: readDaysOfWeek(dayOfWeek, at[4] ?? 0),
    year: readNumbers(year, fieldTable.year, at[5] ?? 0),
  };
  checkDays(schedule, dayOfMonth, dayOfWeek, at);
  if (!everRuns(calendarOf(schedule))) throw neverRuns(fields, at);
  return schedule;
}

/** A value or * in one day field forces ? in the other (restrictions in "Use cron expressions in Image Builder"). */
function checkDays(schedule: CronSchedule, dayOfMonth: string, dayOfWeek: string, at: readonly number[]): void {
  const [first, second] = [at[2] ?? 0, at[4] ?? 0];
  if (schedule.dayOfMonth === null && schedule.dayOfWeek === null) {
    throw new ScheduleError(
      'day of month and day of week are both ?, one of them must say when',
      second,
      fieldTable.dayOfWeek.expected,
    );
  }
  if (schedule.dayOfMonth !== null && schedule.dayOfWeek !== null) {
    throw new ScheduleError(
      `day of month is ${quoted(dayOfMonth)} and day of week is ${quoted(dayOfWeek)}: exactly one of the two must be ?`,
      dayOfMonth === '*' && dayOfWeek !== '*' ? first : second,
      '?',
    );
  }
}

function neverRuns(fields: readonly string[], at: readonly number[]): ScheduleError {
  const index = fields[2] === '?' ? 4 : 2;
  const [day = '', month = '', year = ''] = [fields[index], fields[3], fields[5]];
  return new ScheduleError(
    `the schedule never runs: ${index === 2 ? 'day' : 'weekday'} ${quoted(day)} does not occur in month ${quoted(month)} of year ${quoted(year)}`,
    at[index] ?? 0,
    'a day that occurs in that month',
  );
}

function wrongFieldCount(fields: readonly string[], body: string, position: number): ScheduleError {
  const count = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'][fields.length] ?? String(fields.length);
  const noun = fields.length === 1 ? 'field' : 'fields';
  const surplus = positions(fields, position)[fieldOrder.length];
  const reason = fieldCountReason(fields);
  return new ScheduleError(`cron has ${count} ${noun}, six are needed${reason}`, surplus ?? position + body.length, sixFields);
}

function fieldCountReason(fields: readonly string[]): string {
  // A ? in the fourth place is the fourth of six, so it is not the last field that is missing.
  if (fields.length === 5 && fields[3] !== '?') return ' (the year is missing)';
  return fields.length === 7 ? ' (there is no field for seconds)' : '';
}

function positions(fields: readonly string[], position: number): number[] {
  let next = position;
  return fields.map((field) => {
    const start = next;
    next += field.length + 1;
    return start;
  });
}
