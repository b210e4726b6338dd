import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromQuotable, quotable } from '../../../lib/identity/quotable.ts';

describe('a quotable text', () => {
  it.each([
    ['github:repository:123456', 'github:repository:123456'],
    ['arn:aws:iam::111122223333:role/web-ci', 'arn:aws:iam::111122223333:role/web-ci'],
    ['portal:a"b\\c', 'portal:a%22b%5Cc'],
    ['50%', '50%25'],
    ['refs/heads/für\n', 'refs/heads/f%C3%BCr%0A'],
    ['\ud800', '%EF%BF%BD'],
  ])('of %j is %s', (text, expected) => {
    expect(quotable(text)).toBe(expected);
  });

  it('means the same within quotation marks, and leads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(`"${quotable(text)}"`)).toBe(quotable(text));
        expect(fromQuotable(quotable(text))).toBe(text);
      }),
    );
  });

  it.each(['%', '%zz', '%C3'])('is none: %s', (text) => {
    expect(fromQuotable(text)).toBeUndefined();
  });
});
