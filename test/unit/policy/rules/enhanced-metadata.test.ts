import { describe, expect, it } from 'vitest';
import { definitionWith, patched, verdictOf } from '../../../support/policy-subjects.ts';

const rule = { id: 'metadata', type: 'enhanced-metadata' };
const pointer = '/enhancedImageMetadataEnabled';

describe('the enhanced-metadata rule', () => {
  it.each([
    [undefined, 'allow'],
    [true, 'allow'],
    [false, 'deny'],
  ])('with %j: %s', (enhancedImageMetadataEnabled, decision) => {
    expect(verdictOf([rule], definitionWith({ enhancedImageMetadataEnabled })).decision).toBe(decision);
  });

  it('says that the collection is off, and switches it on', () => {
    const body = definitionWith({ enhancedImageMetadataEnabled: false });
    const { violations, fix } = verdictOf([rule], body);
    expect(violations).toMatchObject([
      {
        code: 'off',
        pointer,
        message: 'collection of enhanced image metadata is off, it must be on',
        actual: false,
        expected: true,
        origin: 'request',
      },
    ]);
    expect(fix).toEqual({ patch: [{ op: 'replace', path: pointer, value: true }], verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });
});
