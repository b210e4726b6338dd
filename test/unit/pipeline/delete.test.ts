import { describe, expect, it } from 'vitest';
import type { ImageBuilder } from '../../../lib/pipeline/stored/image-builder.ts';
import { ResourceInUse, UpstreamTimeout } from '../../../lib/problem/errors.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { minimal } from './sound.ts';

const name = 'web-base';

async function holding(replaced?: Partial<ImageBuilder>) {
  const api = pipelineApi(undefined, replaced);
  await api.create(minimal);
  return api;
}

describe('a DELETE', () => {
  it('answers 204 without a body, and the pipeline is gone', async () => {
    const api = await holding();
    const answer = await api.remove(name);
    expect(answer).toMatchObject({ status: 204, json: null });
    expect(answer.headers['content-type']).toBeUndefined();
    expect((await api.get(name)).status).toBe(404);
  });

  it('of a pipeline that is not there is a 404, and with If-Match a 412', async () => {
    expect((await pipelineApi().remove(name)).status).toBe(404);
    expect((await pipelineApi().remove(name, { 'If-None-Match': '*' })).status).toBe(404);
    expect((await pipelineApi().remove(name, { 'If-Match': '*' })).status).toBe(412);
    expect((await pipelineApi().remove('Web Base')).status).toBe(404);
  });

  it('with If-Match deletes only what was read', async () => {
    const api = await holding();
    const { etag } = await api.get(name);
    await api.patch(name, { description: 'Other' });
    expect(await api.remove(name, { 'If-Match': etag })).toMatchObject({
      status: 412,
      json: { currentETag: (await api.get(name)).etag, changed: [] },
    });
    expect((await api.remove(name, { 'If-Match': (await api.get(name)).etag })).status).toBe(204);
  });

  it('deletes nothing where it is not known whose the pipeline is', async () => {
    const api = await holding();
    api.imageBuilder.getPipeline = () => Promise.reject(new UpstreamTimeout('Too slow.'));
    expect((await api.remove(name)).status).toBe(504);
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it('passes on what Image Builder has against it', async () => {
    const api = await holding({ deletePipeline: () => Promise.reject(new ResourceInUse('Busy.')) });
    expect((await api.remove(name)).status).toBe(409);
  });
});
