import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { evaluatePolicyOperation } from '../../lib/http/operations/evaluate-policy.ts';
import { getPipelineOperation } from '../../lib/http/operations/get-pipeline.ts';
import { isObject } from '../../lib/json/value.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { pipelineApi } from '../support/pipeline-api.ts';
import { routeOf } from '../support/route-of.ts';
import { testRuntime } from '../support/runtime.ts';
import { placesIn, soundDefinition } from './definition-arbitrary.ts';

const runtime = testRuntime();
const ports = { ...runtime, imageBuilder: fakeImageBuilder() };
const create = endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports));
const evaluate = endpoint(routeOf('evaluatePolicy'), runtime, evaluatePolicyOperation(ports));
const get = endpoint(routeOf('getPipeline'), runtime, getPipelineOperation(ports));
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

/** A sound definition in which one value is another one, of any type. */
const mutated = fc.tuple(soundDefinition, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([definition, at, value]) => {
  const places = placesIn(definition);
  return withValueAt(definition, places[at % places.length] ?? [], value);
});

describe('no input', () => {
  it('makes a create answer with a server error', async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.oneof(nearlyDefinition, soundDefinition, mutated).map((body) => JSON.stringify(body)),
        ),
        async (body) => {
          const { statusCode } = await create(apiEvent({ method: 'POST', headers: json, body }), lambdaContext());
          expect([201, 400, 422]).toContain(statusCode);
          statuses.add(statusCode);
        },
      ),
      { numRuns: 500 },
    );
    expect(statuses).toEqual(new Set([201, 400, 422]));
  });

  it('makes an evaluation answer with a server error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), nearlyDefinition, mutated), async (definition) => {
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
    const path = '/v1/pipelines/web-base';
    await create(apiEvent({ method: 'POST', headers: json, body: JSON.stringify(sound) }), lambdaContext());
    const there = await get(apiEvent({ path, pathParameters: { name: 'web-base' } }), lambdaContext());
    const etag = there.headers['etag'] ?? '';
    const condition = fc.constantFrom(etag, `W/${etag}`, `"a", ${etag}`, '*', '"other"', etag.slice(1));
    const headers = fc.oneof(
      fc.dictionary(headerName, fc.string()),
      condition.map((value) => ({ 'If-None-Match': value })),
    );
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(headers, fc.oneof(fc.string(), fc.constant('web-base')), async (sent, name) => {
        const event = apiEvent({ path: `/v1/pipelines/${name}`, pathParameters: { name }, headers: sent });
        const answer = await get(event, lambdaContext());
        expect(name === 'web-base' ? [200, 304, 400, 406] : [400, 404, 406]).toContain(answer.statusCode);
        expect(answer.headers['x-request-id']).toMatch(/^[\w\-=.]{1,128}$/);
        if (answer.statusCode < 400) expect(answer.headers['etag']).toBe(etag);
        statuses.add(answer.statusCode);
      }),
      { numRuns: 500 },
    );
    expect(statuses).toEqual(new Set([200, 304, 400, 404, 406]));
  });
});

function withValueAt(document: unknown, [member, ...rest]: readonly string[], value: unknown): unknown {
  if (member === undefined) return value;
  if (Array.isArray(document)) return document.with(Number(member), withValueAt(document[Number(member)], rest, value));
  if (!isObject(document)) return value;
  return Object.fromEntries(
    Object.entries(document).map(([key, held]) => [key, key === member ? withValueAt(held, rest, value) : held]),
  );
}
