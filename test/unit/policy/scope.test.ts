import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, it } from 'vitest';
import { describePolicy, explainRule } from '../../../lib/policy/explain/explain.ts';
import { narrowSchema } from '../../../lib/policy/explain/narrow.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import { awsRegions } from '../../../lib/policy/load/regions.ts';
import { pastLevels } from '../../../lib/policy/load/scope-problems.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import { context, definitionWith, now, policyOf, verdictOf } from '../../support/policy-subjects.ts';

const rule: RuleDocument = { id: 'x', type: 'tags', require: { none: {} } };
const holds = 'the condition under which the rule applies does not hold';

describe('the scope of a rule', () => {
  it.each<[object, object, string | undefined]>([
    [{ teams: ['web'] }, {}, undefined],
    [{ teams: ['we*', 'data'] }, {}, undefined],
    [{ teams: ['data', 'ops'] }, {}, 'the rule is for team data or ops'],
    [{ teams: ['data'] }, { team: null }, undefined],
    [{ environments: ['prod'] }, { environment: 'dev' }, 'the rule is for environment prod'],
    [{ environments: ['prod'] }, { environment: null }, undefined],
    [{ regions: ['eu-*'] }, {}, undefined],
    [{ regions: ['us-*', 'ap-*'] }, {}, 'the rule is for Region us-* or ap-*'],
    [{ teams: ['web'], regions: ['us-*'] }, {}, 'the rule is for Region us-*'],
    [{ when: 'definition.name == "Web Base"' }, {}, undefined],
    [{ when: 'definition.name == "other"' }, {}, holds],
    [{ when: 'context.team == "data"' }, {}, holds],
    [{ when: 'context.team == "data"' }, { team: null }, undefined],
    [{ level: 'off' }, {}, 'the rule is off (off)'],
    [{ level: [{ team: ['web', 'data'], level: 'off' }, 'enforce'] }, {}, 'the rule is off (team web or data)'],
    [{ level: [{ region: 'us-*', level: 'off' }, 'enforce'] }, {}, undefined],
    [{ level: [{ team: 'web', level: 'off' }, 'enforce'] }, { team: null }, undefined],
  ])('of %j for %j: %s', (scope, known, reason) => {
    const verdict = verdictOf([{ ...rule, ...scope }], definitionWith({}), known);
    const skipped = [{ rule: 'x', outcome: 'skip', reason }];
    expect([verdict.decision, verdict.outcomes]).toEqual(
      reason === undefined ? ['deny', [{ rule: 'x', outcome: 'findings', count: 1 }]] : ['allow', skipped],
    );
  });

  it('counts as the level does where its condition breaks', () => {
    const when = 'definition.schedule.autoDisablePolicy.failureCount / 0 == 1';
    const at = (level: 'enforce' | 'warn') => verdictOf([{ ...rule, level, when }], definitionWith({}));
    expect([at('enforce').decision, at('warn').decision]).toEqual(['error', 'allow']);
    expect(at('warn').advisories.map(({ code }) => code)).toEqual(['not-evaluated']);
  });

  it('applies where a definition is too large for its condition', () => {
    const parameters = [{ name: 'p', value: Array.from({ length: 800 }, (_, index) => `v${index}`) }];
    const workflows = [{ workflowArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:workflow/build/web/1.0.0', parameters }];
    const when =
      'definition.workflows.all(a, definition.workflows.all(b, a.workflowArn == b.workflowArn && a.workflowArn == "x"))';
    const { outcomes } = verdictOf([{ ...rule, when }], definitionWith({ workflows }));
    expect(outcomes).toEqual([{ rule: 'x', outcome: 'findings', count: 1 }]);
  });

  it('is told to whoever reads the rules', () => {
    const scoped = { ...rule, id: 'y', teams: ['data', 'ops'], regions: ['eu-*'], when: 'has(definition.schedule)' };
    const told = describePolicy(policyOf([rule, scoped, { ...rule, id: 'off', level: 'off' }]), context, now).rules;
    expect(told.map(({ applies, level, scope, summary }) => ({ applies, level, scope, summary }))).toEqual([
      {
        applies: true,
        level: 'enforce',
        scope: { teams: null, environments: null, regions: null, when: null },
        summary: 'The tags must include none.',
      },
      {
        applies: false,
        level: 'enforce',
        scope: { teams: ['data', 'ops'], environments: null, regions: ['eu-*'], when: 'has(definition.schedule)' },
        summary:
          'The tags must include none. It is for the teams data or ops, in the Region eu-* only. It applies when `has(definition.schedule)` holds.',
      },
      expect.objectContaining({ applies: false, level: 'off' }),
    ]);
    expect(explainRule(policyOf([scoped]), 'y', context, now)).toMatchObject({
      applies: false,
      scope: { teams: ['data', 'ops'] },
    });
  });

  it.each([
    [{}, ['tags']],
    [{ teams: ['web'] }, ['tags']],
    [{ teams: ['data'] }, undefined],
    [{ environments: ['prod'] }, undefined],
    [{ when: 'has(definition.schedule)' }, undefined],
    [{ level: 'off' as const }, undefined],
  ])('of %j narrows a form to %j', (scope, required) => {
    const policy = policyOf([{ ...rule, ...scope }]);
    expect(narrowSchema({ type: 'object', properties: {} }, policy, { ...context, environment: 'dev' }, now)['required']).toEqual(
      required,
    );
  });
});

const head = 'name: p\nversion: "1"\nenvironment: { accounts: { "111122223333": dev, "444455556666": prod } }\n';

function problemsOf(parameters: string, beginning = head): readonly string[] {
  const text = `${beginning}rules: [{ id: a, type: auto-disable, ${parameters} }]`;
  const loaded = loadPolicy(text, 'policy.yaml', { teams: ['web', 'data'] });
  return loaded.ok ? [] : loaded.problems.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe('a rule that would be weaker than it reads', () => {
  it.each([
    [
      'level: [{ environment: production, level: enforce }, warn]',
      '/level/0/environment "production" is no environment: did you mean prod?',
    ],
    [
      'level: [{ environment: [dev, stage], level: off }, enforce]',
      '/level/0/environment/1 "stage" is no environment: environment.accounts has dev and prod',
    ],
    [
      'level: [{ environment: "d?v", level: warn }, { environment: "x*", level: warn }, enforce]',
      '/level/1/environment "x*" matches no environment: environment.accounts has dev and prod',
    ],
    ['level: [{ team: wbe, level: warn }, enforce]', '/level/0/team "wbe" is no team: did you mean web?'],
    ['level: [{ region: eu-wset-1, level: warn }, enforce]', '/level/0/region "eu-wset-1" is no Region: did you mean eu-west-1?'],
    ['teams: [web, dta]', '/teams/1 "dta" is no team: did you mean data?'],
    ['environments: [prdo]', '/environments/0 "prdo" is no environment: did you mean prod?'],
    [
      'regions: ["eu-*", "uk-*"]',
      '/regions/1 "uk-*" matches no Region: AWS has none of this name; declare one that is new in environment.regions',
    ],
    [
      'level: [{ environment: dev, level: warn }, { environment: dev, before: 2027-01-15, level: audit }, enforce]',
      '/level/1 is never reached, because entry 1 holds wherever this one does: leave it out, or put it first',
    ],
    [
      'level: [{ before: 2027-03-01, level: warn }, { before: 2027-01-15, level: audit }, enforce]',
      '/level/1 is never reached, because entry 1 holds wherever this one does: put the entry with the earlier date first',
    ],
    [
      'level: [{ region: "eu-*", level: warn }, { region: eu-west-1, environment: dev, level: audit }, enforce]',
      '/level/1 is never reached, because entry 1 holds wherever this one does: leave it out, or put it first',
    ],
    ['level: [{ level: off }, enforce]', '/level/0 has no condition; write the level alone, as the last of the list'],
  ])('is refused: %s', (parameters, problem) => {
    expect(problemsOf(parameters)).toEqual([`/rules/0${problem}`]);
  });

  it.each([
    ['level: [{ environment: dev, before: 2027-03-01, level: warn }, { before: 2027-01-15, level: audit }, enforce]'],
    ['level: [{ before: 2027-01-15, level: audit }, { before: 2027-03-01, level: warn }, enforce]'],
    ['level: [{ environment: [dev, prod], team: "*", level: off }, enforce]'],
    ['teams: ["w*", data], environments: [prod], regions: [eu-west-1, "us-*"]'],
  ])('is not %s', (parameters) => {
    expect(problemsOf(parameters)).toEqual([]);
  });

  it('names an environment though the policy has none', () => {
    expect(problemsOf('level: [{ environment: prod, level: enforce }, warn]', 'name: p\nversion: "1"\n')).toEqual([
      '/rules/0/level/0/environment "prod" is no environment: the policy names none; write them in environment.accounts, by account',
    ]);
  });

  it('is told by the Regions that a policy declares, newer ones too', () => {
    const declaring = 'name: p\nversion: "1"\nenvironment: { regions: [eu-west-1, eu-newer-1] }\n';
    expect(problemsOf('regions: [eu-newer-1]', declaring)).toEqual([]);
    expect(problemsOf('regions: [us-east-1]', declaring)).toEqual([
      '/rules/0/regions/0 "us-east-1" is no Region: environment.regions has eu-west-1 and eu-newer-1',
    ]);
  });

  it('may be one whose ramp is over, which is only said', () => {
    const level = [
      { before: '2026-01-15', level: 'warn' as const },
      { before: '2099-01-01', level: 'audit' as const },
      'enforce' as const,
    ];
    expect(pastLevels({ rules: [{ ...rule, level }] }, now)).toEqual([
      'rule x: the level warn before 2026-01-15 is over; take the entry out',
    ]);
  });

  it('knows the Regions that CDK knows', () => {
    expect(awsRegions.toSorted()).toEqual(RegionInfo.regions.map(({ name }) => name).sort());
  });
});
