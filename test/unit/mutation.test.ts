import { describe, expect, it } from 'vitest';
import { instrumented } from '../mutation/instrument.ts';
import { javaScriptOf, mutantsIn } from '../mutation/mutants.ts';
import { reportOn } from '../mutation/report.ts';

const mutantsOf = (source: string) =>
  mutantsIn(javaScriptOf(source)).map((mutant, index) => ({ ...mutant, id: index + 1, file: 'lib/x.ts' }));

const changesOf = (source: string) => mutantsOf(source).map(({ original, replacement }) => `${original} -> ${replacement}`);

/** What a function of the code answers while a mutant is awake. */
function answerOf(source: string, awake: number, ...given: readonly unknown[]): unknown {
  const code = instrumented(javaScriptOf(source), mutantsOf(source));
  Object.assign(globalThis, { isMutant: (id: number) => id === awake });
  return new Function(`${code}; return f(...arguments);`)(...given);
}

describe('mutants', () => {
  it.each([
    ['const f = (a: number) => a > 3;', ['a > 3 -> undefined', 'a > 3 -> a >= 3', 'a > 3 -> a <= 3']],
    ['const f = (a?: A) => a?.b?.[0];', ['a?.b?.[0] -> undefined', 'a?.b?.[0] -> a.b?.[0]', 'a?.b?.[0] -> a?.b[0]']],
    ['if (a && !b) go();', ['a && !b -> true', 'a && !b -> false', 'a && !b -> a || !b', '!b -> b', 'go(); -> ;']],
    ['const a = b ?? (c || d);', ['b ?? (c || d) -> (b) && (c || d)', 'c || d -> c && d']],
    ['throw new Error("no such thing");', []],
    ['const a: "x" | "y" = "x";', ['"x" -> \'\'']],
    ['import { a } from "b"; export { a };', []],
    ['const a = /^x$/u;', ['/^x$/u -> /x$/u', '/^x$/u -> /^x/u']],
    [
      'a.filter(isB).some(c);',
      ['a.filter(isB).some(c); -> ;', 'a.filter(isB).some(c) -> a.filter(isB).every(c)', 'a.filter(isB) -> a'],
    ],
  ])('of %s', (source, changes) => {
    expect(changesOf(source)).toEqual(changes);
  });

  it('sleep until they are asked for', () => {
    const source =
      'function f(a: number) { if (a > 3) a = g(a); else a = -1; return a; } function g(a: number) { return a + 1; }';
    const answers = mutantsOf(source).map(({ original, replacement, id }) => [
      `${original} -> ${replacement}`,
      answerOf(source, id, 3),
    ]);
    expect(answerOf(source, 0, 3)).toBe(-1);
    expect(answerOf(source, 0, 4)).toBe(5);
    expect(Object.fromEntries(answers)).toMatchObject({
      'a > 3 -> true': 4,
      'a > 3 -> a >= 3': 4,
      'a > 3 -> a <= 3': 4,
      '-1 -> 1': 1,
    });
  });

  it('leave an else with its if', () => {
    const source = 'function f(a) { let b = 0; const set = (c) => { b = c; }; if (a) set(1); else set(2); return b; }';
    const [removed] = mutantsOf(source).filter(({ original }) => original === 'set(1);');
    expect(answerOf(source, removed?.id ?? 0, true)).toBe(0);
    expect(answerOf(source, removed?.id ?? 0, false)).toBe(2);
  });
});

describe('the report', () => {
  it('names who survived, and counts by folder', () => {
    const mutants = mutantsOf('if (a > 3) go();').map((mutant) => ({ ...mutant, file: 'lib/json/value.ts' }));
    const { lines, percent } = reportOn(mutants, { killed: new Set([1, 2, 3]), reached: new Set([1, 2, 3, 4]) });
    expect(lines.slice(0, 2)).toEqual([
      'lib/json/value.ts:1:5  a > 3 -> a <= 3',
      'lib/json/value.ts:1:12  go(); -> ;  (no test runs it)',
    ]);
    expect(lines).toContain('lib/json          60.0 %  3 of 5');
    expect(percent).toBe(60);
  });
});
