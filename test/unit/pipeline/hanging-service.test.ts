import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endpoint, type Operation } from '../../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../../lib/http/operations/create-pipeline.ts';
import { patchPipelineOperation } from '../../../lib/http/operations/patch-pipeline.ts';
import { replacePipelineOperation } from '../../../lib/http/operations/replace-pipeline.ts';
import type { OperationId } from '../../../lib/service/routes.ts';
import { apiEvent, lambdaContext } from '../../support/event.ts';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { routeOf } from '../../support/route-of.ts';
import { testRuntime } from '../../support/runtime.ts';
import { hang, json, startUpstream, type Upstream } from '../../support/upstream.ts';

// Over a real socket, because what counts is which of the deadlines comes first: that of the calls, or that of the answer.

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const definition = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  tags: { team: 'web' },
};
const created = json(200, { requestId: 'r', imagePipelineArn: arn });
const found = json(200, { requestId: 'r', imagePipeline: { ...definition, arn, description: 'As it was' } });
/** Whichever of the two that the definition refers to is looked at. */
const unowned = json(200, { imageRecipe: { tags: {} }, infrastructureConfiguration: { tags: {} } });
const updated = json(200, { requestId: 'r' });
const tagged = json(200, {});
const missing = json(404, { message: 'None.' }, { 'x-amzn-errortype': 'ResourceNotFoundException' });

/**
 * Milliseconds of the function's limit: calls are aborted a second before Middy answers by itself, and that is a second before
 * this.
 */
const limit = 2_500;

let upstream: Upstream;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await upstream?.close();
});

async function send(operationId: OperationId, operation: (ports: Ports) => Operation, body: object) {
  const runtime = testRuntime();
  const imageBuilder = wholeImageBuilder({ ...runtime.deployment, endpoint: upstream.url });
  const type = operationId === 'patchPipeline' ? 'application/merge-patch+json' : 'application/json';
  const event = apiEvent({
    method: operationId === 'createPipeline' ? 'POST' : 'PUT',
    pathParameters: { name: 'web-base' },
    headers: { 'Content-Type': type },
    body: JSON.stringify(body),
  });
  const handler = endpoint(routeOf(operationId), runtime, operation({ ...runtime, imageBuilder }));
  const response = await handler(event, lambdaContext(limit));
  return { status: response.statusCode, headers: response.headers, json: JSON.parse(response.body) };
}

type Ports = Parameters<typeof replacePipelineOperation>[0];

const create = () => send('createPipeline', createPipelineOperation, definition);
const put = (body: object) => send('replacePipeline', replacePipelineOperation, body);
const patch = (body: object) => send('patchPipeline', patchPipelineOperation, body);

describe('a service that hangs until the time is up', () => {
  it('after it created a pipeline leaves a 201 with what was written', async () => {
    upstream = await startUpstream(unowned, unowned, created, hang);
    expect(await create()).toMatchObject({
      status: 201,
      headers: { location: '/v1/pipelines/web-base' },
      json: { name: 'web-base', status: 'enabled', tags: { team: 'web' }, createdAt: null },
    });
  });

  it('after it created a pipeline leaves a 201 also for a PUT', async () => {
    upstream = await startUpstream(missing, unowned, unowned, created, hang);
    expect(await put(definition)).toMatchObject({ status: 201, json: { name: 'web-base' } });
  });

  it('after it changed a pipeline leaves a 200 with what was written', async () => {
    upstream = await startUpstream(found, updated, hang);
    expect(await patch({ description: 'Other' })).toMatchObject({ status: 200, json: { description: 'Other' } });
  });

  it('in the middle of a write leaves an answer that says what took effect', async () => {
    upstream = await startUpstream(found, tagged, hang);
    expect(await patch({ description: 'Other', tags: { stage: 'test' } })).toMatchObject({
      status: 502,
      json: { title: 'The write stopped half way', applied: ['add-tags'], pending: ['update-settings'] },
    });
  });

  it('at the first step of a write leaves a 504', async () => {
    upstream = await startUpstream(found, hang);
    const answer = await put({ ...definition, description: 'Other' });
    expect(answer).toMatchObject({ status: 504, json: { type: 'https://imagegate.dev/problems/upstream-timeout' } });
    expect(answer.json.detail).toContain('not known');
  });
});
