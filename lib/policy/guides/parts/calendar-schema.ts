import * as v from 'valibot';
import { together } from '../../../file/cross-check.ts';
import { checkTimezone } from '../../../schedule/timezone.ts';
import { nearest } from '../../../text/spelling.ts';
import { writtenDay } from '../../rules/parts/calendar-dates.ts';
import { weekdayKeys } from '../../rules/parts/calendar-terms.ts';

const mustBeWeekday = `must be ${weekdayKeys.slice(0, -1).join(', ')} or ${weekdayKeys.at(-1)}`;

const weekdaySchema = v.picklist(weekdayKeys, ({ input }) => {
  const suggestion = typeof input === 'string' ? weekdayKeys.find((name) => input.toLowerCase().startsWith(name)) : undefined;
  return `${mustBeWeekday}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
});

/** The days of the week on which runs may start. */
export const weekdaysSchema = v.pipe(
  v.array(weekdaySchema),
  v.nonEmpty('must hold at least one day; with none, no run may start'),
  v.check((days) => new Set(days).size === days.length, 'names a day twice'),
  v.check((days) => new Set(days).size < weekdayKeys.length, 'names every day of the week; leave it out'),
);

const mustBeDay = 'must be a date, such as 2026-12-24, or a day of every year, such as 12-24';

const form = /^(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}$/;

const daySchema = v.pipe(
  v.string(mustBeDay),
  v.regex(form, mustBeDay),
  v.check((text) => !form.test(text) || writtenDay(text) !== undefined, 'is a day that never comes'),
  v.title('date'),
);

const spanSchema = v.pipe(
  v.strictObject({
    from: v.pipe(daySchema, v.description('The first day.')),
    to: v.pipe(daySchema, v.description('The last day, which is excluded as well.')),
  }),
  together(({ from, to }) => {
    if (from.length !== to.length)
      return ['has the year at one end only; write it at both, or at neither for a freeze of every year'];
    return from.length > 5 && to < from ? [`ends on ${to}, before it begins`] : [];
  }),
);

/** A date, a day of every year, or a span of either kind. */
export const excludedDateSchema = v.lazy((input) => (typeof input === 'object' && input !== null ? spanSchema : daySchema));

const mustBeLimit = 'must be a number of runs per hour, day, week or month, such as 1 per day';

/** So many runs in each hour, day, week or month. */
export const limitSchema = v.pipe(
  v.string(mustBeLimit),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined || /^[1-9][0-9]{0,3} per (?:hour|day|week|month)$/.test(dataset.value))
      return;
    const words = dataset.value.split(/[^A-Za-z0-9]/, 10);
    const count = words.find((word) => /^[1-9][0-9]{0,3}$/.test(word));
    const unit = nearest((words.findLast((word) => /^[A-Za-z]+$/.test(word)) ?? '').replace(/ly$/i, ''), [
      'hour',
      'day',
      'week',
      'month',
    ]);
    const isSlip = count !== undefined && unit !== undefined;
    addIssue({ message: `${mustBeLimit}${isSlip ? `; did you mean ${count} per ${unit}?` : ''}` });
  }),
  v.title('runs per unit'),
);

/** The name of a timezone. */
export const zoneSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    const checked = checkTimezone(dataset.value);
    if (checked.ok) return;
    addIssue({ message: `is not a timezone${checked.suggestion === undefined ? '' : `; did you mean ${checked.suggestion}?`}` });
  }),
  v.title('timezone'),
);
