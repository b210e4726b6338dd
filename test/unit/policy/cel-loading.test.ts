import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Prepares and judges with a policy in a process of its own, and tells which files of the engine that process read. */
function engineFilesRead(rules: readonly object[]): readonly string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const read = [];
    registerHooks({ load: (url, context, next) => { if (url.includes('cel-js/lib/')) read.push(url); return next(url, context); } });
    const { verdictOf, compliant } = await import(${JSON.stringify(new URL('../../support/policy-subjects.ts', import.meta.url).href)});
    const { decision } = verdictOf(${JSON.stringify(rules)}, compliant);
    console.log(JSON.stringify({ decision, read }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  const { decision, read } = JSON.parse(output);
  expect(decision).toBe('allow');
  return read;
}

describe('the engine of expressions', () => {
  it('is not even read by a process whose policy has none', () => {
    expect(engineFilesRead([{ id: 'a', type: 'auto-disable' }])).toEqual([]);
  });

  it('is read by one whose policy has some', () => {
    const rule = { id: 'x', type: 'expression', assert: 'has(definition.name)', at: '/name', message: 'no' };
    expect(engineFilesRead([rule]).length).toBeGreaterThan(5);
  });
});
