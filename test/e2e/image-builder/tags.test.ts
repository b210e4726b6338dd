import {
  CreateImagePipelineCommand as Create,
  GetImagePipelineCommand as Get,
  ListTagsForResourceCommand as ListTags,
  TagResourceCommand as Tag,
  UntagResourceCommand as Untag,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running, startOfTime } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');
const path = `/tags/${encodeURIComponent(imagePipelineArn)}`;

describe('the tags of a resource', () => {
  it('can be added, replaced and removed, and show in the pipeline without being an update of it', async () => {
    const { client, pass } = await running();
    await client.send(new Create({ ...minimal, tags: { team: 'web', env: 'dev' } }));
    pass(60);
    await client.send(new Tag({ resourceArn: imagePipelineArn, tags: { env: 'prod', 'cost centre+1': '' } }));
    await client.send(new Untag({ resourceArn: imagePipelineArn, tagKeys: ['team', 'never there'] }));
    const tags = { env: 'prod', 'cost centre+1': '' };
    expect((await client.send(new ListTags({ resourceArn: imagePipelineArn }))).tags).toEqual(tags);
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ tags, dateUpdated: startOfTime });
  });

  it('are removed by keys that need percent-encoding, several at once', async () => {
    const { client } = await running();
    const tags = { 'a b+c': '1', 'd/e=f': '2', keep: '3' };
    await client.send(new Create({ ...minimal, tags }));
    await client.send(new Untag({ resourceArn: imagePipelineArn, tagKeys: ['a b+c', 'd/e=f'] }));
    expect((await client.send(new ListTags({ resourceArn: imagePipelineArn }))).tags).toEqual({ keep: '3' });
  });

  it('belong to the resources of the catalogue too', async () => {
    const { client } = await running();
    const resourceArn = arn('image-recipe/web/1.4.0');
    await client.send(new Tag({ resourceArn, tags: { a: 'b' } }));
    expect((await client.send(new ListTags({ resourceArn }))).tags).toEqual({ a: 'b' });
  });

  it('may be called like a property of every object', async () => {
    const { client, server } = await running();
    await client.send(new Create(minimal));
    const body = '{"tags":{"__proto__":"p","constructor":"c"}}';
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    expect(await (await fetch(`${server.url}${path}`)).text()).toBe(body);
    expect(({} as { p?: unknown }).p).toBeUndefined();
    await fetch(`${server.url}${path}?tagKeys=__proto__`, { method: 'DELETE' });
    expect(await (await fetch(`${server.url}${path}`)).text()).toBe('{"tags":{"constructor":"c"}}');
  });

  it('are at most fifty', async () => {
    const { client } = await running();
    const numbered = (from: number) => Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`tag-${from + index}`, '']));
    await client.send(new Create({ ...minimal, tags: numbered(0) }));
    await expect(client.send(new Tag({ resourceArn: imagePipelineArn, tags: numbered(26) }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect(Object.keys((await client.send(new ListTags({ resourceArn: imagePipelineArn }))).tags ?? {})).toHaveLength(26);
  });

  it.each([
    ['GET', path, 404, 'ResourceNotFoundException'],
    ['GET', '/tags/%E0%A4%A', 400, 'InvalidParameterException'],
    ['GET', '/tags/no-arn', 400, 'InvalidParameterException'],
    ['DELETE', path, 400, 'InvalidParameterException'],
    ['DELETE', `${path}?tagKeys=`, 400, 'InvalidParameterException'],
    ['DELETE', `${path}?tagKeys=%`, 400, 'InvalidParameterException'],
    ['POST', path, 400, 'InvalidParameterException'],
    ['GET', `/tags/${imagePipelineArn}`, 404, 'UnknownOperationException'],
    ['PUT', path, 404, 'UnknownOperationException'],
  ])('answer %s %s with %i %s', async (method, target, status, name) => {
    const { server } = await running();
    const answer = await fetch(`${server.url}${target}`, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-errortype')).toBe(name);
    expect(await answer.json()).toEqual({ message: expect.any(String) });
  });
});
