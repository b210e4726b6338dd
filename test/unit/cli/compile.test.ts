import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileOrganisation, compilePolicy } from '../../../lib/cli/compile/compile.ts';
import { preparePolicy } from '../../../lib/policy/policy.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-compile-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('compiling the organisation', () => {
  it('makes plain data of the files of this repository', () => {
    const compiled = compileOrganisation('infra/organisation');
    if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
    const { policy, policyDigest, teams } = compiled.organisation;
    expect(policyDigest).toMatch(/^sha256-[\w-]{43}$/);
    expect(JSON.parse(JSON.stringify(compiled.organisation))).toEqual(compiled.organisation);
    expect(preparePolicy(policy, policyDigest).rules.map(({ id }) => id)).toEqual([
      'tags',
      'log-groups',
      'auto-disable',
      'references',
      'workflows',
      'execution-role',
      'pitfalls',
    ]);
    expect(Object.keys(teams.teams)).toContain('web');
  });

  it('gives one digest to one content, whatever its layout', () => {
    const digestOf = (text: string) => {
      const compiled = compilePolicy(write('layout.yaml', text));
      return compiled.ok ? compiled.policyDigest : compiled.problems;
    };
    const digest = digestOf('name: p\nversion: "1"\nrules:\n  - { id: a, type: auto-disable, maximum: 5 }\n');
    expect(digestOf('# changed\nrules:\n- maximum: 5\n  type: auto-disable\n  id: "a"\nversion: \'1\'\nname: p')).toBe(digest);
    expect(digestOf('name: p\nversion: "1"\nrules:\n  - { id: a, type: auto-disable, maximum: 6 }\n')).not.toBe(digest);
  });

  it('reads lists beside the policy, and counts them into the digest', () => {
    const file = write(
      'listed.yaml',
      'name: p\nversion: "1"\nrules:\n  - { id: a, type: tags, require: { cc: { valuesFrom: cc.txt } } }\n',
    );
    const digestWith = (list: string) => {
      write('cc.txt', list);
      const compiled = compilePolicy(file);
      return compiled.ok ? compiled.policyDigest : compiled.problems;
    };
    const digest = digestWith('CC-1\nCC-2\n');
    expect(digestWith('# from finance\nCC-1\nCC-2\n')).toBe(digest);
    expect(digestWith('CC-1\nCC-3\n')).not.toBe(digest);
    expect(digestWith('CC-1\nCC-1\n')).toEqual([`${join(folder, 'cc.txt')}:2:1: "CC-1" is in line 1 already`]);
  });

  it.each([
    ['/etc/passwd', 'the name must be relative to the policy, so that it is the same everywhere'],
    ['gone.txt', 'there is no such file'],
  ])('does not read the list %s', (name, problem) => {
    const file = write(
      'lost.yaml',
      `name: p\nversion: "1"\nrules:\n  - { id: a, type: tags, forbid: { valuesFrom: ${name} } }\n`,
    );
    expect(compilePolicy(file)).toMatchObject({ ok: false, problems: [expect.stringContaining(problem)] });
  });

  it('says what is wrong with all files at once, one line each', () => {
    const policyFile = write('policy.yaml', 'name: p\nversion: 1\nrules: []\n');
    write('teams.yaml', 'teams: []\n');
    expect(compileOrganisation(folder, { policyFile })).toEqual({
      ok: false,
      problems: [
        `${policyFile}:2:10: /version must be a text, not the number 1: put it in quotes`,
        `${join(folder, 'teams.yaml')}:1:8: /teams must be a mapping`,
      ],
    });
  });

  it.each([
    ['a missing file', () => join(folder, 'nowhere.yaml'), 'there is no such file'],
    ['a folder', () => folder, 'this is a folder, not a file'],
    ['a file that is not text', () => write('binary.yaml', Uint8Array.of(0xff, 0xfe, 0xfd)), 'the file is not UTF-8 text'],
  ])('has a sentence for %s', (_, path, sentence) => {
    const file = path();
    expect(compilePolicy(file)).toEqual({ ok: false, problems: [`${file}: ${sentence}`] });
  });
});
