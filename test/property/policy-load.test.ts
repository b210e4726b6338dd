import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { judge } from '../../lib/policy/engine.ts';
import { loadPolicy } from '../../lib/policy/load/load.ts';
import { loadExceptions } from '../../lib/policy/load/load-exceptions.ts';
import { type Policy, type PolicyDocument, preparePolicy } from '../../lib/policy/policy.ts';
import { compliant, context, definitionWith, now, subjectOf } from '../support/policy-subjects.ts';

const good: PolicyDocument = {
  name: 'p',
  version: '1',
  defaults: [
    { at: '/loggingConfiguration/imageLogGroupName', value: '/{team}/image' },
    { at: '/tags', value: { team: '{team}' }, when: '/schedule' },
  ],
  rules: [
    {
      id: 'tags',
      type: 'tags',
      require: { team: { equals: '{team}' }, cc: { pattern: 'CC-[0-9]{4}' } },
      forbid: ['tmp-*'],
      level: [{ environment: 'dev', level: 'warn' }, 'enforce'],
    },
    { id: 'logs', type: 'log-groups', image: { allow: ['/{team}/*'], explicit: true } },
    { id: 'auto', type: 'auto-disable', maximum: 5, exceptions: 'none', existing: 'allow' },
  ],
};

/** The document with the value at one place replaced. */
function spoilt(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step % value.length ? spoilt(item, rest, by) : item));
  const names = Object.keys(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member], index) => [
      name,
      index === step % names.length ? spoilt(member, rest, by) : member,
    ]),
  );
}

/** Every rule comes to a decision, with and without what it looks at. */
function expectToJudge(policy: Policy): void {
  for (const body of [compliant, definitionWith({ tags: {}, schedule: undefined, loggingConfiguration: undefined })]) {
    expect(judge(policy, subjectOf(body), context, now).decision).not.toBe('error');
  }
}

describe('the loader', () => {
  it('never throws, and says at least one thing with a place about what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab:-[]{}#&*!|>\'"%@`\n\t ,?') })), (text) => {
        const loaded = loadPolicy(text, 'p.yaml');
        if (loaded.ok) return;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const { line, column } of loaded.problems) expect(line >= 1 && column >= 1).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('lets through only what can be prepared', () => {
    const junk = fc.oneof(
      fc.constantFrom(null, '', 0, -1, 5, true, [], {}, '{team}', 'tags', ['a'], { a: 1 }, [null]),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 5 }), junk, (path, by) => {
        const loaded = loadPolicy(stringify(spoilt(good, path, by)), 'p.yaml');
        if (loaded.ok) expectToJudge(preparePolicy(loaded.document, 'sha256-x'));
        else expect(loaded.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  it('lets through only exceptions that can be prepared, and never throws on the others', () => {
    const exceptions = [
      {
        id: 'EX-1',
        rules: ['tags', 'logs'],
        team: 'web',
        pipelines: ['web-*'],
        admits: { '/tags/cc': ['CC-*', null], '/schedule/autoDisablePolicy/failureCount': [9] },
        reason: 'r',
        ticket: 't',
        requestedBy: 'a',
        approvedBy: 'b',
        until: '2027-01-31',
      },
    ];
    const now = new Date('2026-11-22T00:00:00Z');
    const known = { rules: [{ id: 'tags' }, { id: 'logs' }, { id: 'auto', exceptions: 'none' as const }], teams: ['web'], now };
    const junk = fc.oneof(
      fc.constantFrom(
        null,
        '',
        0,
        9,
        true,
        [],
        {},
        '*',
        '{team}',
        'auto',
        ['a'],
        { '/tags/x': ['y'] },
        '2027-02-30',
        '2020-01-01',
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 4 }), junk, (path, by) => {
        const loaded = loadExceptions(stringify(spoilt(exceptions, path, by)), 'e.yaml', known);
        if (loaded.ok) expectToJudge(preparePolicy({ ...good, exceptions: loaded.document }, 'sha256-x'));
        else expect(loaded.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
