import { describe, expect, it } from 'vitest';
import { NotFound } from '../../../lib/problem/errors.ts';
import { type Ask, neighbours } from '../../support/neighbours.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { minimal } from './sound.ts';

const name = 'web-base';
const body = { ...minimal, tags: { team: 'web' } };
const keyed = { 'Idempotency-Key': '"k-1"' };
const reused = { status: 422, json: { type: 'https://imagegate.dev/problems/idempotency-key-reused' } };

describe('a creation that is repeated with its key', () => {
  const tries: [string, 'createPipeline' | 'replacePipeline', Ask][] = [
    ['a POST with the header', 'createPipeline', { body, headers: keyed }],
    ['a POST with a clientToken', 'createPipeline', { body: { ...body, clientToken: 'k-1' } }],
    ['a PUT with the header', 'replacePipeline', { name, body, headers: keyed }],
  ];

  it.each(tries)('after the pipeline was deleted says so: %s', async (_, operation, asked) => {
    const house = neighbours();
    expect((await house.ask('web', operation, asked)).status).toBe(201);
    await house.ask('web', 'deletePipeline', { name });
    const again = await house.ask('web', operation, asked);
    expect(again).toMatchObject(reused);
    expect(again.json.detail).toContain('Send another key');
    expect(again.headers['location']).toBeUndefined();
    const fresh = { ...asked, body, headers: { 'Idempotency-Key': 'k-2' } };
    expect((await house.ask('web', operation, fresh)).status).toBe(201);
  });

  it('while the pipeline is there finds it as it stands', async () => {
    const house = neighbours();
    await house.ask('web', 'createPipeline', { body, headers: keyed });
    await house.ask('web', 'patchPipeline', { name, body: { description: 'Other' } });
    const again = await house.ask('web', 'createPipeline', { body, headers: keyed });
    expect(again).toMatchObject({ status: 201, json: { description: 'Other' } });
  });
});

describe('a creation whose pipeline cannot be found right after', () => {
  const unseen = { getPipeline: () => Promise.reject(new NotFound('There is none.')) };

  it('without a key stands, for the service has just answered it', async () => {
    expect(await pipelineApi(undefined, unseen).create(body)).toMatchObject({ status: 201, json: { name, createdAt: null } });
    expect(await pipelineApi(undefined, unseen).put(name, body)).toMatchObject({ status: 201 });
  });

  it('with a key may be a repeat', async () => {
    expect(await pipelineApi(undefined, unseen).create({ ...body, clientToken: 'k-1' })).toMatchObject(reused);
    expect(await pipelineApi(undefined, unseen).put(name, body, keyed)).toMatchObject(reused);
  });
});
