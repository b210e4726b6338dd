import fc from 'fast-check';

/** Cron expressions of the whole dialect, dates that never come among them. */
export function cronExpressions(
  options: { years?: readonly string[]; days?: fc.Arbitrary<string>; times?: fc.Arbitrary<string> } = {},
) {
  const years = options.years === undefined ? field(1970, 2199) : fc.constantFrom(...options.years);
  return fc
    .tuple(options.times ?? times, options.days ?? days, field(1, 12, MONTHS), years)
    .map(([time, day, month, year]) => `cron(${time} ${day.replace('month', month)} ${year})`);
}

export const rateExpressions = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom('minute', 'hour', 'day'))
  .map(([every, unit]) => `rate(${every} ${every === 1 ? unit : `${unit}s`})`);

const MONTHS = ['jan', 'feb', 'MAR', 'apr', 'May', 'JUN', 'jul', 'aug', 'sep', 'oct', 'nov', 'DEC'];
const WEEKDAYS = ['sun', 'MON', 'tue', 'Wed', 'thu', 'FRI', 'sat'];

/** One field: `*`, steps of every form, or a list of values and ranges. */
export function field(lowest: number, highest: number, names?: readonly string[], steps = true): fc.Arbitrary<string> {
  const value = fc.integer({ min: lowest, max: highest });
  const told = fc.tuple(value, fc.boolean()).map(([number, named]) => (named && names?.[number - lowest]) || String(number));
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: highest - lowest });
  const stepped = fc.tuple(fc.oneof(fc.constant('*'), told, range), step).map(([of, every]) => `${of}/${every}`);
  const list = fc.array(fc.oneof(told, range), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(','));
  return steps ? fc.oneof(fc.constant('*'), told, list, stepped) : fc.oneof(fc.constant('*'), told, list);
}

const times = fc.tuple(field(0, 59), field(0, 23)).map((parts) => parts.join(' '));

/** A few times a day, for searches that look at every run. */
export const fewTimes = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 2 }), field(0, 23))
  .map(([minutes, hours]) => `${minutes.join(',')} ${hours}`);

const nthWeekdays = fc
  .tuple(fc.constantFrom(...WEEKDAYS, '1', '7'), fc.integer({ min: 1, max: 5 }))
  .map(([weekday, nth]) => `? month ${weekday}#${nth}`);
const nearestWeekdays = fc.integer({ min: 1, max: 31 }).map((day) => `${day}W month ?`);

/** Day of month, the word `month` for the month, day of week. */
export const plainDays = fc.oneof(
  field(1, 31).map((day) => `${day} month ?`),
  field(1, 7, WEEKDAYS, false).map((weekday) => `? month ${weekday}`),
);
export const days = fc.oneof(plainDays, plainDays, nthWeekdays, nearestWeekdays, fc.constant('L month ?'));
/** All but `L` alone, which croner does not know. */
export const daysKnownToCroner = fc.oneof(plainDays, plainDays, nthWeekdays, nearestWeekdays);
