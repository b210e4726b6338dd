import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/stack/bundling.ts';
import { surroundings } from '../support/surroundings.ts';
import { testTeams } from '../support/teams.ts';
import { json, reset, startUpstream, text, type Upstream } from '../support/upstream.ts';
import { invokeBundle, proxyEvent } from './bundle-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

// What is left out of the SDK in the bundles must not be missed: what test/unit/image-builder proves of the SDK as it is, the
// least of it here with what gets deployed.

const organisation = {
  policy: { name: 'test', version: '1', rules: [] },
  policyDigest: 'sha256-test',
  teams: testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] }),
};
const bundles = temporaryFolder();
await bundleFunctions(['createPipeline', 'getPipeline'], organisation, bundles);

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web';
const definition = {
  name: 'web',
  description: 'Grüße “€”',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  imageTestsConfiguration: { imageTestsEnabled: false, timeoutMinutes: 90 },
  schedule: { scheduleExpression: 'rate(7 days)', autoDisablePolicy: { failureCount: 3 } },
  workflows: [
    { workflowArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/test/a/x.x.x', parameters: [{ name: 'p', value: ['v'] }] },
  ],
  executionRole: 'arn:aws:iam::111122223333:role/web-builder',
  tags: { team: 'web', n0: '_name' },
};
/** Whichever of the two that the definition refers to is looked at. */
const unowned = json(200, { imageRecipe: { tags: {} }, infrastructureConfiguration: { tags: {} } });
const looks = [
  `/GetImageRecipe?imageRecipeArn=${encodeURIComponent(definition.imageRecipeArn)}`,
  `/GetInfrastructureConfiguration?infrastructureConfigurationArn=${encodeURIComponent(definition.infrastructureConfigurationArn)}`,
];
const created = json(200, { requestId: 'r', clientToken: 't', imagePipelineArn: arn });
const found = json(200, { requestId: 'r', imagePipeline: { ...definition, arn } });
const throttled = json(429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'CallRateLimitExceededException:http://x/' });

let upstream: Upstream;

const calls = {
  'create-pipeline': { ...proxyEvent('POST', '/v1/pipelines'), body: JSON.stringify(definition) },
  'get-pipeline': { ...proxyEvent('GET', '/v1/pipelines/web'), pathParameters: { name: 'web' } },
};
const call = (name: keyof typeof calls, endpoint: string, more: Record<string, string> = {}) =>
  invokeBundle(join(bundles, name), calls[name], endpoint, more);
const create = () => call('create-pipeline', upstream.url);
const get = () => call('get-pipeline', upstream.url);

describe('a bundle', () => {
  afterEach(() => upstream.close());

  it('sends every member that was given, and reads every member back', async () => {
    upstream = await startUpstream(unowned, unowned, created, found);
    const response = await create();
    expect(response.statusCode, response.body).toBe(201);
    expect(JSON.parse(response.body)).toMatchObject({ arn, description: definition.description });
    expect(JSON.parse(upstream.arrivals[2]?.body ?? '')).toMatchObject(definition);
    const urls = upstream.arrivals.map(({ url }) => url);
    // Side by side, so either may come first.
    expect(urls.splice(0, 2).sort()).toEqual(looks);
    expect(urls).toEqual(['/CreateImagePipeline', `/GetImagePipeline?imagePipelineArn=${encodeURIComponent(arn)}`]);
  });

  it('repeats what was cut off or throttled with the same token, signed again', async () => {
    upstream = await startUpstream(unowned, unowned, reset, throttled, created, found);
    expect((await create()).statusCode).toBe(201);
    const writes = upstream.arrivals.slice(2, 5);
    expect(new Set(writes.map(({ body }) => JSON.parse(body).clientToken)).size).toBe(1);
    expect(writes.map(({ headers }) => headers['amz-sdk-request'])).toEqual([
      'attempt=1; max=3',
      'attempt=2; max=3',
      'attempt=3; max=3',
    ]);
  });

  it('waits as long as Retry-After says', async () => {
    upstream = await startUpstream(json(429, {}, { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '2' }), found);
    const startedAt = Date.now();
    expect((await get()).statusCode).toBe(200);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(2_000);
  });

  it('signs with the service’s clock where its own is wrong', async () => {
    const later = new Date(Date.now() + 3_600_000);
    const skewed = json(403, { message: 'no' }, { 'x-amzn-errortype': 'RequestTimeTooSkewed', date: later.toUTCString() });
    upstream = await startUpstream(skewed, found);
    expect((await get()).statusCode).toBe(200);
    expect(String(upstream.arrivals[1]?.headers['x-amz-date']).slice(0, 11)).toBe(
      later.toISOString().replaceAll(/[-:]/g, '').slice(0, 11),
    );
  });

  it('says to CloudTrail who calls', async () => {
    upstream = await startUpstream(found);
    await get();
    expect(upstream.arrivals[0]?.headers['user-agent']).toMatch(/^imagegate aws-sdk-js\/\d+\.\d+\.\d+$/);
  });

  it.each([
    ['a pipeline that is missing', json(404, { message: 'no' }, { 'x-amzn-errortype': 'ResourceNotFoundException' }), 404, 1],
    ['an error that no model lists', json(400, { message: 'no' }, { 'x-amzn-errortype': 'ExpiredTokenException' }), 502, 1],
    ['throttles without end', throttled, 429, 3],
    ['a throttle that asks for more time than is left', json(429, {}, { 'retry-after': '60' }), 429, 1],
    ['connections that break', reset, 503, 3],
    ['a service that is down', text(503, '<html>'), 503, 3],
    ['half of an answer', text(200, '{"imagePipeline": {'), 502, 1],
  ])('maps %s as the SDK as a whole does', async (_, step, status, attempts) => {
    upstream = await startUpstream(step);
    expect((await get()).statusCode).toBe(status);
    expect(upstream.arrivals).toHaveLength(attempts);
  });
});

// Over TLS, as Image Builder is: a function may begin to connect when it starts, and must survive what comes of it.
describe('a bundle whose first call meets an Image Builder', () => {
  it.each([
    ['slow', 'create-pipeline', 201, undefined],
    ['slow', 'get-pipeline', 404, 'not-found'],
    ['absent', 'create-pipeline', 503, 'upstream-unavailable'],
    ['absent', 'get-pipeline', 503, 'upstream-unavailable'],
    ['silent', 'create-pipeline', 504, 'upstream-timeout'],
    ['silent', 'get-pipeline', 504, 'upstream-timeout'],
  ] as const)('that is %s lets %s answer %i %s in time', async (kind, name, status, problem) => {
    const around = await surroundings(kind);
    try {
      const { NODE_EXTRA_CA_CERTS = '', IMAGEGATE_IMAGE_BUILDER_ENDPOINT = '' } = around.environment;
      // Two seconds before its limit a function gives up; a process that does not end by itself makes this fail.
      const more = { NODE_EXTRA_CA_CERTS, ...(kind === 'silent' ? { REMAINING: '2500' } : {}) };
      const { statusCode, headers, body } = await call(name, IMAGEGATE_IMAGE_BUILDER_ENDPOINT, more);
      expect(statusCode, body).toBe(status);
      if (problem === undefined) return;
      expect(JSON.parse(body)).toMatchObject({ status, type: `https://imagegate.dev/problems/${problem}` });
      expect(headers['retry-after']).toBe(status === 503 ? '5' : undefined);
    } finally {
      around.close();
    }
  });
});
