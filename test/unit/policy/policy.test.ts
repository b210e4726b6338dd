import { describe, expect, it } from 'vitest';
import { type PolicyDocument, preparePolicy } from '../../../lib/policy/policy.ts';
import { policyOf } from '../../support/policy-subjects.ts';

describe('preparing a policy', () => {
  it('knows the environment of an account', () => {
    const policy = policyOf([], { environment: { accounts: { '111122223333': 'prod' } } });
    expect(policy.environmentOf('111122223333')).toBe('prod');
    expect(policy.environmentOf('444455556666')).toBeNull();
    expect(policy.environmentOf('constructor')).toBeNull();
    expect(policyOf([]).environmentOf('111122223333')).toBeNull();
  });

  it.each<[object]>([
    [{ id: 'x', type: 'nonsense' }],
    [{ id: 'x', type: 'constructor' }],
    [{ id: 'x', type: 'tags', require: { team: { equals: '{unknown}' } } }],
    [{ id: 'x', type: 'tags', require: { team: { pattern: '(' } } }],
    [{ id: 'x', type: 'auto-disable', maximum: 11 }],
    [{ id: 'x', type: 'auto-disable', surplus: 1 }],
    [{ id: 'x', type: 'auto-disable', level: 'off' }],
    [{ id: 'X', type: 'auto-disable' }],
  ])('does not start with %j', (rule) => {
    const document: PolicyDocument = { name: 'p', version: '1', rules: JSON.parse(JSON.stringify([rule])) };
    expect(() => preparePolicy(document, 'sha256-x')).toThrow();
  });
});
