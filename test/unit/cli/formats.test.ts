import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../../lib/cli/formats/index.ts';
import { compliant, definitionWith } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const rules = `name: "p <&>"
version: "1"
rules:
  - { id: owner, type: tags, require: { owner: {} }, remedy: "100% sure,\\nask: them" }
  - { id: stop, type: auto-disable, maximum: 2, level: warn }
  - { id: tested, type: image-tests, level: audit }
`;
const text = JSON.stringify(
  definitionWith({ tags: { team: 'web' }, imageTestsConfiguration: { imageTestsEnabled: false } }),
  null,
  2,
);

let files: string[] = [];

beforeAll(() => {
  write('p/policy.yaml', rules);
  files = [write('good.json', { ...compliant, schedule: undefined }), write('a,b:c%d.json', text), write('bad.json', '{')];
});

const print = async (format: string) =>
  await runPolicy(['check', ...files, '--policy', path('p/policy.yaml'), '--format', format]);

describe('check --format', () => {
  it.each([...formats.keys()])('has one exit code, whatever the format: %s', async (format) => {
    expect((await print(format)).code).toBe(2);
  });

  it.each([...formats.keys()].slice(1))('has a test of what %s prints', (format) => {
    const tests = [import.meta.url, new URL('../../contract/sarif.test.ts', import.meta.url)].map((file) =>
      readFileSync(new URL(file), 'utf8'),
    );
    expect(tests.filter((text) => text.includes(`print('${format}')`) || text.includes(`'--format', '${format}'`))).not.toEqual(
      [],
    );
  });

  it('json has everything, with places', async () => {
    const { policy, results, counts } = JSON.parse((await print('json')).output);
    expect(policy).toEqual({ name: 'p <&>', version: '1', digest: expect.stringMatching(/^sha256-/) });
    expect(counts).toEqual({ allow: 1, deny: 1, error: 0, invalid: 0, unreadable: 1, total: 3 });
    expect(results).toEqual([
      expect.objectContaining({ file: files[0], part: '', decision: 'allow' }),
      expect.objectContaining({
        decision: 'deny',
        violations: [expect.objectContaining({ rule: 'owner', pointer: '/tags/owner', position: { line: 15, column: 11 } })],
        advisories: [expect.objectContaining({ rule: 'stop', position: { line: 8, column: 23 } })],
        recorded: [expect.objectContaining({ rule: 'tested', position: { line: 20, column: 26 } })],
      }),
      { file: files[2], part: '', decision: 'unreadable', position: { line: 1, column: 2 }, problem: expect.any(String) },
    ]);
  });

  it('github escapes what it says', async () => {
    const { output } = await print('github');
    const file = files[1]?.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
    expect(output.split('\n')).toEqual([
      `::error file=${file},line=15,col=11,title=owner::tag owner is missing. 100%25 sure,%0Aask: them`,
      `::warning file=${file},line=8,col=23,endColumn=24,title=stop::failureCount is 3, at most 2 is allowed`,
      `::notice file=${file},line=20,col=26,endColumn=31,title=tested::testing of images is off, it must be on`,
      `::error file=${files[2]},line=1,col=2,title=imagegate.unreadable::not JSON: the text ends where a key in quotes or } is expected`,
      '1 of 3 pass',
      '',
    ]);
  });

  it('gitlab is a Code Quality report', async () => {
    const issues: Record<string, unknown>[] = JSON.parse((await print('gitlab')).output);
    expect(issues.map(({ check_name, severity, location }) => [check_name, severity, location])).toEqual([
      ['owner', 'major', { path: files[1], lines: { begin: 15 } }],
      ['stop', 'minor', { path: files[1], lines: { begin: 8 } }],
      ['tested', 'info', { path: files[1], lines: { begin: 20 } }],
      ['imagegate.unreadable', 'blocker', { path: files[2], lines: { begin: 1 } }],
    ]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    for (const { fingerprint, description } of issues) {
      expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
      expect(description).not.toBe('');
    }
  });

  it('junit counts, and holds nothing that XML cannot', async () => {
    const { output } = await print('junit');
    expect(output).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="1" errors="1">\n/);
    expect(output).toContain('<testsuite name="p &lt;&amp;&gt;" tests="3" failures="1" errors="1">');
    expect(output).toContain('<failure type="owner/missing" message="tag owner is missing">');
    expect(output).toContain('<system-out>warn: ');
    expect(output).toContain('<error type="imagegate.unreadable/unreadable"');
    const odd = write('odd\u0001\u001b[31m.json', '{');
    const { output: strange } = await runPolicy(['check', odd, '--policy', path('p/policy.yaml'), '--format', 'junit']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
    expect(strange).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });

  it('gives files inside the working directory as paths from there', async () => {
    const file = 'infra/examples/bank/policy.yaml'; // any file that is no definition
    const { output } = await runPolicy(['check', `${process.cwd()}/${file}`, '--format', 'gitlab']);
    expect(JSON.parse(output)[0].location.path).toBe(file);
  });

  it.each(['gitlab', 'json', 'sarif'])('%s is JSON also when nothing is found', async (format) => {
    const { output } = await runPolicy(['check', files[0] ?? '', '--policy', path('p/policy.yaml'), '--format', format]);
    expect(() => JSON.parse(output)).not.toThrow();
  });
});

describe('on a terminal', () => {
  const check = (env: Record<string, string> = {}, isTTY = true) =>
    runPolicy(['check', ...files, '--policy', path('p/policy.yaml')], { isTTY, env });
  const introducer = '\u001b[';

  it('text has colours', async () => {
    expect((await check()).output).toContain(`${introducer}31m`);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['in a pipe', {}, false],
    ['with NO_COLOR', { NO_COLOR: '1' }, true],
    ['on a dumb terminal', { TERM: 'dumb' }, true],
  ])('text has none %s', async (_, env, isTTY) => {
    expect((await check(env, isTTY)).output).not.toContain(introducer);
  });

  it('an empty NO_COLOR says nothing', async () => {
    expect((await check({ NO_COLOR: '' })).output).toContain(introducer);
  });

  it('lets no file name write to the terminal', async () => {
    const file = write('x\u001b]0;title\u0007.json', '{');
    const { output } = await runPolicy(['check', file, '--policy', path('p/policy.yaml')]);
    expect(output).not.toContain('\u001b');
    expect(output).not.toContain('\u0007');
  });

  it('shows progress over many definitions, and only there', async () => {
    const many = write('many.jsonl', Array.from({ length: 1200 }, () => JSON.stringify(compliant)).join('\n'));
    const args = ['report', many, '--policy', path('p/policy.yaml')];
    const { complaint, output } = await runPolicy(args, { isTTY: true });
    expect(complaint).toBe(`\r500 definitions judged\r1000 definitions judged\r${introducer}K`);
    expect(output).toContain('1200 pass');
    expect((await runPolicy(args)).complaint).toBe('');
  });
});

describe('the exit of a run', () => {
  it('never leaves a half of a format behind when nothing can be judged', async () => {
    const { output } = await runPolicy(['check', path('nowhere'), '--policy', path('p/policy.yaml'), '--format', 'json']);
    expect(JSON.parse(output).counts).toMatchObject({ unreadable: 1, total: 1 });
  });
});
