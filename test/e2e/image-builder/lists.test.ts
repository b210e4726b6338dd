import {
  CreateImagePipelineCommand as Create,
  DeleteImagePipelineCommand as Delete,
  type ImagebuilderClient,
  ListImagePipelinesCommand as List,
  paginateListImagePipelines,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running } from './running.ts';

const letters = ['alpha', 'bravo', 'charlie', 'delta', 'echo'];

async function create(client: ImagebuilderClient, names: readonly string[]): Promise<void> {
  for (const name of names) await client.send(new Create({ ...minimal, name, status: name < 'c' ? 'DISABLED' : 'ENABLED' }));
}

describe('a list of pipelines', () => {
  it('has every pipeline once over its pages, and no token on the last', async () => {
    const { client } = await running();
    await create(client, letters);
    const pages = [];
    for await (const page of paginateListImagePipelines({ client, pageSize: 2 }, {})) pages.push(page);
    expect(pages.map((page) => page.imagePipelineList?.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap((page) => page.imagePipelineList?.map(({ name }) => name))).toEqual(letters);
    expect(pages.at(-1)).not.toHaveProperty('nextToken', expect.anything());
  });

  it('neither skips nor repeats when pipelines come and go between pages', async () => {
    const { client } = await running();
    await create(client, letters);
    const { nextToken } = await client.send(new List({ maxResults: 2 }));
    await client.send(new Delete({ imagePipelineArn: arn('image-pipeline/bravo') }));
    await create(client, ['able']);
    const { imagePipelineList } = await client.send(new List({ maxResults: 25, nextToken }));
    expect(imagePipelineList?.map(({ name }) => name)).toEqual(['charlie', 'delta', 'echo']);
  });

  it('has 25 on a page by default, and no token when that is all', async () => {
    const { client } = await running();
    await create(
      client,
      Array.from({ length: 25 }, (_, index) => `pipeline-${index}`),
    );
    const page = await client.send(new List({}));
    expect(page.imagePipelineList).toHaveLength(25);
    expect(page.nextToken).toBeUndefined();
    await create(client, ['one-more']);
    expect((await client.send(new List({}))).nextToken).toEqual(expect.any(String));
  });

  it.each([
    [[{ name: 'name', values: ['alpha', 'echo', 'none'] }], ['alpha', 'echo']],
    [[{ name: 'name', values: ['Alpha'] }], []],
    [
      [
        { name: 'status', values: ['DISABLED'] },
        { name: 'name', values: ['bravo', 'charlie'] },
      ],
      ['bravo'],
    ],
    [[{ name: 'imageRecipeArn', values: [minimal.imageRecipeArn] }], letters],
    [[{ name: 'description', values: ['x'] }], []],
  ])('narrows by %j', async (filters, names) => {
    const { client } = await running();
    await create(client, letters);
    const { imagePipelineList } = await client.send(new List({ filters }));
    expect(imagePipelineList?.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    [{ filters: [{ name: 'containerRecipeArn', values: ['x'] }] }, 'InvalidParameterValueException', /'filters\[0\]\.name'/],
    [{ filters: [{ name: 'Name', values: ['x'] }] }, 'InvalidParameterValueException', /'filters\[0\]\.name'/],
    [{ filters: [{ name: 'name' }] }, 'InvalidParameterValueException', /'filters\[0\]\.values'/],
    [{ filters: [{ name: 'name', values: ['a@b'] }] }, 'InvalidParameterValueException', /'filters\[0\]\.values\[0\]'/],
    [{ maxResults: 26 }, 'InvalidParameterValueException', /'maxResults'.*between 1 and 25/],
    [{ nextToken: 'nonsense' }, 'InvalidPaginationTokenException', /token/],
  ])('refuses %j', async (request, name, message) => {
    const { client } = await running();
    await expect(client.send(new List(request))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('does not take the token of a list with other filters', async () => {
    const { client } = await running();
    await create(client, letters);
    const { nextToken } = await client.send(new List({ maxResults: 1 }));
    const filters = [{ name: 'status', values: ['ENABLED'] }];
    await expect(client.send(new List({ maxResults: 1, nextToken, filters }))).rejects.toMatchObject({
      name: 'InvalidPaginationTokenException',
    });
  });
});
