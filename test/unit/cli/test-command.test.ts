import { describe, expect, it } from 'vitest';
import { compliant } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const rules = 'name: p\nversion: "1"\nrules:\n  - { id: a, type: auto-disable, maximum: 5, existing: allow }\n';
const fixture = (cases: readonly object[]) => ({ base: compliant, context: { team: 'web' }, cases });
const nine = { patch: { schedule: { autoDisablePolicy: { failureCount: 9 } } } };
const finding = { rule: 'a', code: 'above-maximum', pointer: '/schedule/autoDisablePolicy/failureCount' };
const exception = {
  id: 'EX-1',
  rules: ['a'],
  team: 'web',
  pipelines: ['*'],
  admits: { [finding.pointer]: [9] },
  reason: 'r',
  ticket: 't',
  requestedBy: 'x',
  approvedBy: 'y',
  until: '2026-12-31',
};
const broken = { name: 'nine', ...nine, findings: [finding], fixed: true };

describe('npm run policy -- test', () => {
  it.each(['infra/organisation', 'infra/examples/bank', 'infra/examples/start-up'])(
    'passes on the rules of %s',
    async (folder) => {
      const { code, output, complaint } = await runPolicy(['test', '--folder', folder]);
      expect(output).not.toContain('FAIL');
      expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    },
  );

  it('lets a rule that forbids schedules be passed by having none', async () => {
    const policy = 'name: p\nversion: "1"\nrules:\n  - { id: by-hand, type: schedule, forbidden: true }\n';
    const { schedule: _, ...unscheduled } = compliant;
    const findings = [{ rule: 'by-hand', code: 'forbidden', pointer: '/schedule' }];
    const cases = [{ name: 'none' }, { name: 'weekly', patch: { schedule: compliant.schedule }, findings, fixed: true }];
    write('by-hand/fixtures/all.yaml', JSON.stringify({ base: unscheduled, context: { team: 'web' }, cases }));
    const { code, output } = await runPolicy(['test', '--policy', write('by-hand/policy.yaml', policy)]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('2 of 2 cases hold') });
  });

  it('takes the folder of the organisation when nothing is said', async () => {
    expect((await runPolicy(['test'])).output).toBe((await runPolicy(['test', '--folder', 'infra/organisation'])).output);
  });

  it('passes on no rules at all', async () => {
    expect((await runPolicy(['test', '--policy', write('none/policy.yaml', 'name: p\nversion: "1"\nrules: []')])).code).toBe(0);
  });

  it.each<[string, readonly object[], number, string]>([
    ['both a pass and a break', [{ name: 'three' }, broken], 0, '2 of 2 cases hold'],
    ['no break', [{ name: 'three' }], 1, 'rule a has no fixture that breaks it'],
    ['no pass', [broken], 1, 'rule a has no fixture that passes it'],
    [
      'a finding that is not expected',
      [{ name: 'three' }, { name: 'nine', ...nine }],
      1,
      'not expected: enforce a above-maximum at /schedule',
    ],
    ['a finding that does not come', [{ name: 'three', findings: [finding] }], 1, 'not found: a above-maximum at /schedule'],
    ['a fix where none is needed', [{ name: 'three', fixed: true }], 1, 'nothing was to be fixed'],
    ['another level', [{ ...broken, findings: [{ ...finding, level: 'warn' }] }], 1, 'not found: warn a above-maximum'],
    ['a base of the wrong shape', [{ name: 'x', patch: { name: '!' } }], 1, 'the definition is invalid: /name'],
    ['a misspelt key', [{ name: 'x', finding: [] }], 2, 'unknown key "finding"; did you mean findings?'],
    [
      'what was broken before',
      [{ name: 'three' }, broken, { name: 'old', existing: nine.patch, ...nine, findings: [{ ...finding, level: 'warn' }] }],
      0,
      '3 of 3 cases hold',
    ],
    [
      'an existing pipeline of the wrong shape',
      [{ name: 'x', existing: { name: '!' } }],
      1,
      'the existing pipeline is invalid: /name',
    ],
    [
      'an exception that does not come',
      [{ name: 'x', excepted: [{ exception: 'EX-1', ...finding }] }],
      1,
      'no exception: EX-1 for a above-maximum at /schedule',
    ],
  ])('judges fixtures with %s', async (_, cases, expectedCode, words) => {
    write('own/fixtures/a.yaml', JSON.stringify(fixture(cases)));
    const { code, output, complaint } = await runPolicy(['test', '--policy', write('own/policy.yaml', rules)]);
    expect(output + complaint).toContain(words);
    expect(code).toBe(expectedCode);
  });

  const asked = [
    'name: p',
    'version: "1"',
    'rules:',
    '  - { id: why, type: tags, operations: [start], on: [images], require: { reason: { equals: patch }, team: { equals: web } } }',
    '  - { id: kept, type: tags, operations: [delete], forbid: [protected] }',
  ].join('\n');
  const why = { rule: 'why', code: 'missing', pointer: '/tags/reason' };
  const start = { name: 'a reason', operation: 'start', tags: { reason: 'patch' } };
  const noReason = { name: 'no reason', operation: 'start', findings: [why], fixed: true };
  const remove = { name: 'free', operation: 'delete' };
  const kept = { rule: 'kept', code: 'forbidden-key', pointer: '/tags/protected' };
  const noRemoval = { name: 'kept', operation: 'delete', patch: { tags: { protected: 'true' } }, findings: [kept] };
  const all = [start, noReason, remove, noRemoval];

  it.each<[string, readonly object[], number, string]>([
    ['everything', all, 0, '4 of 4 cases hold'],
    ['no start', [remove, noRemoval], 1, 'rule why has no fixture that passes it'],
    ['writes only', [{ name: 'written' }], 1, 'rule kept has no fixture that breaks it'],
    ['what concerns the body', [...all.slice(0, 1), { ...noReason, findings: [{ ...why, concerns: 'execution' }] }], 1, '2 of 2'],
    [
      'what concerns the pipeline instead',
      [{ ...noReason, findings: [{ ...why, concerns: 'pipeline' }] }],
      1,
      'not found: why missing at /tags/reason of the pipeline',
    ],
    [
      'an unexpected finding',
      [{ name: 'x', operation: 'start' }],
      1,
      'not expected: enforce why missing at /tags/reason of the execution',
    ],
    ['tags of the wrong shape', [{ ...start, tags: { reason: 7 } }], 1, 'the start is invalid: /tags/reason'],
    ['another owner', [{ ...start, tags: { team: 'payments' } }], 1, 'the start is invalid: /tags/team tag team is "payments"'],
    ['a pipeline of the wrong shape', [{ ...remove, patch: { name: '!' } }], 1, 'the existing pipeline is invalid: /name'],
    ['tags of a deletion', [{ ...remove, tags: {} }], 2, 'has tags, which only a start has'],
    ['what stood before a start', [{ ...start, existing: {} }], 2, 'has an existing pipeline, which only a write changes'],
    ['an unknown operation', [{ ...start, operation: 'run' }], 2, 'must be write, start or delete'],
  ])('judges starts and deletions: %s', async (_, cases, expectedCode, words) => {
    write('asked/fixtures/a.yaml', JSON.stringify(fixture(cases)));
    const { code, output, complaint } = await runPolicy(['test', '--policy', write('asked/policy.yaml', asked)]);
    expect(output + complaint).toContain(words);
    expect(code).toBe(expectedCode);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, number]>([
    ['before its end', [], {}, 0],
    ['after its end', [], { SOURCE_DATE_EPOCH: '1798761600' }, 3],
    ['where a time beyond its end is asked for', ['--now', '2027-01-01'], {}, 0],
  ])('refuses an exception that has ended: %s', async (_, args, env, expected) => {
    write('ended/policy.yaml', rules);
    write('ended/exceptions.yaml', [exception]);
    write('ended/fixtures/a.yaml', JSON.stringify(fixture([{ name: 'three' }, { ...broken, context: { team: 'api' } }])));
    const { code, complaint } = await runPolicy(['test', '--policy', path('ended/policy.yaml'), ...args], { env });
    expect(code).toBe(expected);
    expect(complaint.includes('/0/until ended on 2026-12-31, at 24:00 UTC')).toBe(args.length > 0 || expected > 0);
  });

  it('has cases of exceptions', async () => {
    write('excepted/policy.yaml', rules);
    write('excepted/exceptions.yaml', [exception]);
    const run = async (cases: readonly object[]) => {
      write('excepted/fixtures/a.yaml', JSON.stringify(fixture(cases)));
      return await runPolicy(['test', '--folder', write('excepted/x', '').slice(0, -2)]);
    };
    const after = { context: { now: '2027-01-01' }, ...broken, name: 'after its end' };
    const admitted = { name: 'admitted', ...nine, excepted: [{ exception: 'EX-1', ...finding }] };
    expect(await run([{ name: 'three' }, admitted, after])).toMatchObject({ code: 0 });
    expect((await run([{ name: 'three' }, { name: 'silent', ...nine }, after])).output).toContain(
      'an exception that is not expected: EX-1 for a above-maximum',
    );
  });

  it('reports to machines', async () => {
    write('own/fixtures/a.yaml', JSON.stringify(fixture([{ name: 'three' }, { name: 'nine & more', ...nine }])));
    const policy = write('own/policy.yaml', rules);
    const { output: json } = await runPolicy(['test', '--policy', policy, '--format', 'json']);
    expect(JSON.parse(json)).toMatchObject({
      policy: { name: 'p' },
      cases: [
        { name: 'three', failures: [] },
        { name: 'nine & more', failures: [expect.stringContaining('not expected')] },
      ],
      untested: ['rule a has no fixture that breaks it'],
    });
    const { output: junit, code } = await runPolicy(['test', '--policy', policy, '--format', 'junit']);
    expect(code).toBe(1);
    expect(junit).toContain('<testsuite name="fixtures" tests="3" failures="2" errors="0">');
    expect(junit).toContain('name="nine &amp; more"');
  });
});
