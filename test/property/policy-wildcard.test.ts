import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesWildcard } from '../../lib/text/wildcard.ts';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/', '.', '(', '\n'), maxLength: 10 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '(', '\n', '*'), maxLength: 12 });

it('a wildcard means what the escaped regular expression means', () => {
  fc.assert(
    fc.property(pattern, text, (wildcard, value) => {
      const escaped = wildcard.replaceAll(/[.(/]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
      expect(matchesWildcard(wildcard, value)).toBe(new RegExp(`^${escaped}$`, 's').test(value));
    }),
    { numRuns: 3000 },
  );
});
