import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/policy/engine.ts';
import type { Policy, PolicyRule, RuleDocument } from '../../../lib/policy/policy.ts';
import type { Judge } from '../../../lib/policy/rules/parts/rule.ts';
import { context, definitionWith, findingsOf, now, policyOf, subjectOf, verdictOf } from '../../support/policy-subjects.ts';

const maximum = (id: string, most: number, rest: object = {}) => ({ id, type: 'auto-disable', maximum: most, ...rest });
const nineFailures = definitionWith({ schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } });

function withJudgement(policy: Policy, judgement: Judge): Policy {
  return { ...policy, rules: policy.rules.map((rule): PolicyRule => ({ ...rule, judge: judgement })) };
}

describe('judging', () => {
  it('lets everything pass when there are no rules', () => {
    expect(verdictOf([], definitionWith({}))).toEqual({
      decision: 'allow',
      violations: [],
      advisories: [],
      recorded: [],
      excepted: [],
      outcomes: [],
      exceptions: [],
      fix: null,
    });
  });

  it('hears every rule', () => {
    const rules = [maximum('fails', 5), maximum('passes', 9), { id: 'tags', type: 'tags', require: { absent: {} } }];
    expect(verdictOf(rules, nineFailures).outcomes).toEqual([
      { rule: 'fails', outcome: 'findings', count: 1 },
      { rule: 'passes', outcome: 'pass' },
      { rule: 'tags', outcome: 'findings', count: 1 },
    ]);
  });

  it('sorts findings by rule, then by pointer', () => {
    const rules = [maximum('z', 5), { id: 'a', type: 'tags', require: { b10: {}, a: {} } }];
    expect(verdictOf(rules, nineFailures).violations.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual([
      'z /schedule/autoDisablePolicy/failureCount',
      'a /tags/a',
      'a /tags/b10',
    ]);
  });

  it('refuses by violations alone', () => {
    const soft = verdictOf([maximum('w', 5, { level: 'warn' }), maximum('r', 5, { level: 'audit' })], nineFailures);
    expect(soft.decision).toBe('allow');
    expect(soft.advisories.map(({ rule, level }) => [rule, level])).toEqual([['w', 'warn']]);
    expect(soft.recorded.map(({ rule, level }) => [rule, level])).toEqual([['r', 'audit']]);
    expect(soft.fix).toBeNull();
    expect(soft.advisories[0]?.fix).toEqual([{ op: 'replace', path: '/schedule/autoDisablePolicy/failureCount', value: 5 }]);
  });

  it('resolves the level by environment and time', () => {
    const rule = maximum('m', 5, {
      level: [{ environment: 'dev', level: 'warn' }, { before: '2027-01-15', level: 'warn' }, 'enforce'],
    });
    const at = (environment: string, time: string) =>
      judge(policyOf([rule]), subjectOf(nineFailures), { ...context, environment }, new Date(time));
    expect(at('dev', '2028-01-01T00:00:00Z').advisories[0]?.levelFrom).toBe('environment dev');
    expect(at('prod', '2027-01-14T23:59:59Z').decision).toBe('allow');
    expect(at('prod', '2027-01-15T00:00:00Z').decision).toBe('deny');
  });

  it('keeps the fingerprint of a finding while its value changes', () => {
    const of = (failureCount: number) =>
      verdictOf(
        [maximum('m', 5)],
        definitionWith({ schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount } } }),
      ).violations[0];
    expect(of(9)?.fingerprint).toBe(of(8)?.fingerprint);
    expect(of(9)?.fingerprint).not.toBe(verdictOf([maximum('n', 5)], nineFailures).violations[0]?.fingerprint);
  });

  it('points to where the rule is explained', () => {
    const policy = policyOf([maximum('m', 5)], { docs: 'https://wiki.example.com/policy#{rule}' });
    expect(judge(policy, subjectOf(nineFailures), context, now).violations[0]?.docs).toBe('https://wiki.example.com/policy#m');
  });

  it.each([
    ['an error', new RangeError('broken')],
    ['something else', 'broken'],
  ])('never takes a rule that throws %s for a pass', (_, thrown) => {
    const broken = withJudgement(policyOf([maximum('m', 5)]), () => {
      throw thrown;
    });
    const verdict = judge(broken, subjectOf(nineFailures), context, now);
    expect(verdict.decision).toBe('error');
    expect(verdict.outcomes).toEqual([{ rule: 'm', outcome: 'error', level: 'enforce', levelFrom: 'default', reason: 'broken' }]);
  });

  it.each([
    ['warn', 'advisories', 'recorded'],
    ['audit', 'recorded', 'advisories'],
  ] as const)('lets pass what a rule at %s breaks on, tells it among the %s, and hides no finding', (level, told, silent) => {
    const policy = policyOf([maximum('m', 5), { ...maximum('shadow', 5), level }]);
    const [first, second] = policy.rules;
    if (first === undefined || second === undefined) throw new Error('two rules are needed');
    const throwing = {
      ...second,
      judge: () => {
        throw new Error('broken');
      },
    };
    const alone = judge({ ...policy, rules: [throwing] }, subjectOf(nineFailures), context, now);
    expect([alone.decision, alone[told].map(({ rule, code, pointer }) => [rule, code, pointer]), alone[silent]]).toEqual([
      'allow',
      [['shadow', 'not-evaluated', '']],
      [],
    ]);
    const both = judge({ ...policy, rules: [throwing, first] }, subjectOf(nineFailures), context, now);
    expect([both.decision, both.violations.map(({ rule }) => rule), both.fix?.verified]).toEqual(['deny', ['m'], true]);
    expect(both.outcomes[0]).toEqual({ rule: 'shadow', outcome: 'error', level, levelFrom: level, reason: 'broken' });
  });

  it('calls no fix verified when a rule breaks on the fixed definition', () => {
    const policy = policyOf([maximum('m', 5), maximum('n', 9)]);
    const [first, second] = policy.rules;
    if (first === undefined || second === undefined) throw new Error('two rules are needed');
    const breaking: PolicyRule = {
      ...second,
      judge: ({ definition }) => {
        if (definition.schedule?.autoDisablePolicy?.failureCount === 5) throw new Error('five');
        return [];
      },
    };
    const verdict = judge({ ...policy, rules: [first, breaking] }, subjectOf(nineFailures), context, now);
    expect(verdict.decision).toBe('deny');
    expect(verdict.fix?.verified).toBe(false);
  });
});

describe('the fix of a verdict', () => {
  it('merges the fixes of all rules, each parent once', () => {
    const rules = [
      { id: 't', type: 'tags', require: { team: { equals: '{team}' }, region: { equals: '{region}' } } },
      { id: 'l', type: 'log-groups', image: { allow: ['/{team}/*'] }, pipeline: { allow: ['/{team}/*'], explicit: true } },
    ];
    const { fix } = verdictOf(rules, definitionWith({ tags: undefined, loggingConfiguration: undefined }));
    expect(fix).toEqual({
      patch: [
        { op: 'add', path: '/loggingConfiguration', value: {} },
        { op: 'add', path: '/loggingConfiguration/imageLogGroupName', value: '/web/web-base' },
        { op: 'add', path: '/loggingConfiguration/pipelineLogGroupName', value: '/web/web-base' },
        { op: 'add', path: '/tags', value: {} },
        { op: 'add', path: '/tags/region', value: 'eu-west-1' },
        { op: 'add', path: '/tags/team', value: 'web' },
      ],
      verified: true,
      needsInput: [],
    });
  });

  it('finds the value that suits two rules, whichever comes first', () => {
    const rules = [maximum('loose', 5), maximum('tight', 3)];
    const expected = {
      patch: [{ op: 'replace', path: '/schedule/autoDisablePolicy/failureCount', value: 3 }],
      verified: true,
      needsInput: [],
    };
    expect(verdictOf(rules, nineFailures).fix).toEqual(expected);
    expect(verdictOf(rules.toReversed(), nineFailures).fix).toEqual(expected);
  });

  it('leaves to a person what two rules contradict each other about, and offers the rest', () => {
    const rules = [
      { id: 'a', type: 'tags', require: { team: { equals: 'a' } } },
      { id: 'b', type: 'tags', require: { team: { equals: 'b' } } },
      maximum('m', 5),
    ];
    const expected = {
      patch: [{ op: 'replace', path: '/schedule/autoDisablePolicy/failureCount', value: 5 }],
      verified: false,
      needsInput: ['/tags/team'],
    };
    expect(verdictOf(rules, nineFailures).fix).toEqual(expected);
    expect(verdictOf(rules.toReversed(), nineFailures).fix).toEqual(expected);
  });

  it('needs no pattern of a value that only an advisory wants', () => {
    const rules: RuleDocument[] = [maximum('m', 5), { id: 't', type: 'tags', level: 'warn', require: { absent: {} } }];
    expect(verdictOf(rules, nineFailures).fix).toMatchObject({ verified: true, needsInput: [] });
    expect(findingsOf(verdictOf(rules, nineFailures))).toHaveLength(2);
  });
});
