import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const tests = '/imageTestsConfiguration/imageTestsEnabled';
const scanning = '/imageScanningConfiguration/imageScanningEnabled';
const metadata = '/enhancedImageMetadataEnabled';
const on = { imageScanningConfiguration: { imageScanningEnabled: true } };

describe('the rules of what must be on', () => {
  it.each([
    ['image-tests', {}, []],
    ['image-tests', { imageTestsConfiguration: { timeoutMinutes: 720 } }, []],
    ['image-tests', { imageTestsConfiguration: { imageTestsEnabled: true } }, []],
    ['image-tests', { imageTestsConfiguration: { imageTestsEnabled: false } }, [['off', tests]]],
    ['enhanced-metadata', {}, []],
    ['enhanced-metadata', { enhancedImageMetadataEnabled: true }, []],
    ['enhanced-metadata', { enhancedImageMetadataEnabled: false }, [['off', metadata]]],
    ['image-scanning', {}, [['off', scanning]]],
    ['image-scanning', { imageScanningConfiguration: { imageScanningEnabled: false } }, [['off', scanning]]],
    ['image-scanning', { imageScanningConfiguration: { ecrConfiguration: { repositoryName: 'r' } } }, [['off', scanning]]],
    ['image-scanning', on, []],
    ['image-scanning', { ...on, imageTestsConfiguration: { imageTestsEnabled: false } }, [['without-tests', tests]]],
    [
      'image-scanning',
      { imageTestsConfiguration: { imageTestsEnabled: false } },
      [
        ['off', scanning],
        ['without-tests', tests],
      ],
    ],
  ])('%s with %j', (type, members, expected) => {
    const rule = { id: 'on', type };
    const body = definitionWith(members);
    const verdict = verdictOf([rule], body);
    expect(findingsOf(verdict)).toEqual(expected);
    if (expected.length === 0) return;
    expect(verdict.fix).toMatchObject({ verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, verdict.fix?.patch ?? [])).decision).toBe('allow');
  });

  it('says whether it is off by default or by request', () => {
    const rule = { id: 's', type: 'image-scanning' };
    const messageOf = (members: object) =>
      verdictOf([rule], definitionWith({ ...members })).violations.map(({ message }) => message);
    expect(messageOf({})).toEqual(['scanning of images is not given and off by default, it must be on']);
    expect(messageOf({ imageScanningConfiguration: { imageScanningEnabled: false } })).toEqual([
      'scanning of images is off, it must be on',
    ]);
  });
});
