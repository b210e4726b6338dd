import { describe, expect, it } from 'vitest';
import { pipelineArn } from '../../../lib/image-builder/arn.ts';

const deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

describe('the ARN of a pipeline', () => {
  it.each([
    [deployment, 'web-base', 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base'],
    [
      { ...deployment, partition: 'aws-cn', region: 'cn-north-1' },
      'a_1',
      'arn:aws-cn:imagebuilder:cn-north-1:111122223333:image-pipeline/a_1',
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
