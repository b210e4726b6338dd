import { type FieldName, fieldOrder, fieldTable, weekdayName } from './field.ts';
import { maximumExpressionLength, readSchedule } from './grammar.ts';
import { type DayNumbering, rewrittenField } from './intended-values.ts';
import { ScheduleError } from './schedule-error.ts';
import { readDaysOfMonth, readDaysOfWeek, readNumbers } from './terms.ts';

/**
 * The expression that the author of a refused one plainly meant. What was right stays as written, days of the week come out by
 * name. `undefined` where it would be a guess: both day fields set (Unix runs on either, the service cannot), a field missing
 * that is not the year, numbered days in a form whose numbering is unclear.
 */
export function correctedExpression(expression: string): string | undefined {
  if (expression.length > maximumExpressionLength) return undefined;
  const { body, wrapped } = unwrapped(expression);
  const candidate = macros.get(body.toLowerCase()) ?? rateFrom(body) ?? cronFrom(body, wrapped);
  return candidate !== undefined && isSound(() => readSchedule(candidate)) ? candidate : undefined;
}

/** The nicknames of Vixie cron, crontab(5). `@reboot` has no counterpart. */
const macros: ReadonlyMap<string, string> = new Map([
  ['@hourly', 'cron(0 * * * ? *)'],
  ['@daily', 'cron(0 0 * * ? *)'],
  ['@midnight', 'cron(0 0 * * ? *)'],
  ['@weekly', 'cron(0 0 ? * SUN *)'],
  ['@monthly', 'cron(0 0 1 * ? *)'],
  ['@yearly', 'cron(0 0 1 1 ? *)'],
  ['@annually', 'cron(0 0 1 1 ? *)'],
]);

/** The text inside the brackets with single spaces, whatever became of `cron(`, `)`, quotes and capitals around it. */
function unwrapped(expression: string): { body: string; wrapped: boolean } {
  const plain = expression
    .split(/[\s"'`]+/)
    .join(' ')
    .trim();
  const wrapper = /^(?:cron|rate) ?\(? ?/i.exec(plain)?.[0] ?? '';
  const body = plain
    .slice(wrapper.length)
    .replace(/ ?\)$/, '')
    .replace(/ ?([,-]) ?/g, '$1');
  return { body, wrapped: wrapper !== '' };
}

const units: ReadonlyMap<string, { unit: string; times: number }> = new Map([
  ['min', { unit: 'minute', times: 1 }],
  ['minute', { unit: 'minute', times: 1 }],
  ['h', { unit: 'hour', times: 1 }],
  ['hr', { unit: 'hour', times: 1 }],
  ['hour', { unit: 'hour', times: 1 }],
  ['d', { unit: 'day', times: 1 }],
  ['day', { unit: 'day', times: 1 }],
  ['week', { unit: 'day', times: 7 }],
]);

function rateFrom(body: string): string | undefined {
  const [, digits = '', word = ''] = /^(?:every )?(\d{1,9}) ?([a-z]+)$/i.exec(body) ?? [];
  const unit = units.get(word.toLowerCase()) ?? units.get(word.toLowerCase().replace(/s$/, ''));
  if (unit === undefined) return undefined;
  const every = Number(digits) * unit.times;
  return `rate(${every} ${unit.unit}${every === 1 ? '' : 's'})`;
}

function cronFrom(body: string, wrapped: boolean): string | undefined {
  const fields = body.split(' ');
  if (fields.length === 5) return fromFive(fields);
  if (fields.length === 6) return fromSix(fields, wrapped);
  // Quartz has seconds in front; the service starts builds on the minute, so only second 0 can be dropped.
  return fields.length === 7 && isZero(fields[0]) ? fromSix(fields.slice(1), true) : undefined;
}

/** `minute hour day-of-month month day-of-week`, as crontab has it and as Image Builder took it until 2021. */
function fromFive(fields: readonly string[]): string | undefined {
  // A ? in the fourth place is day of week's ? of a six-field expression that lost another field.
  if (fields[3] === '?') return undefined;
  // With a ? it is no crontab; older guides of the service numbered the days from Monday, so numbers prove nothing there.
  return assembled([...fields, '*'], fields.includes('?') ? 'unclear' : 'unix');
}

function fromSix(fields: readonly string[], wrapped: boolean): string | undefined {
  const withSeconds = isZero(fields[0]) ? fromSeconds(fields.slice(1)) : undefined;
  if (!isSoundField('year', fields[5] ?? '') && withSeconds !== undefined) return withSeconds;
  // Bare and without any ?, `0 0 6 * * *` is daily at six where seconds lead, and the sixth of the month where the year ends.
  if (!wrapped && !fields.includes('?') && withSeconds !== undefined) return undefined;
  // Who leaves out the ? writes from the habits of crontab, and may count the days from there too.
  return assembled(fields, fields.includes('?') ? 'aws' : 'unclear');
}

/** Quartz without a year (it has a ? and counts from Sunday = 1), or Spring (no ?, counts like Unix). */
function fromSeconds(fields: readonly string[]): string | undefined {
  if (fields[3] === '?') return undefined;
  return assembled([...fields, '*'], fields.includes('?') ? 'aws' : 'unix');
}

function assembled(fields: readonly string[], numbering: DayNumbering): string | undefined {
  const rewritten: string[] = [];
  for (const [index, name] of fieldOrder.entries()) {
    const text = correctedField(name, fields[index] ?? '', numbering);
    if (text === undefined) return undefined;
    rewritten.push(text);
  }
  const [minute, hour, dayOfMonth = '', month, dayOfWeek = '', year] = rewritten;
  const days = correctedDays(dayOfMonth, dayOfWeek);
  return days && `cron(${minute} ${hour} ${days[0]} ${month} ${days[1]} ${year})`;
}

function correctedDays(dayOfMonth: string, dayOfWeek: string): readonly [string, string] | undefined {
  if (dayOfMonth === '?') return dayOfWeek === '?' ? ['*', '?'] : ['?', dayOfWeek];
  if (dayOfWeek === '?' || dayOfWeek === '*') return [dayOfMonth, '?'];
  return dayOfMonth === '*' ? ['?', dayOfWeek] : undefined;
}

function correctedField(name: FieldName, text: string, numbering: DayNumbering): string | undefined {
  if (text === '?' && (name === 'month' || name === 'year')) return '*';
  if (name === 'dayOfWeek') return correctedWeekday(text, numbering);
  if (isSoundField(name, text)) return text;
  if (name === 'dayOfMonth' && isSoundField(name, text.toUpperCase())) return text.toUpperCase();
  return rewrittenField(text, fieldTable[name], numbering);
}

function correctedWeekday(text: string, numbering: DayNumbering): string | undefined {
  const [, day = '', nth] = /^(\w+)#(\d)$/.exec(text) ?? [];
  if (/^[1-7]$/.test(day)) return numbering === 'aws' ? `${weekdayName(Number(day))}#${nth}` : undefined;
  const named = nth !== undefined || !/\d/.test(text);
  return named && isSoundField('dayOfWeek', text) ? text : rewrittenField(text, fieldTable.dayOfWeek, numbering);
}

function isSoundField(name: FieldName, text: string): boolean {
  return isSound(() => {
    if (name === 'dayOfMonth') readDaysOfMonth(text, 0);
    else if (name === 'dayOfWeek') readDaysOfWeek(text, 0);
    else readNumbers(text, fieldTable[name], 0);
  });
}

function isZero(text: string | undefined): boolean {
  return text === '0' || text === '00';
}

function isSound(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}
