import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globOf, globOfText, overlap } from '../../lib/text/overlap.ts';
import { matchesWildcard } from '../../lib/text/wildcard.ts';

const wildcards = array(constantFrom('a', 'b', '/', '*', '?'), { maxLength: 7 }).map((parts) => parts.join(''));
const texts = array(constantFrom('a', 'b', '/'), { maxLength: 5 }).map((parts) => parts.join(''));

/** Every text of so many characters and less. */
function allTexts(length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = allTexts(length - 1);
  const longest = shorter.filter((text) => text.length === length - 1);
  return [...shorter, ...['a', 'b', '/'].flatMap((character) => longest.map((text) => text + character))];
}

describe('two wildcards', () => {
  it('meet where one is a text exactly when it matches', () => {
    assert(
      property(wildcards, texts, (wildcard, text) => {
        expect(overlap(globOf(wildcard, true), globOfText(text))).toBe(matchesWildcard(wildcard, text));
      }),
    );
  });

  it('meet whichever comes first, and where some text matches both', () => {
    const short = wildcards.filter((wildcard) => wildcard.length <= 3);
    const candidates = allTexts(6);
    assert(
      property(short, short, (one, other) => {
        const meets = overlap(globOf(one, true), globOf(other, true));
        expect(overlap(globOf(other, true), globOf(one, true))).toBe(meets);
        // What two wildcards of three characters have in common, a text of six has in common.
        expect(candidates.some((text) => matchesWildcard(one, text) && matchesWildcard(other, text))).toBe(meets);
      }),
    );
  });

  it('do not meet beyond a slash where they may not reach over one', () => {
    assert(
      property(wildcards, texts, (wildcard, text) => {
        const parts = wildcard.split('/');
        const given = text.split('/');
        const matches = parts.length === given.length && parts.every((part, index) => matchesWildcard(part, given[index] ?? ''));
        expect(overlap(globOf(wildcard, false), globOfText(text))).toBe(matches);
      }),
    );
  });
});
