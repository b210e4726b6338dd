import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { evaluatePolicyOperation } from '../../lib/http/operations/evaluate-policy.ts';
import { getPipelineOperation } from '../../lib/http/operations/get-pipeline.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { pipelineApi } from '../support/pipeline-api.ts';
import { testRuntime } from '../support/runtime.ts';

const runtime = testRuntime();
const ports = { ...runtime, imageBuilder: fakeImageBuilder() };
const create = endpoint('createPipeline', runtime, createPipelineOperation(ports));
const evaluate = endpoint('evaluatePolicy', runtime, evaluatePolicyOperation(ports));
const get = endpoint('getPipeline', runtime, getPipelineOperation(ports));
const json = { 'Content-Type': 'application/json' };

const sound = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};
const memberNames = [
  'name',
  'tags',
  'schedule',
  'imageRecipeArn',
  'infrastructureConfigurationArn',
  'workflows',
  'status',
  'clientToken',
];
const nearlyDefinition = fc.dictionary(
  fc.oneof(fc.constantFrom(...memberNames), fc.string()),
  fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('cron(0 0 * * ? *)', {}, [], null, 'arn:aws:imagebuilder:x')),
);

describe('no input', () => {
  it('makes a create answer with a server error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          nearlyDefinition.map((body) => JSON.stringify(body)),
        ),
        async (body) => {
          const { statusCode } = await create(apiEvent({ method: 'POST', headers: json, body }), lambdaContext());
          expect([201, 400, 422]).toContain(statusCode);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('makes an evaluation answer with a server error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), nearlyDefinition), async (definition) => {
        const body = JSON.stringify({ definition });
        const { statusCode } = await evaluate(apiEvent({ method: 'POST', headers: json, body }), lambdaContext());
        expect([200, 400]).toContain(statusCode);
      }),
      { numRuns: 500 },
    );
  });

  it('makes a replacement or a patch answer with a server error', async () => {
    const gate = pipelineApi();
    await gate.create(sound);
    const headers = fc.dictionary(fc.constantFrom('If-Match', 'If-None-Match', 'Idempotency-Key'), fc.string(), { maxKeys: 1 });
    const body = fc.oneof(
      fc.jsonValue(),
      nearlyDefinition,
      nearlyDefinition.map((members) => ({ ...sound, ...members })),
    );
    await fc.assert(
      fc.asyncProperty(body, headers, fc.constantFrom('web-base', 'absent'), async (sent, conditions, name) => {
        for (const { status } of [await gate.put(name, sent, conditions), await gate.patch(name, sent, conditions)]) {
          expect([200, 400, 404, 412, 422]).toContain(status);
        }
        expect([200, 400, 404, 422]).toContain((await gate.evaluate({ operation: 'patch', name, definition: sent })).status);
      }),
      { numRuns: 300 },
    );
  });

  it('in headers or path makes a read answer with a server error', async () => {
    const headerName = fc.constantFrom(
      'Accept',
      'If-None-Match',
      'Prefer',
      'Origin',
      'traceparent',
      'X-Request-Id',
      'Idempotency-Key',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(headerName, fc.string()), fc.string(), async (headers, name) => {
        const answer = await get(apiEvent({ path: `/v1/pipelines/${name}`, pathParameters: { name }, headers }), lambdaContext());
        expect([400, 404, 406]).toContain(answer.statusCode);
        expect(answer.headers['x-request-id']).toMatch(/^[\w\-=.]{1,128}$/);
      }),
      { numRuns: 500 },
    );
  });
});
