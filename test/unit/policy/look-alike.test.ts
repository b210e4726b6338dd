import { describe, expect, it } from 'vitest';
import { differsInCaseOnly, isBlank, looksLike } from '../../../lib/text/look-alike.ts';

describe('look-alikes', () => {
  it.each([
    ['Cost-Center', 'cost-center', true, true],
    ['cost_center', 'cost-center', true, false],
    ['cost center', 'cost-center', true, false],
    ['costcenter', 'cost-center', true, false],
    [' team', 'team', true, false],
    ['tеam', 'team', true, false],
    ['team\u200b', 'team', true, false],
    ['ｔeam', 'team', true, false],
    ['téam', 'team', true, false],
    ['\u212Aey', 'key', true, false],
    ['team', 'team', false, false],
    ['teams', 'team', false, false],
    ['__proto__', 'proto', true, false],
  ])('%j and %j: alike %s, in case only %s', (key, other, alike, inCase) => {
    expect(looksLike(key, other)).toBe(alike);
    expect(differsInCaseOnly(key, other)).toBe(inCase);
  });

  it.each([
    ['', true],
    [' \t', true],
    ['\u00a0', true],
    ['\u200b', true],
    ['\u3164', true],
    ['\u2800', true],
    ['\ufeff', true],
    ['x', false],
    [' x ', false],
    ['é', false],
    ['0', false],
  ])('%j is blank: %s', (text, expected) => {
    expect(isBlank(text)).toBe(expected);
  });
});
