import { describe, expect, it } from 'vitest';
import { correctedExpression } from '../../../lib/schedule/correction.ts';
import { parseSchedule } from '../../../lib/schedule/parse.ts';

describe('a correction is offered', () => {
  it.each([
    ['five fields', 'cron(0 0 * * *)', 'cron(0 0 * * ? *)'],
    ['five fields with a day of week', 'cron(0 0 * * SUN)', 'cron(0 0 ? * SUN *)'],
    ['five fields, as the author capitalised', 'cron(0 0 * * mon)', 'cron(0 0 ? * mon *)'],
    ['five fields with a ? in day of month', 'cron(0 8 ? * tue)', 'cron(0 8 ? * tue *)'],
    ['five fields with a day of month', 'cron(0 9 1 * *)', 'cron(0 9 1 * ? *)'],
    ['five fields with a ? in day of week', 'cron(0 9 1 * ?)', 'cron(0 9 1 * ? *)'],
    ['Unix Monday to Friday', 'cron(0 10 * * 1-5)', 'cron(0 10 ? * MON-FRI *)'],
    ['Unix Sunday as 0', '0 0 * * 0', 'cron(0 0 ? * SUN *)'],
    ['Unix Sunday as 7', '0 0 * * 7', 'cron(0 0 ? * SUN *)'],
    ['Unix weekend', '0 0 * * 6,0', 'cron(0 0 ? * SUN,SAT *)'],
    ['a Unix week from Friday to Sunday', '0 0 * * 5-7', 'cron(0 0 ? * SUN,FRI,SAT *)'],
    ['the whole Unix week', '0 0 * * 0-7', 'cron(0 0 * * ? *)'],
    ['Unix steps through the week', '0 0 * * 1-5/2', 'cron(0 0 ? * MON,WED,FRI *)'],
    ['0 for Sunday in six fields', 'cron(0 0 ? * 0 *)', 'cron(0 0 ? * SUN *)'],
    ['0 shows that the whole field counts like Unix', 'cron(0 0 ? * 0,6 *)', 'cron(0 0 ? * SUN,SAT *)'],
    ['0 in five fields with a ?', 'cron(0 0 ? * 0)', 'cron(0 0 ? * SUN *)'],
    ['Quartz with seconds and year', 'cron(0 0 0 ? 1/3 * *)', 'cron(0 0 ? 1/3 * *)'],
    ['Quartz counts from Sunday = 1', 'cron(0 0 12 ? * 2-6 *)', 'cron(0 12 ? * MON-FRI *)'],
    ['Quartz with seconds, without a year', '0 0 12 * * ?', 'cron(0 12 * * ? *)'],
    ['Spring', 'cron(0 0 6 * * MON-FRI)', 'cron(0 6 ? * MON-FRI *)'],
    ['a missing ? in day of month', 'cron(0 0 * * SUN *)', 'cron(0 0 ? * SUN *)'],
    ['a missing ? in day of week', 'cron(0 0 1 * * *)', 'cron(0 0 1 * ? *)'],
    ['a missing ? with any day', 'cron(0 10 * * * *)', 'cron(0 10 * * ? *)'],
    ['two ?', 'cron(0 10 ? * ? *)', 'cron(0 10 * * ? *)'],
    ['? in year', 'cron(0 10 * * ? ?)', 'cron(0 10 * * ? *)'],
    ['? in month', 'cron(0 10 1 ? * *)', 'cron(0 10 1 * ? *)'],
    ['a missing wrapper', '0 10 * * ? *', 'cron(0 10 * * ? *)'],
    ['a missing wrapper without ?', '0 10 * * MON *', 'cron(0 10 ? * MON *)'],
    ['a wrapper in capitals', 'CRON(0 10 * * ? *)', 'cron(0 10 * * ? *)'],
    ['a missing closing bracket', 'cron(0 10 * * ? *', 'cron(0 10 * * ? *)'],
    ['missing brackets', 'cron 0 10 * * ? *', 'cron(0 10 * * ? *)'],
    ['surplus spaces', ' cron( 0  10 * *\t? * ) ', 'cron(0 10 * * ? *)'],
    ['spaces in a list', 'cron(0 10 ? * MON, WED *)', 'cron(0 10 ? * MON,WED *)'],
    ['quotes', '"cron(0 10 * * ? *)"', 'cron(0 10 * * ? *)'],
    ['a wrapping range of days', 'cron(0 0 ? * FRI-MON *)', 'cron(0 0 ? * SUN,MON,FRI,SAT *)'],
    ['a week from Monday', 'cron(0 0 ? * MON-SUN *)', 'cron(0 0 ? * * *)'],
    ['a wrapping range of hours', 'cron(0 22-2 * * ? *)', 'cron(0 0-2,22,23 * * ? *)'],
    ['a wrapping range of months', 'cron(0 0 1 nov-feb ? *)', 'cron(0 0 1 1,2,11,12 ? *)'],
    ['steps in a list', 'cron(0,30/10 0 * * ? *)', 'cron(0,30,40,50 0 * * ? *)'],
    ['steps in day of week', 'cron(0 0 ? * */2 *)', 'cron(0 0 ? * SUN,TUE,THU,SAT *)'],
    ['names in full', 'cron(0 0 ? january Monday *)', 'cron(0 0 ? 1 MON *)'],
    ['L and W in small letters', 'cron(0 0 15w * ? *)', 'cron(0 0 15W * ? *)'],
    ['a numbered nth day', 'cron(0  0 ? * 3#2 *)', 'cron(0 0 ? * TUE#2 *)'],
    ['a singular', 'rate(5 hour)', 'rate(5 hours)'],
    ['a plural', 'rate(1 days)', 'rate(1 day)'],
    ['a rate in capitals', 'Rate(5 Hours)', 'rate(5 hours)'],
    ['a rate in weeks', 'rate(1 week)', 'rate(7 days)'],
    ['a rate without a space', 'rate(5hours)', 'rate(5 hours)'],
    ['a short unit', 'rate(30 min)', 'rate(30 minutes)'],
    ['a bare rate', 'every 12 hours', 'rate(12 hours)'],
    ['a rate inside cron', 'cron(7 days)', 'rate(7 days)'],
    ['@daily', '@daily', 'cron(0 0 * * ? *)'],
    ['@weekly', 'cron(@weekly)', 'cron(0 0 ? * SUN *)'],
    ['@Yearly', '@Yearly', 'cron(0 0 1 1 ? *)'],
  ])('for %s: %s', (_, expression, suggestion) => {
    expect(parseSchedule(expression)).toMatchObject({ ok: false, problem: { suggestion } });
    expect(parseSchedule(suggestion)).toMatchObject({ ok: true });
  });
});

describe('no correction is guessed', () => {
  it.each([
    ['both days set: Unix runs on either', 'cron(0 0 1 * 1)'],
    ['both days set in six fields', 'cron(0 0 13 * FRI *)'],
    ['? in month and both days set', 'cron(0 8 1-7 ? 7 *)'],
    ['a field other than the year is missing', 'cron(0 * * ? *)'],
    ['numbered days in five fields with ?', 'cron(0 8 ? * 2)'],
    ['numbered days without any ?', 'cron(0 10 * * 1-5 *)'],
    ['a numbered nth day in five fields', '0 0 * * 1#2'],
    ['six bare fields may have seconds', '0 0 6 * * *'],
    ['seconds that are not 0', 'cron(30 0 12 * * ? *)'],
    ['L in day of week', 'cron(0 0 ? * L *)'],
    ['the last Friday', 'cron(0 0 ? * 6L *)'],
    ['the last weekday', 'cron(0 0 LW * ? *)'],
    ['31 February', 'cron(0 0 31 2 ? *)'],
    ['31 February in five fields', '0 0 31 2 *'],
    ['years backwards', 'cron(0 0 * * ? 2030-2027)'],
    ['a step beyond the field', 'cron(*/90 * * * ? *)'],
    ['hour 24', 'cron(0 24 * * ? *)'],
    ['rate 0', 'rate(0 days)'],
    ['months', 'rate(1 month)'],
    ['@reboot', '@reboot'],
    ['a member of every object', '@constructor'],
    ['nothing', ''],
  ])('when %s: %s', (_, expression) => {
    expect(parseSchedule(expression).ok).toBe(false);
    expect(correctedExpression(expression)).toBeUndefined();
  });
});
