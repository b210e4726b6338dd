import { describe, expect, it } from 'vitest';
import { endpoint } from '../../../../lib/http/endpoint.ts';
import { getPipelineSchemaOperation } from '../../../../lib/http/operations/get-pipeline-schema.ts';
import { apiEvent, lambdaContext, type RequestLine } from '../../../support/event.ts';
import { routeOf } from '../../../support/route-of.ts';
import { testRuntime } from '../../../support/runtime.ts';

const runtime = testRuntime({
  name: 'house',
  version: '7',
  environment: { accounts: { '111122223333': 'dev' } },
  rules: [
    { id: 'tags', type: 'tags', require: { team: { equals: '{team}' } } },
    { id: 'tests', type: 'image-tests', level: [{ environment: 'dev', level: 'warn' }, 'enforce'] },
  ],
});
const handler = endpoint(routeOf('getPipelineSchema'), runtime, getPipelineSchemaOperation(runtime));

async function get(query: Record<string, readonly string[]> = {}, line: RequestLine = {}) {
  const { statusCode, headers, body } = await handler(
    apiEvent({ path: '/v1/schemas/pipeline', query, ...line }),
    lambdaContext(),
  );
  return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
}

describe('GET /v1/schemas/pipeline', () => {
  it.each([
    [{}, 'https://json-schema.org/draft/2020-12/schema'],
    [{ draft: ['2020-12'] }, 'https://json-schema.org/draft/2020-12/schema'],
    [{ draft: ['07'] }, 'http://json-schema.org/draft-07/schema#'],
  ])('with %j is in %s, narrowed for the caller', async (query, dialect) => {
    const { status, body } = await get(query);
    expect(status).toBe(200);
    expect(body.$schema).toBe(dialect);
    expect(body.$comment).toBe(
      'Narrowed by the policy house 7, sha256-test. Rules that JSON Schema cannot say are left to evaluations.',
    );
    expect(body.properties.tags.properties.team).toMatchObject({ const: 'web', maxLength: 256 });
    // The rule about tests only warns in this account.
    expect(body.properties.imageTestsConfiguration.properties.imageTestsEnabled).not.toHaveProperty('const');
  });

  it('has an entity tag, another one for each draft', async () => {
    const { headers } = await get();
    const etag = String(headers['etag']);
    expect((await get({}, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await get({ draft: ['07'] }, { headers: { 'If-None-Match': etag } })).status).toBe(200);
  });

  it.each([
    [{ draft: ['04'] }, { parameter: 'draft', code: 'unknown-value', expected: '07 or 2020-12' }],
    [{ draft: ['07', '07'] }, { parameter: 'draft', code: 'repeated' }],
    [{ darft: ['07'] }, { parameter: 'darft', code: 'unknown-parameter', suggestion: 'draft' }],
  ])('refuses %j', async (query, problem) => {
    const { status, body } = await get(query);
    expect([status, body.errors]).toEqual([400, [expect.objectContaining(problem)]]);
  });
});
