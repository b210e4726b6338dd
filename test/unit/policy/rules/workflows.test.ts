import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const own = '111122223333';
const arn = (stage: string, account = own, name = 'hardening') =>
  `arn:aws:imagebuilder:eu-west-1:${account}:workflow/${stage}/${name}/${account === 'aws' ? 'x.x.x' : '1.0.0'}`;

function rule(parameters: Readonly<Record<string, unknown>>) {
  return { id: 'flows', type: 'workflows', ...parameters };
}

function withWorkflows(...workflows: readonly object[]): Record<string, unknown> {
  return definitionWith({ workflows, executionRole: 'image-builder' });
}

describe('the workflows rule', () => {
  it.each([
    [arn('build'), []],
    [arn('build', 'aws', 'build-image'), []],
    [arn('build', own, 'other'), [['not-allowed', '/workflows/0/workflowArn']]],
    [arn('build', '999988887777'), [['not-allowed', '/workflows/0/workflowArn']]],
    [arn('test', 'aws', 'hardening'), []],
  ])('allows by account and name: %s', (workflowArn, expected) => {
    const verdict = verdictOf([rule({ allow: ['{account}/hard*', 'aws/*'] })], withWorkflows({ workflowArn }));
    expect(findingsOf(verdict)).toEqual(expected);
  });

  it('demands kinds that the pipeline names itself', () => {
    const demanding = rule({ require: ['build', 'test'] });
    expect(findingsOf(verdictOf([demanding], definitionWith({})))).toEqual([
      ['missing-kind', '/workflows'],
      ['missing-kind', '/workflows'],
    ]);
    expect(findingsOf(verdictOf([demanding], withWorkflows({ workflowArn: arn('build') })))).toEqual([
      ['missing-kind', '/workflows'],
    ]);
    const both = withWorkflows({ workflowArn: arn('build') }, { workflowArn: arn('test') });
    expect(verdictOf([demanding], both).decision).toBe('allow');
  });

  it.each([
    ['ABORT', undefined, []],
    ['ABORT', 'ABORT', []],
    ['ABORT', 'CONTINUE', ['test workflow 2 has onFailure CONTINUE, it must be ABORT']],
    ['CONTINUE', undefined, ['test workflow 2 has onFailure ABORT by default, it must be CONTINUE']],
  ])('demands %s of test workflows that have %s', (onFailure, given, messages) => {
    const body = withWorkflows(
      { workflowArn: arn('build'), onFailure: 'CONTINUE' },
      { workflowArn: arn('test'), ...(given && { onFailure: given }) },
    );
    const { violations, fix } = verdictOf([rule({ onFailure })], body);
    expect(violations.map(({ pointer, message }) => [pointer, message])).toEqual(
      messages.map((message) => ['/workflows/1/onFailure', message]),
    );
    if (messages.length === 0) return;
    expect(fix).toMatchObject({ verified: true });
    expect(verdictOf([rule({ onFailure })], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it('counts', () => {
    const body = withWorkflows({ workflowArn: arn('build') }, { workflowArn: arn('test') });
    expect(verdictOf([rule({ maximum: 2 })], body).decision).toBe('allow');
    const { violations } = verdictOf([rule({ maximum: 1 })], body);
    expect(violations.map(({ code, message }) => [code, message])).toEqual([
      ['too-many', 'there are 2 workflows, at most 1 is allowed'],
    ]);
    expect(findingsOf(verdictOf([rule({ maximum: 0 })], definitionWith({})))).toEqual([]);
  });

  it('is broken, and says why, when no team is known', () => {
    const verdict = verdictOf([rule({ allow: ['{account}/{team}-*'] })], withWorkflows({ workflowArn: arn('build') }), {
      team: null,
    });
    expect(findingsOf(verdict)).toEqual([['context-unknown', '/workflows/0/workflowArn']]);
  });
});
