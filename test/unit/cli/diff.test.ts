import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { compliant, definitionWith } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const policyOf = (...rules: readonly string[]) =>
  `name: p\nversion: "1"\nrules: [${rules.map((rule) => `{ ${rule} }`).join(', ')}]\n`;
const owner = 'id: owner, type: tags, require: { owner: {} }';
const stop = (maximum: number, rest = '') => `id: stop, type: auto-disable, maximum: ${maximum}${rest}`;

const ownerless = definitionWith({ name: 'No Owner', tags: { team: 'web' } });

async function diff(before: string, after: string, definitions: readonly unknown[], ...args: readonly string[]) {
  const policy = write('now/policy.yaml', before);
  const other = write('then/policy.yaml', after);
  return await runPolicy(['diff', other, write('all.json', definitions), '--policy', policy, ...args]);
}

describe('npm run policy -- diff', () => {
  // Exceptions are beside a policy, and must not be there for the next test.
  beforeEach(() => {
    for (const folder of ['now', 'then']) rmSync(path(`${folder}/exceptions.yaml`), { force: true });
  });

  it('says that nothing changes', async () => {
    const { code, output } = await diff(policyOf(owner), policyOf(owner), [compliant, ownerless]);
    expect(code).toBe(0);
    expect(output).toBe(
      'p 1 → p 1 (the same rules)\n\nnewly refused: 0 of 2\nnewly admitted: 0 of 2\notherwise changed: 0 of 2\n',
    );
  });

  it('says what would be newly refused, and by which rule', async () => {
    const { code, output } = await diff(policyOf(stop(5)), policyOf(stop(2), owner), [compliant, ownerless]);
    expect(code).toBe(1);
    expect(output).toContain('newly refused: 2 of 2\n');
    expect(output).toContain('all.json#/0\n    + ');
    expect(output).toMatch(/\+ \S+all\.json:\d+:\d+ \/tags\/owner tag owner is missing \(owner, enforce, missing\)\n/);
    expect(output).toMatch(/\nrule +newly refuses +refuses no longer +newly warns +warns no longer\n/);
    expect(output).toMatch(/\nstop +2 +0 +0 +0\nowner +1 +0 +0 +0\n$/);
  });

  it('says what would be newly admitted', async () => {
    const { code, output } = await diff(policyOf(owner), policyOf(), [compliant, ownerless]);
    expect(code).toBe(0);
    expect(output).toContain('newly admitted: 1 of 2\n');
    expect(output).toMatch(/ {4}- \S+ \/tags\/owner tag owner is missing/);
  });

  it('tells a weaker level from a rule that is gone', async () => {
    const { output } = await diff(policyOf(stop(2)), policyOf(stop(2, ', level: warn')), [compliant], '--format', 'json');
    expect(JSON.parse(output)).toMatchObject({
      counts: { total: 1, newlyRefused: 0, newlyAdmitted: 1, otherwiseChanged: 0 },
      rules: [{ rule: 'stop', refuses: 0, refusesNoLonger: 1, warns: 1, warnsNoLonger: 0 }],
      newlyAdmitted: [{ part: '#/0', appearing: [{ level: 'warn' }], vanishing: [{ level: 'enforce', position: { line: 9 } }] }],
    });
  });

  it('sees a definition that is refused as before, for another reason', async () => {
    const { code, output } = await diff(policyOf(stop(2)), policyOf(owner), [{ ...ownerless }], '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(output).counts).toMatchObject({ newlyRefused: 0, newlyAdmitted: 0, otherwiseChanged: 1 });
  });

  it('names what is decided as before and found otherwise', async () => {
    const warned = 'id: owner, type: tags, require: { owner: {} }, level: warn';
    const { code, output } = await diff(policyOf(), policyOf(warned), [compliant, ownerless]);
    expect(code).toBe(0);
    expect(output).toMatch(
      /\notherwise changed: 1 of 2\n {2}\S+all\.json#\/1\n {4}\+ \S+all\.json:\d+:\d+ \/tags\/owner tag owner is missing \(owner, warn, missing\)\n/,
    );
  });

  it.each([
    ['says that contents changed under one version', policyOf(owner), 'p 1 → p 1 (other contents under the same version)\n'],
    ['has nothing to say of another version', policyOf(owner).replace('"1"', '"2"'), 'p 1 → p 2\n'],
    ['has nothing to say of another name', policyOf(owner).replace('name: p', 'name: q'), 'p 1 → q 1\n'],
  ])('%s', async (_, other, first) => {
    const { output } = await diff(policyOf(), other, [compliant]);
    expect(output.startsWith(first)).toBe(true);
  });

  it('lets exceptions hold for both, unless the other policy has its own', async () => {
    const exception = {
      id: 'EX-1',
      rules: ['owner'],
      team: 'web',
      pipelines: ['*'],
      admits: { '/tags/owner': [null] },
      reason: 'r',
      ticket: 't',
      requestedBy: 'x',
      approvedBy: 'y',
      until: '2026-12-31',
    };
    write('now/exceptions.yaml', [exception]);
    const both = await diff(policyOf(owner), policyOf(owner, stop(5)), [ownerless], '--team', 'web');
    expect(both.code).toBe(0);
    write('then/exceptions.yaml', '# none any more\n');
    const own = await diff(policyOf(owner), policyOf(owner, stop(5)), [ownerless], '--team', 'web');
    expect(own.code).toBe(1);
    expect(
      (await runPolicy(['diff', path('then'), path('all.json'), '--policy', path('now/policy.yaml'), '--team', 'web'])).output,
    ).toBe(own.output);
    const gone = await diff(policyOf(owner), policyOf(stop(5)), [ownerless], '--exceptions', path('now/exceptions.yaml'));
    expect(gone.code).toBe(3);
    expect(gone.complaint).toMatch(/^The other policy is wrong:\n.*unknown rule "owner"/);
  });

  it('does not compare what cannot be judged, and says so', async () => {
    const { code, complaint } = await diff(policyOf(), policyOf(owner), []);
    expect(code).toBe(2);
    expect(complaint).toBe('');
    const missing = await runPolicy(['diff', path('now/policy.yaml'), path('nowhere.json'), '--policy', path('now/policy.yaml')]);
    expect(missing.code).toBe(2);
    expect(missing.complaint).toContain('nowhere.json: there is no such file');
  });

  it('says which of the two policies is wrong', async () => {
    expect((await diff(policyOf(owner), policyOf('id: x, type: y'), [compliant])).complaint).toContain(
      'The other policy is wrong:',
    );
    expect((await diff(policyOf('id: x, type: y'), policyOf(owner), [compliant])).complaint).toContain('The policy is wrong:');
  });
});
