import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../lib/text/pattern/pattern.ts';
import { matchesWildcard } from '../../lib/text/wildcard.ts';

/** Milliseconds of the fastest of three tries: a busy machine may disturb one of them, a blow-up all. */
function duration(work: () => void): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

/** A backtracking engine needs longer than the age of the universe for most of these. */
const generous = 100;

const maximumLength = 256;

describe('a pattern cannot be made slow by a tag value', () => {
  it.each([
    ['(a+)+$', 'a', '!'],
    ['(a*)*b', 'a', ''],
    ['(a|a)*b', 'a', ''],
    ['(a|aa)+$', 'a', '!'],
    ['(a|b|ab)*c', 'ab', ''],
    ['a*a*a*a*a*a*a*a*a*a*b', 'a', ''],
    ['(.*)*(.*)*(.*)*x', 'a', ''],
    ['([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))', 'a', '!'],
    ['(([a-z])+.)+[A-Z]([a-z])+', 'a', ''],
    ['(x+x+)+y', 'x', ''],
    ['(\\w*\\s*)*;', 'a b', ''],
    ['(a?){300}a{300}b', 'a', ''],
    ['((((a*)*)*)*)*b', 'a', ''],
    ['([a-z]|[a-y]|[a-x]|.)*(z|y)[^a]', 'a', 'z'],
  ])('%s', (source, unit, end) => {
    const value = `${unit.repeat(Math.ceil(maximumLength / unit.length)).slice(0, maximumLength - end.length)}${end}`;
    const pattern = compilePattern(source);
    expect(pattern.matches(value)).toBe(false);
    expect(duration(() => pattern.matches(value))).toBeLessThan(generous);
  });

  it.each([
    '(a{1000}){1000}',
    '((a{100}){100}){100}',
    '(a{9999}){9999}',
    '((()))'.replace('()', '(){9999}'),
    `${'('.repeat(200)}a${')'.repeat(200)}`,
    'a{99999}',
    'a'.repeat(10_000),
  ])('refuses what would grow: %s', (source) => {
    expect(
      duration(() => expect(() => compilePattern(source)).toThrow(expect.objectContaining({ name: 'PatternError' }))),
    ).toBeLessThan(generous);
  });

  it('nor a wildcard by a name', () => {
    const wildcard = `${'*a'.repeat(60)}*b`;
    const name = 'a'.repeat(512);
    expect(matchesWildcard(wildcard, name)).toBe(false);
    expect(duration(() => matchesWildcard(wildcard, name))).toBeLessThan(generous);
  });
});
