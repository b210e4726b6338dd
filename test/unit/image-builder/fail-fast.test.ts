import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../lib/problem/api-error.ts';
import { deadlineIn, noLaterThan } from '../../../lib/time/deadline.ts';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { type Arrival, json, reset, startUpstream, type Upstream } from '../../support/upstream.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const found = json(200, { requestId: 'r', imagePipeline: { arn, name: 'Web Base', tags: {} } });
const throttled = (headers: Readonly<Record<string, string>>) =>
  json(429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'CallRateLimitExceededException', ...headers });
const down = (headers: Readonly<Record<string, string>>) => json(503, { message: 'No.' }, headers);
const broken = json(500, { message: 'No.' }, { 'x-amzn-errortype': 'ServiceException' });
const missing = json(404, { message: 'No.' }, { 'x-amzn-errortype': 'ResourceNotFoundException' });

let upstream: Upstream;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await upstream?.close();
});

const client = () =>
  wholeImageBuilder({ account: '111122223333', region: 'eu-west-1', partition: 'aws', endpoint: upstream.url });

/** What a call ends with, where it fails. */
async function failureOf(call: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

describe('a service that asks for more time than is left', () => {
  it.each([
    ['in seconds', throttled({ 'retry-after': '60' }), 429, '60'],
    ['in milliseconds', throttled({ 'x-amz-retry-after': '60000' }), 429, '60'],
    ['when it is down', down({ 'retry-after': '60' }), 503, '60'],
    ['by a date', throttled({ 'retry-after': 'Mon, 21 Oct 2126 07:28:00 GMT' }), 429, '3600'],
  ])('is not asked again, and the caller is told: %s', async (_, step, status, retryAfter) => {
    upstream = await startUpstream(step);
    const deadline = deadlineIn(30_000);
    const failure = await failureOf(client().getPipeline('web-base', deadline));
    expect(failure).toMatchObject({ status, headers: { 'retry-after': retryAfter } });
    expect(upstream.arrivals).toHaveLength(1);
    deadline.clear();
  });

  it('is not asked again for a page that has less time than its request', async () => {
    upstream = await startUpstream(throttled({ 'retry-after': '60' }));
    const deadline = deadlineIn(120_000);
    const signal = noLaterThan(30_000, deadline.signal);
    expect(await failureOf(client().listPipelines({ maxResults: 25 }, { signal }))).toMatchObject({ status: 429 });
    expect(upstream.arrivals).toHaveLength(1);
    deadline.clear();
  });

  it('is asked again where there is time for it', async () => {
    upstream = await startUpstream(throttled({ 'retry-after': '1' }), found);
    const deadline = deadlineIn(30_000);
    expect(await client().getPipeline('web-base', deadline)).toMatchObject({ arn });
    expect(upstream.arrivals).toHaveLength(2);
    deadline.clear();
  });
});

describe('a service that does not serve', () => {
  const { signal } = new AbortController();
  const get = () => client().getPipeline('web-base', { signal });

  /** Reads until nothing is sent any more; the failure that tells so. */
  async function readUntilOpen(): Promise<ApiError> {
    for (;;) {
      const before = upstream.arrivals.length;
      const failure = await failureOf(get());
      if (failure === undefined) throw new Error('the service serves');
      if (upstream.arrivals.length === before) return failure;
    }
  }

  it.each([
    ['answers 500', broken],
    ['answers 503', down({})],
    ['breaks connections', reset],
  ])('and %s is left alone, by reads and writes of every client', async (_, step) => {
    upstream = await startUpstream(step);
    const refused = await readUntilOpen();
    expect(refused).toMatchObject({
      type: 'upstream-unavailable',
      status: 503,
      mayHaveHappened: false,
      headers: { 'retry-after': expect.stringMatching(/^(?:[1-9]|10)$/) },
      cause: { name: 'BreakerOpen', attempts: 1 },
      message: expect.stringMatching(
        /^Image Builder has not served any call for .+, so this one was not sent to it\. Try again in /,
      ),
    });
    const sent = upstream.arrivals.length;
    expect(await failureOf(client().deletePipeline('web-base', { signal }))).toMatchObject({
      status: 503,
      mayHaveHappened: false,
    });
    expect(upstream.arrivals).toHaveLength(sent);
  });

  it.each([
    ['it limits how often it may be called', throttled({ 'retry-after': '60' })],
    ['it refuses', missing],
  ])('is not meant when %s', async (_, step) => {
    upstream = await startUpstream(step);
    const deadline = deadlineIn(30_000);
    for (let call = 1; call <= 8; call++)
      expect((await failureOf(client().getPipeline('web-base', deadline)))?.status).toBeLessThan(500);
    expect(upstream.arrivals).toHaveLength(8);
    deadline.clear();
  });

  it('is not meant when it serves now and then', async () => {
    let served = 0;
    const unreliable = (arrival: Arrival) => (++served % 3 === 0 ? missing(arrival) : broken(arrival));
    upstream = await startUpstream(unreliable);
    for (let call = 1; call <= 8; call++) expect(await failureOf(get())).toMatchObject({ status: 404 });
    expect(upstream.arrivals).toHaveLength(24);
  });
});
