import { describe, expect, it } from 'vitest';
import { definitionWith, patched, verdictOf } from '../../../support/policy-subjects.ts';

const rule = { id: 'scanning', type: 'image-scanning' };
const scanning = '/imageScanningConfiguration/imageScanningEnabled';
const tests = '/imageTestsConfiguration/imageTestsEnabled';
const scanned = { imageScanningConfiguration: { imageScanningEnabled: true } };
const untested = { imageTestsConfiguration: { imageTestsEnabled: false } };

const missing = 'scanning of images is not given and off by default, it must be on';
const off = 'scanning of images is off, it must be on';
const vain = 'testing of images is off, and only tested images are scanned';

describe('the image-scanning rule', () => {
  it.each([
    [scanned],
    [{ ...scanned, imageTestsConfiguration: { imageTestsEnabled: true } }],
    [{ ...scanned, imageTestsConfiguration: { timeoutMinutes: 720 } }],
  ])('is content with %j', (members) => {
    expect(verdictOf([rule], definitionWith(members)).decision).toBe('allow');
  });

  it.each([
    [{}, 'off', scanning, missing],
    [{ imageScanningConfiguration: { ecrConfiguration: { repositoryName: 'r' } } }, 'off', scanning, missing],
    [{ imageScanningConfiguration: { imageScanningEnabled: false } }, 'off', scanning, off],
    [{ ...scanned, ...untested }, 'without-tests', tests, vain],
  ])('finds in %j %s at %s, and mends it', (members, code, pointer, message) => {
    const body = definitionWith(members);
    const { violations, fix } = verdictOf([rule], body);
    expect(violations).toMatchObject([{ code, pointer, message, expected: true }]);
    expect(fix).toMatchObject({ verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it('finds everything at once where tests are off as well, and one fix mends both', () => {
    const body = definitionWith(untested);
    const { violations, fix } = verdictOf([rule], body);
    expect(violations).toMatchObject([
      { code: 'off', pointer: scanning, message: missing },
      { code: 'without-tests', pointer: tests, message: vain },
    ]);
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it('tells a setting that is absent from one that is off', () => {
    const actual = (members: object) => verdictOf([rule], definitionWith({ ...members })).violations.map((found) => found.actual);
    expect(actual({})).toEqual([null]);
    expect(actual({ imageScanningConfiguration: { imageScanningEnabled: false } })).toEqual([false]);
  });
});
