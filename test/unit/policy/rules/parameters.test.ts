import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../../lib/policy/load/load.ts';

/** Each problem as `pointer message`, the pointer from the rule on. */
function problemsOf(rule: string): readonly string[] {
  const loaded = loadPolicy(`name: p\nversion: "1"\nrules:\n  - { id: a, ${rule} }\n`, 'policy.yaml');
  return loaded.ok ? [] : loaded.problems.map(({ pointer, message }) => `${pointer.replace('/rules/0', '')} ${message}`.trim());
}

describe('parameters of rules', () => {
  it.each([
    ['type: schedule', 'must demand something of the schedule'],
    ['type: schedule, required: false', 'must demand something of the schedule'],
    ['type: schedule, forbidden: true, minimumGap: 1h', 'forbids a schedule and demands something of it'],
    ['type: schedule, forbidden: true, required: true', 'forbids a schedule and demands something of it'],
    ['type: schedule, minimumGap: 2d, maximumGap: 24h', 'has a minimumGap above its maximumGap'],
    ['type: schedule, minimumGap: 24', '/minimumGap must be a duration of minutes, hours or days, such as 30m, 24h or 35d'],
    ['type: schedule, minimumGap: 1.5h', '/minimumGap must be a duration of minutes, hours or days, such as 30m, 24h or 35d'],
    ['type: schedule, minimumGap: -1h', '/minimumGap must be a duration of minutes, hours or days, such as 30m, 24h or 35d'],
    ['type: schedule, timezones: [Europe/Lodnon]', '/timezones/0 is not a timezone; did you mean Europe/London?'],
    ['type: schedule, timezones: [""]', '/timezones/0 can never match: a timezone has letters, digits, slashes and _ + -'],
    [
      'type: schedule, timezones: ["Europe London"]',
      '/timezones/0 can never match: a timezone has letters, digits, slashes and _ + -',
    ],
    ['type: schedule, timezones: []', '/timezones must hold at least one wildcard; with none, no timezone would be allowed'],
    [
      'type: schedule, hours: ["22:00-06:00"]',
      'has hours and neither zone nor timezones: three in the morning is noon somewhere; write the zone that is meant, such as zone: Europe/London',
    ],
    [
      'type: schedule, hours: ["06:00-06:00"], timezones: ["*"]',
      '/hours/0 is an empty span; for the whole day write 00:00-24:00',
    ],
    ['type: schedule, hours: ["6-7"], timezones: ["*"]', '/hours/0 must be a span of the day, such as 22:00-06:00'],
    [
      'type: schedule, startCondition: dependency-update',
      '/startCondition must be dependency-updates or always, not the text "dependency-update"',
    ],
    [
      'type: schedule, hours: { from: "20:00", to: "05:00", zone: Europe/London }',
      '/hours must be a list of spans of the day, such as ["22:00-06:00"]; their timezone is zone, beside hours',
    ],
    ['type: schedule, hours: ["20:00-05:00", "04:00-06:00"], zone: UTC', 'has hours that overlap: 20:00-05:00 and 04:00-06:00'],
    ['type: schedule, weekdays: [sat]', 'has weekdays and neither zone nor timezones: three in the morning'],
    ['type: schedule, weekdays: []', '/weekdays must hold at least one day; with none, no run may start'],
    [
      'type: schedule, weekdays: [Friday], zone: UTC',
      '/weekdays/0 must be mon, tue, wed, thu, fri, sat or sun; did you mean fri?',
    ],
    ['type: schedule, weekdays: [workdays], zone: UTC', '/weekdays/0 must be mon, tue, wed, thu, fri, sat or sun'],
    ['type: schedule, weekdays: [mon, mon], zone: UTC', '/weekdays names a day twice'],
    [
      'type: schedule, weekdays: [mon, tue, wed, thu, fri, sat, sun], zone: UTC',
      '/weekdays names every day of the week; leave it out',
    ],
    ['type: schedule, excludedDates: []', '/excludedDates must hold at least one date; leave it out otherwise'],
    ['type: schedule, excludedDates: [12-24]', 'has excludedDates and neither zone nor timezones'],
    ['type: schedule, excludedDates: ["2027-02-29"], zone: UTC', '/excludedDates/0 is a day that never comes'],
    ['type: schedule, excludedDates: ["02-30"], zone: UTC', '/excludedDates/0 is a day that never comes'],
    [
      'type: schedule, excludedDates: ["24.12."], zone: UTC',
      '/excludedDates/0 must be a date, such as 2026-12-24, or a day of every year, such as 12-24',
    ],
    [
      'type: schedule, excludedDates: [{ from: 12-15, to: 2027-01-05 }], zone: UTC',
      '/excludedDates/0 has the year at one end only; write it at both, or at neither for a freeze of every year',
    ],
    [
      'type: schedule, excludedDates: [{ from: 2027-01-05, to: 2026-12-15 }], zone: UTC',
      '/excludedDates/0 ends on 2026-12-15, before it begins',
    ],
    [
      'type: schedule, excludedDates: [12-25, { from: 12-15, to: 01-05 }], zone: UTC',
      'has excludedDates that overlap: 12-15 to 01-05 and 12-25',
    ],
    [
      'type: schedule, excludedDates: [2027-01-03, { from: 12-15, to: 01-05 }], zone: UTC',
      'has excludedDates that overlap: 12-15 to 01-05 and 2027-01-03',
    ],
    ['type: schedule, excludedDates: [{ from: 01-01, to: 12-31 }], zone: UTC', 'leaves no day on which a run may start'],
    [
      'type: schedule, excludedDates: [{ from: 2026-12-01, to: 2199-12-31 }], zone: UTC',
      'leaves no day on which a run may start',
    ],
    ['type: schedule, atMost: daily', '/atMost must be a number of runs per hour, day, week or month, such as 1 per day'],
    [
      'type: schedule, atMost: 2/week',
      '/atMost must be a number of runs per hour, day, week or month, such as 1 per day; did you mean 2 per week?',
    ],
    ['type: schedule, atMost: 0 per day', '/atMost must be a number of runs per hour, day, week or month, such as 1 per day'],
    [
      'type: schedule, atLeast: 3 per week, atMost: 1 per week',
      'has atMost 1 per week, and atLeast 3 per week demands more runs than that',
    ],
    [
      'type: schedule, atLeast: 29 per month, atMost: 1 per day',
      'has atMost 1 per day, and atLeast 29 per month demands more runs than that',
    ],
    [
      'type: schedule, atLeast: 1 per week, atMost: 4 per month',
      'has atMost 4 per month, and atLeast 1 per week demands more runs than that',
    ],
    [
      'type: schedule, atLeast: 1 per day, atMost: 30 per month',
      'has atMost 30 per month, and atLeast 1 per day demands more runs than that',
    ],
    [
      'type: schedule, atLeast: 1 per day, minimumGap: 48h',
      'has minimumGap 48h, and atLeast 1 per day demands more runs than that',
    ],
    [
      'type: schedule, maximumGap: 23h, atMost: 1 per day',
      'has atMost 1 per day, and maximumGap 23h demands more runs than that',
    ],
    [
      'type: schedule, atLeast: 1 per day, weekdays: [mon, tue], zone: UTC',
      'demands at least 1 per day, and allows no run on Wednesday 2026-01-07',
    ],
    [
      'type: schedule, atLeast: 1 per month, excludedDates: [{ from: 2027-11-28, to: 2028-01-01 }], zone: UTC',
      'demands at least 1 per month, and allows no run in December 2027',
    ],
    [
      'type: schedule, atLeast: 1 per week, excludedDates: [{ from: 12-15, to: 01-05 }], zone: UTC',
      'demands at least 1 per week, and allows no run in the week of Monday 2026-12-21',
    ],
    [
      'type: schedule, atLeast: 1 per hour, hours: ["20:00-05:00"], zone: UTC',
      'demands at least 1 per hour, and hours leaves some out',
    ],
    [
      'type: schedule, maximumGap: 7d, excludedDates: [{ from: 12-15, to: 01-05 }], zone: UTC',
      'has maximumGap 7d, and allows no run on 22 days in a row',
    ],
    ['type: schedule, zone: Europe/Lodnon, atMost: 1 per day', '/zone is not a timezone; did you mean Europe/London?'],
    [
      'type: schedule, zone: Europe/London, required: true',
      'has a zone, and nothing that is meant in it: hours, weekdays, excludedDates, atMost or atLeast',
    ],
    ['type: schedule, forbidden: true, weekdays: [mon], zone: UTC', 'forbids a schedule and demands something of it'],
    ['type: tags', 'must say something about require, optional, sameAsPipeline or forbid'],
    ['type: tags, others: forbid', 'forbids all keys but those that it names, and names none'],
    ['type: tags, require: { a: {} }, others: forbidden', '/others must be allow or forbid, not the text "forbidden"'],
    [
      'type: tags, sameAsPipeline: [a]',
      'has sameAsPipeline, which is about images, and on leaves them out; write on: [pipeline, images]',
    ],
    ['type: tags, sameAsPipeline: [], on: [images]', '/sameAsPipeline must name at least one key; leave it out otherwise'],
    ['type: tags, require: { a: {} }, optional: { a: {} }', 'has the tag a in require and in optional; write it in one of them'],
    ['type: tags, require: { a-b: {} }, forbid: ["a*"]', 'requires the tag a-b and forbids it by "a*"'],
    ['type: tags, optional: { a-b: {} }, forbid: ["a*"]', 'names the tag a-b and forbids it by "a*"'],
    ['type: tags, optional: { "aws:x": {} }', '/optional/aws:x is not a tag key that Image Builder accepts'],
    [
      `type: tags, require: { ${Array.from({ length: 51 }, (_, index) => `k${index}: {}`).join(', ')} }`,
      'requires more tags than the 50 that Image Builder takes',
    ],
    ['type: tags, require: { a: { not: [] } }', '/require/a/not must hold at least one value; leave it out otherwise'],
    [
      'type: tags, require: { a: { minimumLength: 9, maximumLength: 8 } }',
      '/require/a has a minimumLength above its maximumLength',
    ],
    ['type: tags, require: { a: { maximumLength: 300 } }', '/require/a/maximumLength must be at most 256, as in Image Builder'],
    [
      'type: tags, require: { a: { oneOf: [x, TBD], not: [tbd] } }',
      '/require/a can never be met with "TBD": not, minimumLength or maximumLength does not allow it',
    ],
    [
      'type: tags, require: { a: { equals: abc, maximumLength: 2 } }',
      '/require/a can never be met: "abc" has more than 2 characters',
    ],
    [
      'type: tags, require: { a: { equals: tbd, not: [TBD] } }',
      '/require/a can never be met: not or minimumLength does not allow "tbd"',
    ],
    ['type: references', 'must say something about recipes, infrastructure or distribution'],
    ['type: references, recipes: {}', '/recipes must say something; leave it out otherwise'],
    [
      'type: references, infrastructure: { allow: [] }',
      '/infrastructure/allow must hold at least one wildcard; with none, nothing would be allowed',
    ],
    [
      'type: references, recipes: { allow: [web-*] }',
      '/recipes/allow/0 must be account/name, such as {account}/web-* for the own account or aws/* for what AWS provides',
    ],
    [
      'type: references, recipes: { allow: ["{account}/web/1.0.0"] }',
      '/recipes/allow/0 must be account/name, such as {account}/web-* for the own account or aws/* for what AWS provides',
    ],
    [
      'type: references, recipes: { allow: ["me/web"] }',
      '/recipes/allow/0 can never match: before the slash stands an account, of 12 digits, {account}, or aws',
    ],
    ...['123456789abc/web', '12345/web', '1234567890123/web', '1234567890123*/web'].map((wildcard): [string, string] => [
      `type: references, recipes: { allow: ["${wildcard}"] }`,
      '/recipes/allow/0 can never match: before the slash stands an account, of 12 digits, {account}, or aws',
    ]),
    [
      'type: tags, require: { team: { oneOf: ["{team}", shared] } }',
      '/require/team/oneOf/0 holds a brace, and placeholders are filled in equals only; write equals: "{team}", or the values',
    ],
    [
      'type: references, recipes: { allow: ["*/Web"] }',
      '/recipes/allow/0 can never match: behind the slash stands a name as in ARNs, of lower-case letters, digits, - and _',
    ],
    [
      'type: references, recipes: { allow: ["{acount}/*"] }',
      '/recipes/allow/0 has the unknown placeholder {acount}; did you mean {account}?',
    ],
    ['type: execution-role', 'must require a role, or say which ones are allowed'],
    ['type: execution-role, required: false', 'must require a role, or say which ones are allowed'],
    [
      'type: execution-role, allow: ["arn:aws:iam::111122223333:user/x"]',
      '/allow/0 must be the name of a role, such as image-builder-*, or its ARN, such as arn:aws:iam::{account}:role/image-builder-*',
    ],
    [
      'type: execution-role, allow: ["team/"]',
      '/allow/0 must be the name of a role, such as image-builder-*, or its ARN, such as arn:aws:iam::{account}:role/image-builder-*',
    ],
    ['type: workflows', 'must say something about allow, require, onFailure or maximum'],
    ['type: workflows, require: [build, test], maximum: 1', 'requires 2 kinds of workflows and allows 1'],
    ['type: workflows, maximum: 11', '/maximum must be at most 10, as in Image Builder'],
    ['type: naming', 'must say something about template, pattern, minimumLength or maximumLength'],
    ['type: naming, on: [display]', 'must say something about template, pattern, minimumLength or maximumLength'],
    ['type: naming, template: "{name}-x"', '/template cannot hold {name}: that is what the rule judges'],
    ['type: naming, minimumLength: 9, maximumLength: 8', 'has a minimumLength above its maximumLength'],
    ['type: naming, template: "web-{team}", pattern: "[a-z]+"', 'can never be met: "web-{team}" does not match "[a-z]+"'],
    ['type: naming, pattern: "(a+)+\\1"', '/pattern is not a usable pattern'],
    ['type: pitfalls, except: []', '/except must name at least one code; leave it out otherwise'],
  ])('%s: %s', (rule, expected) => {
    const problems = problemsOf(rule.replaceAll('\\1', '\\\\1'));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.startsWith(expected)).toBe(true);
  });

  it('may not switch off every pitfall', () => {
    const all = ['schedule-without-expression', 'timeout-ignored', 'scanning-without-tests']
      .concat(['ecr-configuration-ignored', 'workflow-setting-ignored', 'workflows-without-role', 'log-group-without-role'])
      .join(', ');
    expect(problemsOf(`type: pitfalls, except: [${all}]`)).toEqual(['excepts every pitfall, so that the rule says nothing']);
  });

  it.each([
    'atMost: 1 per day, atLeast: 1 per month',
    'atMost: 1 per day, atLeast: 28 per month',
    'atMost: 31 per month, atLeast: 1 per day',
    'atMost: 5 per month, atLeast: 1 per week',
    'maximumGap: 24h, atMost: 1 per day',
    'minimumGap: 24h, atLeast: 1 per day',
    'atLeast: 1 per week, weekdays: [sat], zone: UTC',
    'atLeast: 1 per week, excludedDates: [{ from: 12-24, to: 12-29 }], zone: UTC',
    'atLeast: 1 per month, excludedDates: [{ from: 12-02, to: 12-31 }], zone: UTC',
    'maximumGap: 22d, excludedDates: [{ from: 12-15, to: 01-05 }], zone: UTC',
    'atLeast: 1 per hour, hours: ["20:00-05:00", "05:00-20:00"], zone: UTC',
    'excludedDates: [02-29, { from: 2028-03-01, to: 2028-03-02 }, 12-31, { from: 01-01, to: 01-05 }], timezones: ["*"]',
    'hours: ["20:00-24:00", "00:00-05:00"], zone: UTC',
  ])('allows what schedules can meet: %s', (demands) => {
    expect(problemsOf(`type: schedule, ${demands}`)).toEqual([]);
  });
});
