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
    ['type: schedule, timezones: []', '/timezones must hold at least one wildcard; with none, no timezone would do'],
    [
      'type: schedule, hours: ["22:00-06:00"]',
      'has hours and no timezones: three in the morning is noon somewhere; write ["*"] if that is meant',
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
    ['type: references', 'must say something of recipes, infrastructure or distribution'],
    ['type: references, recipes: {}', '/recipes must say something; leave it out otherwise'],
    [
      'type: references, infrastructure: { allow: [] }',
      '/infrastructure/allow must hold at least one wildcard; with none, nothing would do',
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
    ['type: workflows', 'must say something of allow, require, onFailure or maximum'],
    ['type: workflows, require: [build, test], maximum: 1', 'requires 2 kinds of workflows and allows 1'],
    ['type: workflows, maximum: 11', '/maximum must be at most 10, as in Image Builder'],
    ['type: naming', 'must say something of template, pattern, minimumLength or maximumLength'],
    ['type: naming, on: [display]', 'must say something of template, pattern, minimumLength or maximumLength'],
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
});
