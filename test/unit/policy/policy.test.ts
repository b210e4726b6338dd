import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import { type PolicyDocument, preparePolicy } from '../../../lib/policy/policy.ts';
import { ruleSchema } from '../../../lib/policy/schemas/policy-schema.ts';
import { policyOf } from '../../support/policy-subjects.ts';

const withRule = (rule: object): PolicyDocument => ({
  name: 'p',
  version: '1',
  rules: JSON.parse(JSON.stringify([rule])),
});

describe('preparing a policy', () => {
  it('knows the environment of an account', () => {
    const policy = policyOf([], { environment: { accounts: { '111122223333': 'prod' } } });
    expect(policy.environmentOf('111122223333')).toBe('prod');
    expect(policy.environmentOf('444455556666')).toBeNull();
    expect(policy.environmentOf('constructor')).toBeNull();
    expect(policyOf([]).environmentOf('111122223333')).toBeNull();
  });

  it('tells what every rule has from the parameters of its type', () => {
    const own = {
      id: 'x',
      type: 'auto-disable',
      level: 'warn',
      exceptions: 'none',
      existing: 'allow',
      operations: ['start'],
      executions: 'allow',
      teams: ['web'],
      environments: ['prod'],
      regions: ['eu-*'],
      when: 'context.team == "web"',
      description: 'why',
      remedy: 'how',
    } as const;
    expect(Object.keys(own).sort()).toEqual(Object.keys(ruleSchema.entries).sort());
    const [rule] = policyOf([{ ...own, maximum: 3 }], { docs: '/rules/{rule}' }).rules;
    expect(rule).toMatchObject({
      ...{
        id: 'x',
        type: 'auto-disable',
        isHard: true,
        allowsExisting: true,
        operations: ['start'],
        executions: 'allow',
        scope: { teams: ['web'], environments: ['prod'], regions: ['eu-*'] },
        when: 'context.team == "web"',
        remedy: 'how',
        description: 'why',
        docs: '/rules/x',
      },
      parameters: { maximum: 3 },
    });
    expect(Object.keys(rule?.parameters ?? {})).toEqual(['maximum']);
  });

  it.each(['nonsense', 'constructor'])('does not start with a rule of the type %s', (type) => {
    expect(() => preparePolicy(withRule({ id: 'x', type }), 'sha256-x')).toThrow(`rule x has the unknown type ${type}`);
  });
});

describe('what is loaded before it is prepared', () => {
  it.each<[object]>([
    [{ id: 'x', type: 'nonsense' }],
    [{ id: 'x', type: 'constructor' }],
    [{ id: 'x', type: 'tags', require: { team: { equals: '{unknown}' } } }],
    [{ id: 'x', type: 'tags', require: { team: { pattern: '(' } } }],
    [{ id: 'x', type: 'auto-disable', maximum: 11 }],
    [{ id: 'x', type: 'auto-disable', surplus: 1 }],
    [{ id: 'x', type: 'auto-disable', level: 'none' }],
    [{ id: 'x', type: 'auto-disable', teams: [] }],
    [{ id: 'x', type: 'auto-disable', when: 'true' }],
    [{ id: 'X', type: 'auto-disable' }],
  ])('holds no rule like %j', (rule) => {
    expect(loadPolicy(JSON.stringify(withRule(rule)), 'policy.json').ok).toBe(false);
  });
});
