import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildTime } from '../../../lib/cli/compile/build-time.ts';
import { compileOrganisation, compilePolicy } from '../../../lib/cli/compile/compile.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-exceptions-'));
  write('policy.yaml', 'name: p\nversion: "1"\nrules:\n  - { id: auto, type: auto-disable, maximum: 5 }\n');
  write('teams.yaml', 'teams: { web: { principals: ["arn:aws:iam::111122223333:role/web"] } }\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const exception = `- id: EX-1
  rules: [auto]
  team: web
  pipelines: [web-base]
  admits: { /schedule/autoDisablePolicy/failureCount: [9] }
  reason: r
  ticket: t
  requestedBy: a
  approvedBy: b
  until: 2027-01-31
`;

function compiled(now = new Date('2026-11-22T00:00:00Z')) {
  const result = compileOrganisation(folder, { now });
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.organisation;
}

describe('compiling exceptions', () => {
  it('makes them a part of the policy and of its digest', () => {
    write('exceptions.yaml', '# none\n');
    const without = compiled();
    expect(without.policy.exceptions).toBeUndefined();
    write('exceptions.yaml', exception);
    const { policy, policyDigest } = compiled();
    expect(policy.exceptions?.map(({ id, until }) => [id, until])).toEqual([['EX-1', '2027-01-31']]);
    expect(policyDigest).not.toBe(without.policyDigest);
    write('exceptions.yaml', exception.replace('2027-01-31', '2027-02-28'));
    expect(compiled().policyDigest).not.toBe(policyDigest);
  });

  it.each<[string, number]>([
    ['2027-01-31T23:59:59Z', 0],
    ['2027-02-01T00:00:00Z', 1],
  ])('builds with one that has ended by %s, and warns', (time, warned) => {
    write('exceptions.yaml', exception);
    const result = compileOrganisation(folder, { now: new Date(time) });
    const line = expect.stringMatching(/exceptions\.yaml:10:10: \/0\/until ended on 2027-01-31, at 24:00 UTC/);
    const told = [line].slice(0, warned);
    expect(result).toMatchObject({ ok: true, warnings: told, ended: told });
  });

  it('says what is wrong with policy and exceptions at once', () => {
    write('exceptions.yaml', exception.replace('team: web', 'team: webb').replace('[auto]', '[atuo]'));
    expect(() => compiled()).toThrow(/rule "atuo"; did you mean auto\?\n.*team "webb"; did you mean web\?/);
  });
});

describe('compiling a policy that extends another', () => {
  const overlay = (rule: string) => {
    mkdirSync(join(folder, 'unit'), { recursive: true });
    write('unit/policy.yaml', `name: u\nversion: "1"\nextends: ../policy.yaml\nrules:\n  - ${rule}\n`);
    return compilePolicy(join(folder, 'unit/policy.yaml'), { now: new Date('2027-06-01T00:00:00Z') });
  };
  const own = '{ id: own, type: image-tests }';

  it('has the exceptions of both, each for its own rules', () => {
    write('exceptions.yaml', exception);
    expect(overlay(own)).toMatchObject({ ok: true, ended: [], policy: { exceptions: [{ id: 'EX-1', rules: ['auto'] }] } });
    expect(overlay('{ id: auto, exceptions: none }')).not.toHaveProperty('policy.exceptions');
    write('unit/exceptions.yaml', exception.replace('2027-01-31', '2028-01-31'));
    const problem = 'the rule auto is that of the policy that this one extends, and so are exceptions from it';
    expect(overlay(own)).toMatchObject({ ok: false, problems: [expect.stringContaining(problem)] });
    rmSync(join(folder, 'unit/exceptions.yaml'));
  });

  it('has another digest when the other one changes', () => {
    const digest = () => {
      const compiled = overlay(own);
      return compiled.ok ? compiled.policyDigest : compiled.problems;
    };
    const before = digest();
    expect(digest()).toEqual(before);
    write('policy.yaml', 'name: p\nversion: "1"\nrules:\n  - { id: auto, type: auto-disable, maximum: 4 }\n');
    expect(digest()).toEqual(expect.stringMatching(/^sha256-/));
    expect(digest()).not.toEqual(before);
  });
});

describe('the time of a build', () => {
  it('is now, or what SOURCE_DATE_EPOCH says', () => {
    vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
    expect(buildTime({}).toISOString()).toBe('2026-11-22T12:00:00.000Z');
    vi.useRealTimers();
    expect(buildTime({ SOURCE_DATE_EPOCH: '1764547200' }).toISOString()).toBe('2025-12-01T00:00:00.000Z');
    expect(() => buildTime({ SOURCE_DATE_EPOCH: 'yesterday' })).toThrow(/SOURCE_DATE_EPOCH is "yesterday"/);
  });
});
