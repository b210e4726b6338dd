import { describe, expect, it } from 'vitest';
import { compliant, definitionWith } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const rules = `name: p
version: "1"
rules:
  - { id: team, type: tags, require: { team: { equals: "{team}" } } }
  - { id: stop, type: auto-disable, maximum: 5 }
  - { id: gap, type: schedule, maximumGap: 2d, level: warn }
  - { id: tested, type: image-tests, level: audit }
`;

const exception = (id: string, pipelines: readonly string[], until = '2026-12-31') => ({
  id,
  rules: ['stop'],
  team: 'web',
  pipelines,
  admits: { '/schedule/autoDisablePolicy/failureCount': [9] },
  reason: 'r',
  ticket: 't',
  requestedBy: 'x',
  approvedBy: 'y',
  until,
});

const nine = { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } };
const definitions = [
  compliant,
  definitionWith({ name: 'Web Nine', schedule: nine }),
  definitionWith({ name: 'Api Nine', schedule: nine, tags: { team: 'api' } }),
  definitionWith({ name: 'Api', tags: { team: 'api' }, imageTestsConfiguration: { imageTestsEnabled: false } }),
  { name: 'x' },
];

async function report(...args: readonly string[]) {
  const policy = write('policy.yaml', rules);
  write('exceptions.yaml', [exception('EX-1', ['web-*']), exception('EX-2', ['web-base']), exception('EX-3', ['gone-*'])]);
  return await runPolicy(['report', write('all.json', definitions), '--policy', policy, '--team-at', '/tags/team', ...args]);
}

describe('npm run policy -- report', () => {
  it('counts by rule and level, and tells what became of exceptions', async () => {
    const { code, output, complaint } = await report('--format', 'json');
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(JSON.parse(output)).toEqual({
      policy: { name: 'p', version: '1', digest: expect.any(String) },
      counts: { allow: 3, deny: 1, error: 0, invalid: 1, unreadable: 0, total: 5 },
      rules: [
        { rule: 'team', type: 'tags', definitions: 0, enforce: 0, warn: 0, audit: 0, excepted: 0, skipped: 0 },
        { rule: 'stop', type: 'auto-disable', definitions: 2, enforce: 1, warn: 0, audit: 0, excepted: 1, skipped: 0 },
        { rule: 'gap', type: 'schedule', definitions: 2, enforce: 0, warn: 2, audit: 0, excepted: 0, skipped: 0 },
        { rule: 'tested', type: 'image-tests', definitions: 1, enforce: 0, warn: 0, audit: 1, excepted: 0, skipped: 0 },
      ],
      exceptions: [
        { id: 'EX-1', until: '2026-12-31', needed: 1, unneeded: 1, state: 'used' },
        { id: 'EX-2', until: '2026-12-31', needed: 0, unneeded: 1, state: 'not-needed' },
        { id: 'EX-3', until: '2026-12-31', needed: 0, unneeded: 0, state: 'not-met' },
      ],
    });
  });

  it('says it to people as well', async () => {
    const { output } = await report();
    expect(output).toContain('p 1, 5 definitions\n\n  3 pass, 1 are refused, 1 have the wrong shape, 0 cannot be read');
    expect(output).toMatch(
      /\nRules that something breaks\n {2}rule +definitions +enforce +warn +audit +excepted\n {2}stop +2 +1 +0 +0 +1\n/,
    );
    expect(output).toContain('\nRules that nothing breaks\n  team\n');
    expect(output).toContain('EX-1  until 2026-12-31  used by 1, not needed by 1 more that it holds for');
    expect(output).toContain('EX-2  until 2026-12-31  not needed any more: it holds for 1, and none of them needs it');
    expect(output).toContain('EX-3  until 2026-12-31  holds for none of these definitions');
  });

  it('looks ahead beyond the end of exceptions', async () => {
    const { code, output } = await report('--now', '2027-04-01');
    expect(code).toBe(0);
    expect(output).toContain('EX-1  until 2026-12-31  has ended');
    expect(output).toContain('2 pass, 2 are refused');
  });

  it('tells a rule that had nothing to judge from one that is kept', async () => {
    const file = write('unscheduled.json', definitionWith({ schedule: undefined }));
    const { output } = await runPolicy(['report', file, '--policy', path('policy.yaml'), '--team', 'web']);
    expect(output).toContain('  stop (it had nothing to judge)\n  gap (it had nothing to judge)\n  tested\n');
  });

  it('is no report when something cannot be read', async () => {
    const { code, complaint } = await runPolicy([
      'report',
      path('nowhere.json'),
      path('all.json'),
      '--policy',
      path('policy.yaml'),
    ]);
    expect(code).toBe(2);
    expect(complaint).toContain('nowhere.json: there is no such file');
  });
});
