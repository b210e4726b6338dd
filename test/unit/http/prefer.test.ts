import { describe, expect, it } from 'vitest';
import { prefersMinimal } from '../../../lib/http/prefer.ts';

describe('prefersMinimal', () => {
  it.each([
    'return=minimal',
    'Return = Minimal',
    'return="minimal"',
    'respond-async, return=minimal',
    'return=minimal; foo=1',
    'return=minimal, return=representation',
  ])('hears %s', (header) => {
    expect(prefersMinimal(header)).toBe(true);
  });

  it.each([undefined, '', 'return=representation', 'return=representation, return=minimal', 'minimal', 'handling=strict'])(
    'does not read it into %s',
    (header) => {
      expect(prefersMinimal(header)).toBe(false);
    },
  );
});
