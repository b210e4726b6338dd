import { expect, it } from 'vitest';
import { describeSchedule } from '../../../lib/schedule/describe.ts';
import { parseSchedule } from '../../../lib/schedule/parse.ts';

it.each([
  ['cron(0 6 ? * MON *)', 'at 06:00 on Monday'],
  ['cron(0 8 1 * ? *)', 'at 08:00 on day 1 of every month'],
  ['cron(0 6 * * ? *)', 'at 06:00 every day'],
  ['cron(0 6 ? * * *)', 'at 06:00 every day'],
  ['cron(0 1,2,3,5,8,13 * * ? *)', 'at 01:00, 02:00, 03:00, 05:00, 08:00 and 13:00 every day'],
  ['cron(0 1,2,3,5,8,13,21 * * ? *)', 'at minute 0 of the hours 1 to 3, 5, 8, 13 and 21 every day'],
  ['cron(0 6,18 * * ? 2027)', 'at 06:00 and 18:00 every day in 2027'],
  ['cron(0 3 * 4 ? *)', 'at 03:00 every day in April'],
  ['cron(0 */6 * * ? *)', 'at 00:00, 06:00, 12:00 and 18:00 every day'],
  ['cron(0 */2 ? * SUN,SAT *)', 'every 2 hours from 00:00 to 22:00 on Sunday and Saturday'],
  ['cron(15 8-17 * * ? *)', 'every hour from 08:15 to 17:15'],
  ['cron(0 * * * ? *)', 'every hour'],
  ['cron(1 * * * ? *)', 'every hour at 1 minute past'],
  ['cron(5 * * * ? *)', 'every hour at 5 minutes past'],
  ['cron(0 0-2,5-9 * * ? *)', 'at minute 0 of the hours 0 to 2 and 5 to 9 every day'],
  ['cron(* * * * ? *)', 'every minute'],
  ['cron(* 3 * 4 ? *)', 'every minute from 03:00 to 03:59 in April'],
  ['cron(10-40 9 * * ? *)', 'every minute from 09:10 to 09:40'],
  ['cron(* 1,5 * * ? *)', 'every minute of the hours 1 and 5'],
  ['cron(0/15 9-17 ? * MON-FRI *)', 'every 15 minutes from 09:00 to 17:59 on Monday to Friday'],
  ['cron(0,30 * * * ? *)', 'every 30 minutes'],
  ['cron(*/7 * * * ? *)', 'every 7 minutes from minute 0 to 56 of every hour'],
  ['cron(0-10,50 8,9,10,20 * * ? *)', 'at minutes 0 to 10 and 50 of the hours 8 to 10 and 20 every day'],
  ['cron(0 6 ? * TUE#2 *)', 'at 06:00 on the second Tuesday of every month'],
  ['cron(0 6 ? 2 MON#5 *)', 'at 06:00 on the fifth Monday of February'],
  ['cron(0 6 ? 4,5 MON,WED *)', 'at 06:00 on Monday and Wednesday in April and May'],
  ['cron(0 6 L * ? *)', 'at 06:00 on the last day of every month'],
  ['cron(0 6 15W 1/6 ? *)', 'at 06:00 on the weekday nearest to day 15 of January and July'],
  ['cron(0 6 1-7,15 * ? *)', 'at 06:00 on days 1 to 7 and 15 of every month'],
  ['cron(0 6 */2 * ? *)', 'at 06:00 on every 2nd day from day 1 to day 31 of every month'],
  ['cron(0 6 1 1 ? 2027-2030)', 'at 06:00 on day 1 of January from 2027 to 2030'],
  ['cron(0 6 1 1 ? 2027,2029)', 'at 06:00 on day 1 of January in 2027 and 2029'],
  ['cron(0 6 1 1 ? 1980/3)', 'at 06:00 on day 1 of January in every 3rd year from 1980 to 2199'],
  ['rate(1 day)', 'every day'],
  ['rate(7 days)', 'every 7 days'],
  ['rate(1 minute)', 'every minute'],
])('%s runs %s', (expression, sentence) => {
  const result = parseSchedule(expression);
  expect(result.ok && describeSchedule(result.schedule)).toBe(sentence);
});
