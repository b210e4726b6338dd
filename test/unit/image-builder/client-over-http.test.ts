import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { type Arrival, hang, json, reset, startUpstream, text, type Upstream } from '../../support/upstream.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const definition = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  tags: { team: 'web' },
};
const created = json(200, { requestId: 'r', clientToken: 't-1', imagePipelineArn: arn });
const found = json(200, { requestId: 'r', imagePipeline: { arn, name: 'Web Base', tags: {} } });
const throttled = json(429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'CallRateLimitExceededException:http://x/' });

let upstream: Upstream;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '9');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await upstream?.close();
});

const client = () =>
  wholeImageBuilder({ account: '111122223333', region: 'eu-west-1', partition: 'aws', endpoint: upstream.url });
const create = (signal = new AbortController().signal) => client().createPipeline(definition, { clientToken: 't-1', signal });
const get = (signal = new AbortController().signal) => client().getPipeline('web-base', { signal });
const tokens = () => upstream.arrivals.map((arrival) => JSON.parse(arrival.body).clientToken);

describe('over a connection that works', () => {
  it('creates with one request', async () => {
    upstream = await startUpstream(created);
    expect(await create()).toEqual({ arn });
    expect(upstream.arrivals).toHaveLength(1);
    expect(upstream.arrivals[0]).toMatchObject({ method: 'PUT', url: '/CreateImagePipeline' });
    expect(JSON.parse(upstream.arrivals[0]?.body ?? '')).toEqual({ ...definition, clientToken: 't-1' });
  });

  it('asks for a pipeline by the ARN of this deployment, and gets its members, known or not', async () => {
    const shown = { arn, name: 'Web Base', tags: {}, schedule: { timezone: 'UTC', jitter: '5m' } };
    upstream = await startUpstream(json(200, { requestId: 'r', imagePipeline: shown }));
    expect(await get()).toEqual({ arn, name: 'Web Base', tags: {}, schedule: { timezone: 'UTC' }, beyond: ['/schedule/jitter'] });
    expect(upstream.arrivals).toHaveLength(1);
    expect(upstream.arrivals[0]).toMatchObject({
      method: 'GET',
      url: `/GetImagePipeline?imagePipelineArn=${encodeURIComponent(arn)}`,
    });
  });

  it('keeps the connection for the next call', async () => {
    upstream = await startUpstream(found);
    const imageBuilder = client();
    const { signal } = new AbortController();
    for (let call = 0; call < 3; call++) await imageBuilder.getPipeline('web-base', { signal });
    expect(upstream.connections()).toBe(1);
  });

  it('hands a tag called __proto__ through', async () => {
    upstream = await startUpstream(text(200, `{"imagePipeline": {"arn": "${arn}", "name": "a", "tags": {"__proto__": "x"}}}`));
    expect(Object.entries((await get()).tags ?? {})).toEqual([['__proto__', 'x']]);
  });
});

describe('over a connection that breaks', () => {
  it('creates after a reset, with the same token', async () => {
    upstream = await startUpstream(reset, created);
    expect(await create()).toEqual({ arn });
    expect(tokens()).toEqual(['t-1', 't-1']);
  });

  it('gives up after three resets', async () => {
    upstream = await startUpstream(reset);
    await expect(create()).rejects.toMatchObject({ type: 'upstream-unavailable', headers: { 'retry-after': '5' } });
    expect(tokens()).toEqual(['t-1', 't-1', 't-1']);
  });

  it('tells that nobody listens', async () => {
    upstream = await startUpstream(created);
    await upstream.close();
    await expect(get()).rejects.toMatchObject({ type: 'upstream-unavailable', cause: { name: 'ECONNREFUSED', attempts: 3 } });
  });

  it('tells that an answer broke off', async () => {
    upstream = await startUpstream(({ response }) => {
      response.writeHead(200, { 'content-length': '500' }).write('{"imagePipeline"');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    await expect(get()).rejects.toMatchObject({ type: 'upstream-unavailable' });
  });

  it.each([
    ['before it answers', hang],
    ['in the middle of its answer', stall],
  ])('ends at our deadline when the service stalls %s', async (_, step) => {
    upstream = await startUpstream(step);
    await expect(create(AbortSignal.timeout(150))).rejects.toMatchObject({ type: 'upstream-timeout', status: 504 });
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('ends at our deadline while it waits for a retry', async () => {
    upstream = await startUpstream(json(503, { message: 'No.' }, { 'retry-after': '5' }));
    await expect(get(AbortSignal.timeout(150))).rejects.toMatchObject({ type: 'upstream-timeout' });
  });

  it('asks nothing after the deadline', async () => {
    upstream = await startUpstream(found);
    await expect(get(AbortSignal.abort())).rejects.toMatchObject({ type: 'upstream-timeout' });
    expect(upstream.arrivals).toEqual([]);
  });
});

describe('an answer', () => {
  it.each([
    ['HTML', text(200, '<html>Welcome</html>', { 'content-type': 'text/html' })],
    ['half of the JSON', text(200, '{"imagePipeline": {"arn"')],
    ['nothing', text(200, '')],
    ['null', text(200, 'null')],
    ['a list', text(200, '[]')],
    ['another object', json(200, { ok: true })],
    ['a pipeline of wrong types', json(200, { imagePipeline: { arn: 7, name: [] } })],
    ['a schedule of a wrong type', json(200, { imagePipeline: { arn, name: 'a', schedule: 'x' } })],
    ['tags of a wrong type', json(200, { imagePipeline: { arn, name: 'a', tags: { a: 1 } } })],
    ['a 404 that is not the service’s', text(404, '<html>Not here</html>')],
    ['a redirect', text(302, '', { location: 'http://127.0.0.1:1/' })],
    ['an error without a name', json(418, { message: 'short and stout' })],
    ['an error with a nonsense name', json(400, { message: 7 }, { 'x-amzn-errortype': '__proto__' })],
  ])('of %s is an upstream error and no crash', async (_, step) => {
    upstream = await startUpstream(step);
    await expect(get()).rejects.toMatchObject({ type: 'upstream-error', status: 502 });
  });

  it('of HTML with a 503 means that the service is down', async () => {
    upstream = await startUpstream(text(503, '<html>Service unavailable</html>'));
    await expect(get()).rejects.toMatchObject({ type: 'upstream-unavailable' });
    expect(upstream.arrivals).toHaveLength(3);
  });

  it('of 404 with the service’s name for it means that there is no such pipeline', async () => {
    upstream = await startUpstream(json(404, { message: 'gone' }, { 'x-amzn-errortype': 'ResourceNotFoundException' }));
    await expect(get()).rejects.toMatchObject({ type: 'not-found' });
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('of a refusal is not repeated, and points at the parameter', async () => {
    const message = "The value supplied for parameter 'schedule.timezone' is not valid. No such zone.";
    upstream = await startUpstream(json(400, { message }, { 'x-amzn-errortype': 'InvalidParameterValueException' }));
    await expect(create()).rejects.toMatchObject({
      type: 'upstream-rejected',
      extensions: { errors: [{ pointer: '/schedule/timezone', detail: message }] },
    });
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('of a throttle and then success is a success, with the same token', async () => {
    upstream = await startUpstream(throttled, created);
    expect(await create()).toEqual({ arn });
    expect(tokens()).toEqual(['t-1', 't-1']);
  });

  it('of throttles without end carries on their Retry-After', async () => {
    const headers = { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '1' };
    upstream = await startUpstream(json(429, { message: 'Rate exceeded' }, headers));
    await expect(create()).rejects.toMatchObject({ type: 'rate-limited', status: 429, headers: { 'retry-after': '1' } });
    expect(tokens()).toEqual(['t-1', 't-1', 't-1']);
  });
});

function stall({ response }: Arrival): void {
  response.writeHead(200).write('{');
}

describe('an answer without an end', () => {
  it('is a 502, and is not asked for again', async () => {
    upstream = await startUpstream(text(200, 'x'.repeat(9 * 1_024 * 1_024)));
    await expect(get()).rejects.toMatchObject({ status: 502, cause: { name: 'AnswerTooLong' } });
    expect(upstream.arrivals).toHaveLength(1);
  });
});
