import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run as runPolicy } from '../../../infra/policy/run.ts';
import { compliant, definitionWith, now } from '../../support/policy-subjects.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-policy-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, '\t'));
  return path;
}

function run(...args: readonly string[]): { code: number; output: string; complaint: string } {
  let output = '';
  let complaint = '';
  const streams = {
    stdout: { write: (text: string) => (output += text) },
    stderr: { write: (text: string) => (complaint += text) },
  };
  const code = runPolicy(args, streams, now);
  return { code, output, complaint };
}

const refused = definitionWith({ tags: { ...compliant.tags, team: 'api' } });

describe('npm run policy -- check', () => {
  it('passes what passes', () => {
    const file = write('good.json', compliant);
    expect(run('check', file, '--team', 'web')).toEqual({ code: 0, output: `${file}: passes\n\n1 of 1 pass\n`, complaint: '' });
  });

  it('shows a person the place, the reason and the fix', () => {
    const { code, output } = run('check', write('refused.json', refused), '--team', 'web');
    expect(code).toBe(1);
    expect(output).toContain('refused.json: refused, 1 violation\n');
    expect(output).toMatch(/refused\.json:16:11 \/tags\/team\n {4}tag team is "api", it must be "web"\n/);
    expect(output).toContain('fix       replace /tags/team "web"');
    expect(output).toContain('The fix makes it pass (JSON Patch):');
  });

  it('gives programs the whole verdict', () => {
    const { code, output } = run('check', write('refused.json', refused), '--team', 'web', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      policy: { name: 'baseline', digest: expect.stringMatching(/^sha256-/) },
      results: [{ decision: 'deny', violations: [{ rule: 'tags', pointer: '/tags/team' }], fix: { verified: true } }],
    });
  });

  it('reads YAML as well', () => {
    const lines = Object.entries(compliant).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    expect(run('check', write('good.yaml', lines.join('\n')), '--team', 'web').code).toBe(0);
  });

  it('refuses what has the wrong shape', () => {
    const { code, output } = run('check', write('shape.json', { ...compliant, status: 'enabled' }), '--team', 'web');
    expect(code).toBe(1);
    expect(output).toContain('shape.json: invalid\n');
    expect(output).toContain('/status');
  });

  it('judges the other files when one cannot be read', () => {
    const { code, output } = run(
      'check',
      join(folder, 'nowhere.json'),
      write('broken.json', '{'),
      write('good.json', compliant),
      '--team',
      'web',
    );
    expect(code).toBe(2);
    expect(output).toContain('nowhere.json: there is no such file');
    expect(output).toContain('broken.json: not JSON');
    expect(output).toContain('1 of 3 pass');
  });

  it('knows no team unless it is told', () => {
    const { code, output } = run('check', write('good.json', compliant));
    expect(code).toBe(1);
    expect(output).toContain('no team is known for you');
  });
});

describe('npm run policy', () => {
  it('explains itself, its exit codes included', () => {
    const { code, output } = run('--help');
    expect(code).toBe(0);
    expect(output).toMatch(/Exit codes\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 /);
  });

  it('is a program with an exit code', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/policy/main.ts', 'check'], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Name the files to check.'),
    });
  });

  it('takes no half-right command', () => {
    expect(run('check')).toMatchObject({ code: 2, output: '' });
  });

  it('says what is wrong with a policy, and judges nothing by it', () => {
    const policy = write('wrong.yaml', 'name: p\nversion: "1"\nrules:\n  - { id: a, type: tag }\n');
    const { code, output, complaint } = run('check', write('good.json', compliant), '--policy', policy);
    expect({ code, output }).toEqual({ code: 3, output: '' });
    expect(complaint).toContain('wrong.yaml:4:20: /rules/0/type unknown rule type "tag"; did you mean tags?');
  });
});

describe('npm run policy -- test', () => {
  const policyText = 'name: p\nversion: "1"\nrules:\n  - { id: a, type: auto-disable, maximum: 5 }\n';
  const fixture = (cases: readonly object[]) => ({ base: compliant, context: { team: 'web' }, cases });
  const nine = { name: 'nine', patch: { schedule: { autoDisablePolicy: { failureCount: 9 } } } };
  const finding = { rule: 'a', code: 'above-maximum', pointer: '/schedule/autoDisablePolicy/failureCount' };

  it('passes on the rules of this repository', () => {
    const { code, output } = run('test');
    expect(output).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  it('passes on no rules at all', () => {
    expect(run('test', '--policy', write('none/policy.yaml', 'name: p\nversion: "1"\nrules: []')).code).toBe(0);
  });

  it.each([
    ['both a pass and a break', [{ name: 'three' }, { ...nine, findings: [finding], fixed: true }], 0, '2 of 2 cases hold'],
    ['no break', [{ name: 'three' }], 1, 'rule a has no fixture that breaks it'],
    ['no pass', [{ ...nine, findings: [finding] }], 1, 'rule a has no fixture that passes it'],
    ['a finding that is not expected', [{ name: 'three' }, nine], 1, 'not expected: enforce a above-maximum at /schedule'],
    ['a finding that does not come', [{ name: 'three', findings: [finding] }], 1, 'not found: a above-maximum at /schedule'],
    ['a fix where none is needed', [{ name: 'three', fixed: true }], 1, 'nothing was to be fixed'],
    ['another level', [{ ...nine, findings: [{ ...finding, level: 'warn' }] }], 1, 'not found: warn a above-maximum'],
    ['a base of the wrong shape', [{ name: 'x', patch: { name: '!' } }], 1, 'the definition is invalid: /name'],
    ['a misspelt key', [{ name: 'x', finding: [] }], 2, 'unknown key "finding"; did you mean findings?'],
  ])('judges fixtures with %s', (_, cases, expectedCode, words) => {
    write('own/fixtures/a.yaml', JSON.stringify(fixture(cases)));
    const { code, output, complaint } = run('test', '--policy', write('own/policy.yaml', policyText));
    expect(output + complaint).toContain(words);
    expect(code).toBe(expectedCode);
  });
});
