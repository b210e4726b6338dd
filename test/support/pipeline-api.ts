import { endpoint, type Handler } from '../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { deletePipelineOperation } from '../../lib/http/operations/delete-pipeline.ts';
import { evaluatePolicyOperation } from '../../lib/http/operations/evaluate-policy.ts';
import { getDefinitionOperation, getPipelineOperation } from '../../lib/http/operations/get-pipeline.ts';
import { listPipelinesOperation } from '../../lib/http/operations/list-pipelines.ts';
import { patchPipelineOperation } from '../../lib/http/operations/patch-pipeline.ts';
import { replacePipelineOperation } from '../../lib/http/operations/replace-pipeline.ts';
import type { ImageBuilder } from '../../lib/pipeline/stored/image-builder.ts';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import { apiEvent, lambdaContext } from './event.ts';
import { fakeImageBuilder } from './image-builder-fake.ts';
import { routeOf } from './route-of.ts';
import { openPolicy, testRuntime } from './runtime.ts';

type Headers = Readonly<Record<string, string>>;

/** Every route of a single pipeline over an Image Builder in a map, called as API Gateway calls it. */
export function pipelineApi(policy: PolicyDocument = openPolicy, replaced: Partial<ImageBuilder> = {}, clock?: () => Date) {
  const fixed = testRuntime(policy);
  const runtime = clock === undefined ? fixed : { ...fixed, clock };
  const imageBuilder = fakeImageBuilder(replaced);
  const ports = { ...runtime, imageBuilder };
  const handlers = {
    create: endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports)),
    list: endpoint(routeOf('listPipelines'), runtime, listPipelinesOperation(ports)),
    get: endpoint(routeOf('getPipeline'), runtime, getPipelineOperation(ports)),
    definition: endpoint(routeOf('getPipelineDefinition'), runtime, getDefinitionOperation(ports)),
    put: endpoint(routeOf('replacePipeline'), runtime, replacePipelineOperation(ports)),
    patch: endpoint(routeOf('patchPipeline'), runtime, patchPipelineOperation(ports)),
    remove: endpoint(routeOf('deletePipeline'), runtime, deletePipelineOperation(ports)),
    evaluate: endpoint(routeOf('evaluatePolicy'), runtime, evaluatePolicyOperation(ports)),
  };

  async function call(handler: Handler, method: string, name: string | null, body: unknown, headers: Headers) {
    const path = name === null ? '/v1/pipelines' : `/v1/pipelines/${name}`;
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const event = apiEvent({
      method,
      path,
      ...(name === null ? {} : { pathParameters: { name } }),
      headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const response = await handler(event, lambdaContext());
    return {
      status: response.statusCode,
      headers: response.headers,
      etag: response.headers['etag'] ?? '',
      json: response.body === '' ? null : JSON.parse(response.body),
    };
  }

  return {
    imageBuilder,
    records: runtime.records,
    create: (body: unknown) => call(handlers.create, 'POST', null, body, {}),
    list: () => call(handlers.list, 'GET', null, undefined, {}),
    get: (name: string) => call(handlers.get, 'GET', name, undefined, {}),
    definition: (name: string) => call(handlers.definition, 'GET', name, undefined, {}),
    put: (name: string, body: unknown, headers: Headers = {}) => call(handlers.put, 'PUT', name, body, headers),
    patch: (name: string, body: unknown, headers: Headers = {}) => call(handlers.patch, 'PATCH', name, body, headers),
    remove: (name: string, headers: Headers = {}) => call(handlers.remove, 'DELETE', name, undefined, headers),
    evaluate: (body: unknown) => call(handlers.evaluate, 'POST', null, body, {}),
  };
}

export type PipelineApi = ReturnType<typeof pipelineApi>;
