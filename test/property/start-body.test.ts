import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpoint } from '../../lib/http/endpoint.ts';
import { startExecutionOperation } from '../../lib/http/operations/start-execution.ts';
import { applyPatch, type PatchOperation } from '../../lib/json/patch.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { fakeExecutionService } from '../support/execution-service-fake.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { routeOf } from '../support/route-of.ts';
import { testRuntime } from '../support/runtime.ts';

const runtime = testRuntime();
const pipelines = fakeImageBuilder();
const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
pipelines.pipelines.set('web-base', { arn, name: 'Web Base' });
const imageBuilder = { ...pipelines, ...fakeExecutionService() };
const handler = endpoint(routeOf('startExecution'), runtime, startExecutionOperation({ ...runtime, imageBuilder }));

async function start(body: string) {
  const headers = { 'Content-Type': 'application/json' };
  const event = apiEvent({ method: 'POST', pathParameters: { name: 'web-base' }, headers, body });
  const response = await handler(event, lambdaContext());
  return { status: response.statusCode, json: JSON.parse(response.body) };
}

const tags = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('purpose', 'aws:x', 'imagegate:x', 'constructor', 'a b')),
  fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 1 })),
);
const member = fc.oneof(fc.constantFrom('tags', 'Tags', 'tag', 'clientToken', 'client_token', 'name'), fc.string());
const nearlyBody = fc.dictionary(member, fc.oneof(tags, fc.jsonValue({ maxDepth: 2 }), fc.string()));

describe('the body of a start', () => {
  it('never makes an answer with a server error, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          nearlyBody.map((body) => JSON.stringify(body)),
        ),
        async (body) => {
          expect([202, 400, 422]).toContain((await start(body)).status);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is accepted once a fix that is said to be verified is applied', async () => {
    await fc.assert(
      fc.asyncProperty(nearlyBody, async (body) => {
        const { json } = await start(JSON.stringify(body));
        if (json.fix?.verified !== true) return;
        const patch: readonly PatchOperation[] = json.fix.patch;
        expect((await start(JSON.stringify(applyPatch(body, patch)))).status).toBe(202);
      }),
      { numRuns: 500 },
    );
  });
});
