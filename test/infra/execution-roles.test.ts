import { describe, expect, it } from 'vitest';
import { parseStackSettings } from '../../infra/settings/settings.ts';
import { executionRoleWarnings } from '../../infra/stack/execution-roles.ts';
import { compileOrganisation } from '../../lib/cli/compile/compile.ts';
import type { ExceptionDocument } from '../../lib/policy/exceptions.ts';
import { loadPolicy } from '../../lib/policy/load/load.ts';
import { testTeams } from '../support/teams.ts';

const now = new Date('2026-11-26T12:00:00Z');

const accounts = 'environment: { accounts: { "111122223333": dev, "444455556666": prod } }';
const ofTeams = 'id: roles, type: execution-role, allow: ["{team}-builder"]';

interface Given {
  readonly roles: readonly string[];
  readonly rules?: readonly string[];
  readonly account?: string | null;
  readonly exceptions?: readonly ExceptionDocument[];
  readonly at?: Date;
}

function warnings({ roles, rules = [ofTeams], account = '111122223333', exceptions = [], at = now }: Given) {
  const policy = `name: p\nversion: "1"\n${accounts}\nrules: [${rules.map((rule) => `{ ${rule} }`).join(', ')}]\n`;
  const loaded = loadPolicy(policy, 'policy.yaml');
  const settings = parseStackSettings({ executionRoles: roles, account, region: 'eu-west-1' });
  if (!loaded.ok || !settings.ok) throw new Error('the files of the test are wrong');
  const teams = testTeams({ web: [], payments: [] });
  const organisation = { policy: { ...loaded.document, exceptions }, policyDigest: 'sha256-test', teams };
  return executionRoleWarnings(settings.settings, organisation, at);
}

const unlimited = [expect.stringContaining('enforces no rule of type execution-role')];
const unusedOf = (...roles: readonly string[]) => [
  expect.stringContaining(`names ${roles.map((role) => `"${role}"`).join(' and ')}, which`),
];

describe('execution roles that no enforced rule shares out', () => {
  it.each([
    ['none', [], []],
    ['one, by its name', ['builder'], []],
    ['two', ['web-builder', 'payments-builder'], unlimited],
    ['a wildcard', ['builder-*'], unlimited],
    ['a wildcard for one character', ['builder-?'], unlimited],
  ])('are warned of where the setting names more than one: %s', (_, roles, expected) => {
    expect(warnings({ roles, rules: [] })).toEqual(expected);
  });

  it.each([
    ['is enforced', ofTeams, []],
    ['warns', `${ofTeams}, level: warn`, unlimited],
    ['is recorded', `${ofTeams}, level: audit`, unlimited],
    ['is enforced in this environment', `${ofTeams}, level: [{ environment: prod, level: warn }, enforce]`, []],
    ['is enforced in another environment', `${ofTeams}, level: [{ environment: dev, level: warn }, enforce]`, unlimited],
    ['will be enforced', `${ofTeams}, level: [{ before: "2026-12-01", level: warn }, enforce]`, unlimited],
    ['only demands a role', 'id: roles, type: execution-role, required: true', unlimited],
  ])('depend on the rule: it %s', (_, rule, expected) => {
    expect(warnings({ roles: ['web-builder', 'payments-builder'], rules: [rule] })).toEqual(expected);
  });

  it('may be shared out where the account is only known at deployment', () => {
    const rule = `${ofTeams}, level: [{ environment: dev, level: warn }, enforce]`;
    expect(warnings({ roles: ['web-builder', 'payments-builder'], rules: [rule], account: null })).toEqual([]);
  });
});

describe('execution roles that a rule admits for no team', () => {
  it.each([
    ['the role of a team', ['web-builder'], '"{team}-builder"', []],
    ['the role of nobody', ['ops-builder'], '"{team}-builder"', unusedOf('ops-builder')],
    ['two of four', ['web-builder', 'ops', 'dev', 'payments-builder'], '"{team}-builder"', unusedOf('ops', 'dev')],
    ['a longer name', ['web-builder-2'], '"{team}-builder"', unusedOf('web-builder-2')],
    ['a name in another case', ['Web-builder'], '"{team}-builder"', unusedOf('Web-builder')],
    ['wildcards that meet', ['builder-*'], '"builder-{team}"', []],
    ['wildcards that meet in the middle', ['web-*x*-end'], '"*-{team}-x?-*", "web-?x-*d"', []],
    ['wildcards that begin alike', ['builder-*'], '"build-*"', unusedOf('builder-*')],
    ['a wildcard of one character', ['web-builde?'], '"{team}-builder"', []],
    ['a wildcard of too few characters', ['web-build?'], '"{team}-builder"', unusedOf('web-build?')],
    ['a path that the rule leaves open', ['teams/web/web-builder'], '"{team}-builder"', []],
    ['any name in a path', ['builders/*'], '"{team}-builder"', []],
    ['names that are no paths', ['admin-*'], '"{team}-builder"', unusedOf('admin-*')],
    ['the path of a team', ['builders/payments/*'], '"builders/{team}/*"', []],
    ['paths of all teams', ['builders/*'], '"builders/{team}/*"', []],
    ['another path', ['builders/ops/*'], '"builders/{team}/*"', unusedOf('builders/ops/*')],
    ['a path that the rule does not name', ['b/web-builder'], '"a/{team}-builder"', unusedOf('b/web-builder')],
    ['an ARN of the own account', ['web-builder'], '"arn:aws:iam::{account}:role/{team}-builder"', []],
    ['an ARN of this account', ['web-builder'], '"arn:aws:iam::111122223333:role/{team}-builder"', []],
    ['an ARN of another account', ['web-builder'], '"arn:aws:iam::444455556666:role/{team}-builder"', unusedOf('web-builder')],
    ['an ARN of some accounts', ['web-builder'], '"arn:*:iam::1111*:role/*/{team}-builder"', unusedOf('web-builder')],
    ['a path by an ARN', ['a/b/web-builder'], '"arn:*:iam::1111*:role/*/{team}-builder"', []],
    ['the environment', ['web-builder-dev'], '"{team}-builder-{environment}"', []],
    ['another environment', ['web-builder-prod'], '"{team}-builder-{environment}"', unusedOf('web-builder-prod')],
    ['the name of the pipeline', ['web-anything-builder'], '"{team}-{name}-builder"', []],
    ['the Region', ['web-us-east-1'], '"{team}-{region}"', unusedOf('web-us-east-1')],
  ])('are warned of: %s', (_, roles, allow, expected) => {
    expect(warnings({ roles, rules: [`id: roles, type: execution-role, allow: [${allow}]`] })).toEqual(expected);
  });

  it.each([
    ['the environment', ['web-builder-prod', 'web-builder-dev'], '"{team}-builder-{environment}"', []],
    ['no environment of the policy', ['web-builder-test'], '"{team}-builder-{environment}"', unusedOf('web-builder-test')],
    ['the account', ['builder-999988887777-web'], '"builder-{account}-{team}"', []],
    ['an ARN of some account', ['web-builder'], '"arn:aws:iam::444455556666:role/{team}-builder"', []],
  ])('are not warned of for what is only known at deployment: %s', (_, roles, allow, expected) => {
    const rules = [`id: roles, type: execution-role, allow: [${allow}]`];
    expect(warnings({ roles, rules, account: null })).toEqual(expected);
  });

  it('have to be admitted by all rules, for one team', () => {
    const rules = [ofTeams, 'id: others, type: execution-role, allow: ["web-*", "ops-*"]'];
    expect(warnings({ roles: ['web-builder', 'payments-builder', 'ops-1'], rules })).toEqual([
      expect.stringContaining(
        'names "payments-builder" and "ops-1", which the rules roles and others in policy.yaml admit for no team',
      ),
    ]);
  });

  it.each([
    ['by its name', 'legacy-*', {}, []],
    ['by its ARN', 'arn:aws:iam::111122223333:role/ops/legacy-builder', {}, []],
    ['of a team that is none', 'legacy-*', { team: 'ops' }, unusedOf('ops/legacy-builder')],
    ['from another rule', 'legacy-*', { rules: ['tags'] }, unusedOf('ops/legacy-builder')],
    ['until yesterday', 'legacy-*', { until: '2026-11-25' }, unusedOf('ops/legacy-builder')],
    ['until today', 'legacy-*', { until: '2026-11-26' }, []],
  ])('may be needed for an exception: %s', (_, admitted, members, expected) => {
    const exception = { id: 'EX-1', rules: ['roles'], team: 'web', pipelines: ['*'], until: '2026-12-31' };
    const said = { reason: 'r', ticket: 't', requestedBy: 'a', approvedBy: 'b' };
    const exceptions = [{ ...exception, ...said, admits: { '/executionRole': [admitted, null] }, ...members }];
    expect(warnings({ roles: ['web-builder', 'ops/legacy-builder'], exceptions })).toEqual(expected);
    const hard = warnings({ roles: ['ops/legacy-builder'], exceptions, rules: [`${ofTeams}, exceptions: none`] });
    expect(hard).toEqual(unusedOf('ops/legacy-builder'));
  });

  it('are named with both places and what to do', () => {
    expect(warnings({ roles: ['admin'] })).toEqual([
      'imagegate.executionRoles in cdk.json names "admin", which the rule roles in policy.yaml admits for no team of teams.yaml: ' +
        'imagegate may pass what nobody is to use. Take it out of the setting, or let the rule allow it.',
    ]);
    expect(warnings({ roles: ['admin', 'web'], rules: [] })).toEqual([
      'imagegate.executionRoles in cdk.json lets pipelines of all teams run with "admin" and "web", and policy.yaml enforces no ' +
        'rule of type execution-role that says which team may use which: each team can take the rights of the others. ' +
        'Add such a rule, with {team} in what it allows, or name one role only.',
    ]);
  });
});

describe('the default settings', () => {
  it('go together with the default policy', () => {
    const settings = parseStackSettings({});
    const compiled = compileOrganisation('infra/organisation');
    if (!settings.ok || !compiled.ok) throw new Error('the files of the repository are wrong');
    expect(executionRoleWarnings(settings.settings, compiled.organisation, now)).toEqual([]);
    const wide = { ...settings.settings, executionRoles: ['web-image-builder', 'payments-image-*', 'admin-*'] };
    expect(executionRoleWarnings(wide, compiled.organisation, now)).toEqual(unusedOf('admin-*'));
  });
});
