import { describe, expect, it } from 'vitest';
import { isNormalisedName, normaliseName } from '../../../lib/pipeline/definition/name.ts';

describe('the name of a pipeline', () => {
  it.each([
    ['ubuntu_image_pipeline', 'ubuntu-image-pipeline'],
    ['DockerHost Pipeline for Ubuntu 2004', 'dockerhost-pipeline-for-ubuntu-2004'],
    ['MyWindows2016Pipeline', 'mywindows2016pipeline'],
    ['a  b__c', 'a--b--c'],
  ])('%s becomes %s in the ARN', (name, segment) => {
    expect(normaliseName(name)).toBe(segment);
    expect(normaliseName(segment)).toBe(segment);
    expect(isNormalisedName(segment)).toBe(true);
  });

  it.each(['', 'ab', 'Web', 'web base', 'web_base', 'web/base', '..', 'web\n', 'é'.repeat(3), 'a'.repeat(129)])(
    '%j is no normalised name',
    (text) => expect(isNormalisedName(text)).toBe(false),
  );
});
