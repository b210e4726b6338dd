import { describe, expect, it } from 'vitest';
import { judge } from '../../../../lib/policy/engine.ts';
import { context, definitionWith, findingsOf, now, policyOf, subjectOf, verdictOf } from '../../../support/policy-subjects.ts';

const at = '/executionRole';

function rule(parameters: Readonly<Record<string, unknown>>) {
  return { id: 'role', type: 'execution-role', ...parameters };
}

function decisionOf(allow: readonly string[], executionRole: string, known: object = {}): string {
  return verdictOf([rule({ allow })], definitionWith({ executionRole }), known).decision;
}

describe('the execution-role rule', () => {
  it.each([
    // A name and an ARN of the own account are one role.
    ['web-*', 'web-builder', 'allow'],
    ['web-*', 'arn:aws:iam::111122223333:role/web-builder', 'allow'],
    ['arn:aws:iam::{account}:role/web-*', 'web-builder', 'allow'],
    ['arn:aws:iam::111122223333:role/web-*', 'arn:aws:iam::111122223333:role/web-builder', 'allow'],
    // Another account's role of the same name is another role.
    ['web-*', 'arn:aws:iam::999988887777:role/web-builder', 'deny'],
    ['arn:aws:iam::999988887777:role/web-*', 'web-builder', 'deny'],
    ['arn:aws:iam::999988887777:role/web-*', 'arn:aws:iam::999988887777:role/web-builder', 'allow'],
    ['arn:aws:iam::*:role/web-*', 'arn:aws:iam::999988887777:role/web-builder', 'allow'],
    ['arn:aws-cn:iam::{account}:role/web-*', 'arn:aws:iam::111122223333:role/web-builder', 'deny'],
    // A path is no part of the name: what the wildcard allows as a name, a path cannot feign.
    ['web-*', 'arn:aws:iam::111122223333:role/web-path/admin', 'deny'],
    ['web-*', 'web-path/admin', 'deny'],
    ['web-*', 'arn:aws:iam::111122223333:role/any/path/web-builder', 'allow'],
    // A path that the rule demands has to be known.
    ['service/web-*', 'arn:aws:iam::111122223333:role/service/web-builder', 'allow'],
    ['/service/web-*', 'service/web-builder', 'allow'],
    ['service/web-*', 'web-builder', 'deny'],
    ['service/web-*', 'arn:aws:iam::111122223333:role/service/deep/web-builder', 'deny'],
    ['service/*/web-*', 'arn:aws:iam::111122223333:role/service/deep/web-builder', 'allow'],
    // Look-alikes
    ['web-builder', 'Web-Builder', 'deny'],
    ['web-builder', 'web-builder-', 'deny'],
    ['{team}-*', 'web-builder', 'allow'],
    ['{team}-*', 'payments-builder', 'deny'],
    ['*', 'arn:aws:iam::999988887777:role/x', 'deny'],
  ])('%s and %s: %s', (allowed, given, decision) => {
    expect(decisionOf([allowed], given)).toBe(decision);
  });

  it('demands a role only where it is required, and names the only one that would do', () => {
    const without = definitionWith({ executionRole: undefined });
    expect(verdictOf([rule({ allow: ['web-*'] })], without).decision).toBe('allow');
    const open = verdictOf([rule({ required: true, allow: ['web-*'] })], without);
    expect(findingsOf(open)).toEqual([['missing', at]]);
    expect(open.fix).toEqual({ patch: [], verified: false, needsInput: [at] });
    const only = verdictOf([rule({ required: true, allow: ['builder-{team}'] })], without);
    expect(only.fix).toEqual({ patch: [{ op: 'add', path: at, value: 'builder-web' }], verified: true, needsInput: [] });
    expect(findingsOf(verdictOf([rule({ required: true })], without))).toEqual([['missing', at]]);
    expect(verdictOf([rule({ required: true })], definitionWith({ executionRole: 'any' })).decision).toBe('allow');
  });

  it('says what would do', () => {
    const { violations } = verdictOf([rule({ allow: ['{team}-*', 'shared'] })], definitionWith({ executionRole: 'admin' }));
    expect(violations.map(({ code, message, expected }) => [code, message, expected])).toEqual([
      ['not-allowed', 'the execution role is "admin", it must match "web-*" or "shared"', { allow: ['web-*', 'shared'] }],
    ]);
  });

  it('is broken, and says why, when no team is known', () => {
    const verdict = verdictOf([rule({ allow: ['{team}-*'] })], definitionWith({ executionRole: 'web-x' }), { team: null });
    expect(verdict.violations.map(({ code }) => code)).toEqual(['context-unknown']);
  });

  it.each([['arn:aws:sts::111122223333:assumed-role/web-x/web-x'], ['arn:aws:iam::111122223333:user/web-x'], ['x:web-x']])(
    'takes %s for no role, whatever it ends with',
    (executionRole) => {
      const subject = subjectOf(definitionWith({}));
      const odd = { ...subject, definition: { ...subject.definition, executionRole } };
      expect(findingsOf(judge(policyOf([rule({ allow: ['web-*', '*/*'] })]), odd, context, now))).toEqual([['not-allowed', at]]);
    },
  );
});
