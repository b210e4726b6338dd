import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { mockImageBuilder, serviceError } from '../../support/image-builder-mock.ts';

const deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const { signal } = new AbortController();
const definition = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};

let imageBuilder: ReturnType<typeof mockImageBuilder>;
beforeEach(() => {
  imageBuilder = mockImageBuilder();
});
afterEach(() => imageBuilder.restore());

describe('creating', () => {
  it('sends the definition with the token, and gives the ARN', async () => {
    imageBuilder.onCreate({ answer: { imagePipelineArn: arn } });
    const created = await wholeImageBuilder(deployment).createPipeline(definition, { clientToken: 't-1', signal });
    expect(created).toEqual({ arn });
    expect(imageBuilder.creates()).toEqual([{ ...definition, clientToken: 't-1' }]);
  });

  it('names a pipeline that exists as its ARN does', async () => {
    imageBuilder.onCreate({ thrown: serviceError('ResourceAlreadyExistsException') });
    await expect(wholeImageBuilder(deployment).createPipeline(definition, { clientToken: 't', signal })).rejects.toMatchObject({
      type: 'already-exists',
      message: expect.stringContaining('web-base'),
    });
  });

  it.each([
    ['without an ARN', {}],
    [
      'with the ARN of another account',
      { imagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:444455556666:image-pipeline/web-base' },
    ],
  ])('rejects an answer %s', async (_, answer) => {
    imageBuilder.onCreate({ answer });
    await expect(wholeImageBuilder(deployment).createPipeline(definition, { clientToken: 't', signal })).rejects.toMatchObject({
      type: 'upstream-error',
    });
  });
});

describe('getting', () => {
  it.each(['../x', 'arn:aws:imagebuilder:eu-west-1:999988887777:image-pipeline/x', ''])(
    'asks nothing for %j, which can be no name',
    async (name) => {
      await expect(wholeImageBuilder(deployment).getPipeline(name, { signal })).rejects.toMatchObject({ type: 'not-found' });
      expect(imageBuilder.gets()).toEqual([]);
    },
  );
});
