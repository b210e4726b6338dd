import { describe, expect, it } from 'vitest';
import { isPipelineOf, pipelineArn } from '../../../lib/image-builder/arn.ts';

const deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

describe('the ARN of a pipeline', () => {
  it.each([
    [deployment, 'web-base', 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base'],
    [
      { ...deployment, partition: 'aws-cn', region: 'cn-north-1' },
      'a-1',
      'arn:aws-cn:imagebuilder:cn-north-1:111122223333:image-pipeline/a-1',
    ],
  ])('is made of the deployment and the name', (place, name, arn) => {
    expect(pipelineArn(place, name)).toBe(arn);
  });

  it.each([
    '',
    '..',
    'a/b',
    'a:b',
    'Web',
    'a_1',
    'ab',
    'a b',
    'a\n',
    'ä',
    '*',
    'a%2Fb',
    'x'.repeat(129),
    'arn:aws:imagebuilder:eu-west-1:9:image/x',
  ])('is none for %j', (name) => {
    expect(pipelineArn(deployment, name)).toBeUndefined();
  });
});

describe('a pipeline of this deployment', () => {
  it.each([
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base', true],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web_base', true],
    ['arn:aws:imagebuilder:eu-west-1:444455556666:image-pipeline/web-base', false],
    ['arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/web-base', false],
    ['arn:aws-cn:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base', false],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web-base', false],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base/1.0.0', false],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/', false],
    ['', false],
  ])('is %j: %j', (arn, expected) => {
    expect(isPipelineOf(deployment, arn)).toBe(expected);
  });
});
