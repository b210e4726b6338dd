import { describe, expect, it } from 'vitest';
import { isFloating, parseArn } from '../../../lib/arn.ts';

describe('an ARN of Image Builder', () => {
  it.each([
    [
      'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.x',
      { kind: 'image-recipe', name: 'web', version: '1.4.x' },
    ],
    [
      'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
      { kind: 'infrastructure-configuration', name: 'std' },
    ],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base', { kind: 'image-pipeline', name: 'web-base' }],
    [
      'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x',
      { account: 'aws', kind: 'workflow', stage: 'build', name: 'build-image', version: 'x.x.x' },
    ],
    [
      'arn:aws-us-gov:imagebuilder:us-gov-west-1:111122223333:workflow/test/smoke/1.0.0/2',
      { partition: 'aws-us-gov', region: 'us-gov-west-1', stage: 'test', name: 'smoke', version: '1.0.0', build: '2' },
    ],
  ])('%s is taken apart', (arn, parts) => expect(parseArn(arn)).toMatchObject(parts));

  it.each([
    '',
    'web',
    'arn:aws:iam::111122223333:role/image-builder',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/',
    'arn:aws:imagebuilder:eu-west-1::image-recipe/web/1.0.0',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0/1/2',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0:more',
  ])('%j is none', (text) => expect(parseArn(text)).toBeUndefined());

  it.each([
    ['1.4.0', false],
    ['1.4.x', true],
    ['x.x.x', true],
  ])('a version %s floats: %s', (version, floats) => expect(isFloating(version)).toBe(floats));
});
