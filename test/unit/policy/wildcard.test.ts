import { describe, expect, it } from 'vitest';
import { joined, literalOf, matches, matchesWildcard, wildcardOf } from '../../../lib/text/wildcard.ts';

describe('a wildcard', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything/at:all', true],
    ['web-*', 'web-', true],
    ['web-*', 'web', false],
    ['web-*', 'Web-ci', false],
    ['*-ci', 'web-ci', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['?', '', false],
    ['?', 'a', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['*/', '/x', false],
    ['arn:aws:imagebuilder:*:*:image-recipe/*', 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/base/1.0.0', true],
  ])('%j against %j: %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('takes what was filled in literally', () => {
    const filled = joined(joined(wildcardOf('/logs/'), literalOf('*')), wildcardOf('/*'));
    expect(matches(filled, '/logs/*/x')).toBe(true);
    expect(matches(filled, '/logs/web/x')).toBe(false);
  });
});
