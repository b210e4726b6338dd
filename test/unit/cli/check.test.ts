import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compliant, definitionWith } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const rules = `name: p
version: "1"
environment: { accounts: { "444455556666": prod } }
rules:
  - id: tags
    type: tags
    require: { team: { equals: "{team}" }, owner: {} }
    level: [{ environment: prod, level: enforce }, { before: 2027-01-01, level: enforce }, warn]
`;

const policy = () => ['--policy', write('policy.yaml', rules)];
const check = (...args: readonly string[]) => runPolicy(['check', ...args, ...policy()]);
const refused = definitionWith({ tags: { ...compliant.tags, team: 'api' } });

describe('npm run policy -- check', () => {
  it('passes what passes', async () => {
    const file = write('good.json', compliant);
    expect(await check(file, '--team', 'web')).toEqual({ code: 0, output: `${file}: passes\n1 of 1 pass\n`, complaint: '' });
  });

  it('shows a person the place, the reason and the fix', async () => {
    const { code, output } = await check(write('refused.json', refused), '--team', 'web');
    expect(code).toBe(1);
    expect(output).toContain('refused.json: refused, 1 violation\n');
    expect(output).toMatch(/refused\.json:16:11 \/tags\/team\n {4}tag team is "api", it must be "web"\n/);
    expect(output).toContain('rule      tags (enforce, not-equal)');
    expect(output).toContain('fix       replace /tags/team "web"');
    expect(output).toContain('The fix makes it pass (JSON Patch):');
    expect(output).toMatch(/\n0 of 1 pass\n$/);
  });

  it('shows where a missing value would be: at its parent', async () => {
    const { tags: _, ...rest } = compliant;
    const lines = Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const block = write('block.yaml', `${lines.join('\n')}\ntags:\n  team: web\n`);
    const { output } = await check(block, '--team', 'web');
    expect(output).toContain(`block.yaml:${lines.length + 1}:1 /tags/owner\n`);
  });

  it('refuses what has the wrong shape', async () => {
    const { code, output } = await check(write('shape.json', { ...compliant, status: 'enabled' }), '--team', 'web');
    expect(code).toBe(1);
    expect(output).toMatch(/shape\.json: invalid\n {2}\S*shape\.json:22:12 \/status\n/);
  });

  it('takes the input files of aws imagebuilder create-image-pipeline', async () => {
    expect((await check(write('cli.json', { ...compliant, clientToken: 'once' }), '--team', 'web')).code).toBe(0);
  });

  it('judges the other files when one cannot be read', async () => {
    const { code, output } = await check(
      path('nowhere.json'),
      write('broken.json', '{\n "name": }'),
      write('good.json', compliant),
      '--team',
      'web',
    );
    expect(code).toBe(2);
    expect(output).toContain('nowhere.json: there is no such file');
    expect(output).toContain('broken.json:2:10: not JSON: "}" stands where a value is expected');
    expect(output).toMatch(/\n1 of 3 pass\n$/);
  });

  it.each([
    ['no team is known unless it is told', [], 1, 'no team is known for you'],
    ['the team is the one that is told', ['--team', 'api'], 1, 'it must be "api"'],
    ['each definition can name its team', ['--team-at', '/tags/team'], 0, '1 of 1 pass'],
    ['a team is a text', ['--team-at', '/tags'], 1, 'no team is known for you'],
    ['a level follows the date', ['--now', '2027-01-01'], 0, 'passes, 1 advisory'],
    ['a level follows the account', ['--now', '2027-01-01', '--account', '444455556666'], 1, 'refused'],
    ['a level follows the environment', ['--now', '2027-01-01', '--environment', 'prod'], 1, 'refused'],
  ])('%s', async (_, args, expectedCode, words) => {
    const { code, output } = await check(write('good.json', compliant), ...args);
    expect(output).toContain(words);
    expect(code).toBe(expectedCode);
  });

  it.each([
    ['wbe', 'There is no team "wbe" in teams.yaml; did you mean web? There are web and payments.'],
    ['Web', 'There is no team "Web" in teams.yaml; did you mean web? There are web and payments.'],
    ['marketing', 'There is no team "marketing" in teams.yaml. There are web and payments.'],
    ['', 'There is no team "" in teams.yaml. There are web and payments.'],
    ['constructor', 'There is no team "constructor" in teams.yaml. There are web and payments.'],
  ])('judges for no team that the organisation does not have: %s', async (team, sentence) => {
    write('organisation/policy.yaml', rules);
    write('organisation/teams.yaml', 'teams: { web: { principals: [] }, payments: { principals: [] } }\n');
    const file = write('good.json', compliant);
    const own = ['--folder', path('organisation'), '--team', team];
    for (const command of [
      ['check', file],
      ['report', file],
      ['explain', 'tags'],
      ['diff', path('organisation'), file],
    ])
      expect(await runPolicy([...command, ...own])).toEqual({
        code: 2,
        output: '',
        complaint: `${sentence}\nSee: npm run policy -- ${command[0]} --help\n`,
      });
  });

  it('takes any team where no teams.yaml is beside the policy', async () => {
    const { code, output } = await check(write('good.json', compliant), '--team', 'wbe');
    expect({ code, said: output.includes('it must be "wbe"') }).toEqual({ code: 1, said: true });
  });

  it('judges nothing by a policy that is wrong', async () => {
    const wrong = write('wrong.yaml', 'name: p\nversion: "1"\nrules:\n  - { id: a, type: tag }\n');
    const { code, output, complaint } = await runPolicy(['check', write('good.json', compliant), '--policy', wrong]);
    expect({ code, output }).toEqual({ code: 3, output: '' });
    expect(complaint).toContain('wrong.yaml:4:20: /rules/0/type unknown rule type "tag"; did you mean tags?');
  });

  it('says 3 when a rule cannot be evaluated', async () => {
    const text = `name: p\nversion: "1"\nrules:\n  - { id: e, type: expression, assert: 'definition.description == "x"', at: /description, message: m }\n`;
    const { code, output } = await runPolicy(['check', write('good.json', compliant), '--policy', write('throws.yaml', text)]);
    expect(code).toBe(3);
    expect(output).toContain('rule e could not be evaluated');
  });

  it('shows what an exception admits, and takes exceptions from another file', async () => {
    const exceptions = write(
      'others.yaml',
      `- { id: EX-1, rules: [tags], team: web, pipelines: [web-*], admits: { /tags/team: [api] }, reason: r, ticket: T-1, requestedBy: a, approvedBy: b, until: "2027-01-31" }`,
    );
    const file = write('refused.json', refused);
    const { code, output } = await check(file, '--team', 'web', '--exceptions', exceptions);
    expect(code).toBe(0);
    expect(output).toContain('passes, 1 exception used\n');
    expect(output).toContain('admitted  by the exception EX-1 until 2027-01-31 (T-1)');
    const later = await check(file, '--team', 'web', '--exceptions', exceptions, '--now', '2027-02-01');
    expect(later.output).not.toContain('exception used');
    expect(later.output).toContain('not-equal');
  });

  it('is a program with exit codes', () => {
    const options = { encoding: 'utf8', cwd: new URL('../../..', import.meta.url) } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['lib/cli/main.ts', 'check'], options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Name the files to check.');
  });

  it('stops without a word when nobody reads on', () => {
    const file = write('many.jsonl', Array.from({ length: 3000 }, () => JSON.stringify(refused)).join('\n'));
    const options = { encoding: 'utf8', cwd: new URL('../../..', import.meta.url) } as const;
    const command = `"${process.execPath}" lib/cli/main.ts check "${file}" --team web | head -n 1; echo "$\{PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], options);
    expect(stdout).toMatch(/many\.jsonl:1: refused.*\n141\n$/);
    expect(stderr).toBe('');
  });
});
