import { expect, it } from 'vitest';
import { parseSchedule } from '../../../lib/schedule/parse.ts';
import { printSchedule } from '../../../lib/schedule/print.ts';

it.each([
  ['cron(00 06 ? * 2-6 *)', 'cron(0 6 ? * MON-FRI *)'],
  ['cron(0/15 9-17 ? jan,3 tue#2 2028/4)', 'cron(0/15 9-17 ? 1,3 TUE#2 2028/4)'],
  ['cron(0 0 L * ? *)', 'cron(0 0 L * ? *)'],
  ['cron(0 0 15W */2 ? 2027)', 'cron(0 0 15W */2 ? 2027)'],
  ['rate(1 day)', 'rate(1 day)'],
  ['rate(36 hours)', 'rate(36 hours)'],
])('%s is printed as %s', (expression, printed) => {
  const result = parseSchedule(expression);
  expect(result.ok && printSchedule(result.schedule)).toBe(printed);
});
