import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/policy/engine.ts';
import { exceptionUse } from '../../../lib/policy/exception-use.ts';
import { type ExceptionDocument, endOfException } from '../../../lib/policy/exceptions.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import type { JudgingContext } from '../../../lib/policy/subject/subject.ts';
import type { Verdict } from '../../../lib/policy/verdict.ts';
import { context, definitionWith, now, policyOf, subjectOf } from '../../support/policy-subjects.ts';

const image = '/loggingConfiguration/imageLogGroupName';
const pipeline = '/loggingConfiguration/pipelineLogGroupName';
const count = '/schedule/autoDisablePolicy/failureCount';

const logs: RuleDocument = {
  id: 'logs',
  type: 'log-groups',
  image: { allow: ['/imagebuilder/{team}/*'] },
  pipeline: { allow: ['/imagebuilder/{team}/*', '/aws/imagebuilder/*'], explicit: true },
};
const auto: RuleDocument = { id: 'auto', type: 'auto-disable', maximum: 5 };

const exception: ExceptionDocument = {
  id: 'EX-1',
  rules: ['logs'],
  team: 'web',
  pipelines: ['web-*'],
  admits: { [image]: ['/legacy/{team}/*'] },
  reason: 'shared log group until the SIEM move',
  ticket: 'SEC-4711',
  requestedBy: 'a.meyer',
  approvedBy: 's.kaya',
  until: '2026-11-30',
};

function judged(
  exceptions: readonly ExceptionDocument[],
  members: Readonly<Record<string, unknown>>,
  known: Partial<JudgingContext> = {},
  rules: readonly RuleDocument[] = [logs, auto],
  at: Date = now,
): Verdict {
  return judge(policyOf(rules, { exceptions }), subjectOf(definitionWith(members)), { ...context, ...known }, at);
}

const legacy = {
  loggingConfiguration: { imageLogGroupName: '/legacy/web/a', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
};
const scheduled = (failureCount?: number) => ({
  schedule: {
    scheduleExpression: 'rate(1 day)',
    ...(failureCount === undefined ? {} : { autoDisablePolicy: { failureCount } }),
  },
});

describe('an exception', () => {
  it('moves what it admits from the violations to what is excepted, and names itself', () => {
    const { decision, violations, excepted, exceptions, fix } = judged([exception], legacy);
    expect({ decision, violations, exceptions, fix }).toEqual({
      decision: 'allow',
      violations: [],
      exceptions: [{ exception: 'EX-1', findings: 1 }],
      fix: null,
    });
    expect(excepted).toMatchObject([
      {
        rule: 'logs',
        level: 'enforce',
        pointer: image,
        actual: '/legacy/web/a',
        exception: { id: 'EX-1', until: '2026-11-30', ticket: 'SEC-4711' },
      },
    ]);
  });

  it.each<[string, Partial<ExceptionDocument>, Partial<JudgingContext>]>([
    ['another team', {}, { team: 'payments' }],
    ['a caller without a team', {}, { team: null }],
    ['another pipeline', {}, { name: 'api-base' }],
    ['another rule', { rules: ['auto'] }, {}],
    ['another place', { admits: { [pipeline]: ['/legacy/{team}/*'] } }, {}],
    ['another value', { admits: { [image]: ['/legacy/web/b', '/legacy/payments/*'] } }, {}],
    ['a value that is only the beginning', { admits: { [image]: ['/legacy/web/'] } }, {}],
    ['a value that is not there', { admits: { [image]: [null] } }, {}],
    ['a placeholder that nothing is known for', { admits: { [image]: ['/legacy/web/a{environment}'] } }, { environment: null }],
  ])('is of no use to %s', (_, change, known) => {
    expect(judged([{ ...exception, ...change }], legacy, known).violations.length).toBeGreaterThan(0);
  });

  it('admits no second value at the same pipeline', () => {
    const { violations, excepted } = judged([exception], {
      loggingConfiguration: { ...legacy.loggingConfiguration, pipelineLogGroupName: '/legacy/web/a' },
    });
    expect([violations.map(({ pointer }) => pointer), excepted.map(({ pointer }) => pointer)]).toEqual([[pipeline], [image]]);
  });

  it.each<[string, unknown, Readonly<Record<string, unknown>>, boolean]>([
    ['a number as it is', 9, scheduled(9), true],
    ['another number', 8, scheduled(9), false],
    ['a text for a number', '9', scheduled(9), false],
  ])('admits of %s: %j', (_, value, members, isAdmitted) => {
    const rules: Partial<ExceptionDocument> = { rules: ['auto'], admits: { [count]: [value as number] } };
    expect(judged([{ ...exception, ...rules }], members).decision).toBe(isAdmitted ? 'allow' : 'deny');
  });

  it.each<[string, Readonly<Record<string, unknown>>, string, readonly (string | null)[], boolean]>([
    ['nothing, which null admits', scheduled(), '/schedule/autoDisablePolicy', [null], true],
    ['nothing, which no text admits', scheduled(), '/schedule/autoDisablePolicy', ['?*a'], false],
    [
      'the default name of the service, which null admits',
      { loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/a' } },
      pipeline,
      [null],
      true,
    ],
    [
      'the default name of the service, which no text admits, because it is not given',
      { loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/a' } },
      pipeline,
      ['/aws/*'],
      false,
    ],
  ])('is judged by what is given: %s', (_, members, pointer, values, isAdmitted) => {
    const change: Partial<ExceptionDocument> = { rules: ['auto', 'logs'], admits: { [pointer]: values } };
    expect(judged([{ ...exception, ...change }], members).decision).toBe(isAdmitted ? 'allow' : 'deny');
  });

  it('admits a missing tag only by null', () => {
    const tags: RuleDocument = { id: 'tags', type: 'tags', require: { absent: {} } };
    const admitting = (values: readonly (string | null)[]) =>
      judged([{ ...exception, rules: ['tags'], admits: { '/tags/absent': values } }], {}, {}, [tags]).decision;
    expect([admitting(['x*']), admitting([null])]).toEqual(['deny', 'allow']);
  });

  it('spares the caller an advisory as well, and leaves the record alone', () => {
    const at = (level: 'warn' | 'audit') => judged([exception], legacy, {}, [{ ...logs, level }]);
    expect([at('warn').advisories.length, at('warn').excepted.length]).toEqual([0, 1]);
    expect([at('audit').recorded.length, at('audit').excepted.length]).toEqual([1, 0]);
  });

  it('never makes a rule that broke pass', () => {
    const policy = policyOf([logs], { exceptions: [exception] });
    const broken = policy.rules.map((rule) => ({
      ...rule,
      judge: () => {
        throw new Error('broken');
      },
    }));
    expect(judge({ ...policy, rules: broken }, subjectOf(definitionWith(legacy)), context, now).decision).toBe('error');
  });

  it('is not spoilt by the fix of another finding', () => {
    const { fix } = judged([exception], { ...legacy, ...scheduled(9) });
    expect(fix).toEqual({ patch: [{ op: 'replace', path: count, value: 5 }], verified: true, needsInput: [] });
  });

  it.each([
    ['2026-11-30T23:59:59.999Z', 'allow'],
    ['2026-12-01T00:00:00.000Z', 'deny'],
  ])('holds through its last day in UTC: at %s the decision is %s', (at, decision) => {
    expect(judged([exception], legacy, {}, [logs], new Date(at)).decision).toBe(decision);
    expect(new Date(endOfException(exception)).toISOString()).toBe('2026-12-01T00:00:00.000Z');
  });

  it('does not hold at a time that is none', () => {
    expect(judged([exception], legacy, {}, [logs], new Date('never')).decision).toBe('deny');
  });

  it('is used in the order of ids, however they are written', () => {
    const other = { ...exception, id: 'EX-0' };
    const used = (exceptions: readonly ExceptionDocument[]) => judged(exceptions, legacy).exceptions;
    expect(used([exception, other])).toEqual([
      { exception: 'EX-0', findings: 1 },
      { exception: 'EX-1', findings: 0 },
    ]);
    expect(used([other, exception])).toEqual(used([exception, other]));
  });
});

describe('the use of exceptions', () => {
  it('is counted over many pipelines', () => {
    const exceptions = [
      exception,
      { ...exception, id: 'EX-2', pipelines: ['web-base'], admits: { [image]: ['/gone/*'] } },
      { ...exception, id: 'EX-3', team: 'payments' },
      { ...exception, id: 'EX-4', until: '2026-11-01' },
    ];
    const policy = policyOf([logs], { exceptions });
    const verdicts = [legacy, {}, legacy].map((members) => judge(policy, subjectOf(definitionWith(members)), context, now));
    const use = exceptionUse(policy, verdicts, now);
    expect(use.map(({ id, needed, unneeded, state }) => [id, needed, unneeded, state])).toEqual([
      ['EX-1', 2, 1, 'used'],
      ['EX-2', 0, 3, 'not-needed'],
      ['EX-3', 0, 0, 'not-met'],
      ['EX-4', 0, 0, 'ended'],
    ]);
  });
});
