import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../lib/image-builder/wire/sha256.ts';

const hex = async (digest: Sha256) => Buffer.from(await digest.digest()).toString('hex');

describe('the digest that requests are signed with', () => {
  // Source: RFC 4231, test cases 1, 2 and 6.
  it.each([
    ['0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      '4a656665',
      '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(131),
      '54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('is the HMAC of the standard’s examples', async (key, data, expected) => {
    const digest = new Sha256(Buffer.from(key, 'hex'));
    digest.update(Buffer.from(data, 'hex'));
    expect(await hex(digest)).toBe(expected);
  });

  it('is Node’s own, whatever form key and data have', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.oneof(fc.string(), bytes), { nil: undefined }),
        fc.array(fc.oneof(fc.string(), bytes)),
        async (key, parts) => {
          const digest = new Sha256(key);
          const expected = key === undefined ? createHash('sha256') : createHmac('sha256', key);
          for (const part of parts) {
            digest.update(part);
            expected.update(part);
          }
          expect(await hex(digest)).toBe(expected.digest('hex'));
        },
      ),
    );
  });

  it('takes a part of a buffer for that part', async () => {
    const whole = new TextEncoder().encode('xxabcxx');
    const digest = new Sha256();
    digest.update(whole.subarray(2, 5));
    digest.update(whole.buffer.slice(0, 2));
    expect(await hex(digest)).toBe(createHash('sha256').update('abcxx').digest('hex'));
  });
});
