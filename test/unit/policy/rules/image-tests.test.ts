import { describe, expect, it } from 'vitest';
import { definitionWith, patched, verdictOf } from '../../../support/policy-subjects.ts';

const rule = { id: 'tests', type: 'image-tests' };
const pointer = '/imageTestsConfiguration/imageTestsEnabled';

describe('the image-tests rule', () => {
  it.each([
    [undefined, 'allow'],
    [{ timeoutMinutes: 720 }, 'allow'],
    [{ imageTestsEnabled: true }, 'allow'],
    [{ imageTestsEnabled: false }, 'deny'],
    [{ imageTestsEnabled: false, timeoutMinutes: 720 }, 'deny'],
  ])('with %j: %s', (imageTestsConfiguration, decision) => {
    expect(verdictOf([rule], definitionWith({ imageTestsConfiguration })).decision).toBe(decision);
  });

  it('says where tests are off, and switches them on', () => {
    const body = definitionWith({ imageTestsConfiguration: { imageTestsEnabled: false, timeoutMinutes: 720 } });
    const { violations, fix } = verdictOf([rule], body);
    expect(violations).toMatchObject([
      {
        code: 'off',
        pointer,
        message: 'testing of images is off, it must be on',
        actual: false,
        expected: true,
        origin: 'request',
      },
    ]);
    expect(fix).toEqual({ patch: [{ op: 'replace', path: pointer, value: true }], verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });
});
