import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { compliant } from '../support/pipelines.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

// An Image Builder that does not serve: what callers are told meanwhile, what it is spared, and that all is well once it serves
// again.

let imagegate: StartedImagegate;
beforeAll(async () => {
  imagegate = await startImagegate(['--quiet', '--rate', '0']);
});
afterAll(() => imagegate.stop());
afterEach(() => control('DELETE', 'faults'));

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${imagegate.url}/v1${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')),
    json: text === '' ? null : JSON.parse(text),
  };
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${imagegate.imageBuilderUrl}/_control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await response.json();
}

async function callsMade(): Promise<number> {
  const { calls } = (await control('GET', 'calls')) as { calls: Record<string, number> };
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

const wasNotSent = /so this one was not sent to it/;

it('passes on a Retry-After for which a request has no time, after one call', async () => {
  await call('POST', '/pipelines', { ...compliant, name: 'throttled' });
  await control('DELETE', 'calls');
  await control('POST', 'faults', { fault: 'throttle', operation: 'GetImagePipeline', count: 3, retryAfter: 60 });
  expect(await call('GET', '/pipelines/throttled')).toMatchObject({ status: 429, retryAfter: 60 });
  expect(await callsMade()).toBe(1);
});

it('leaves a service alone that fails, says so at once, and finds out when it serves again', { timeout: 60_000 }, async () => {
  await call('POST', '/pipelines', { ...compliant, name: 'spared' });
  await control('POST', 'faults', { fault: 'error', name: 'ServiceException', status: 500, count: 1_000 });
  await expect
    .poll(async () => (await call('GET', '/pipelines/spared')).json.detail, { interval: 0, timeout: 20_000 })
    .toMatch(wasNotSent);

  await control('DELETE', 'calls');
  const problem = { type: 'https://imagegate.dev/problems/upstream-unavailable', detail: expect.stringMatching(wasNotSent) };
  const refused = await Promise.all([
    call('GET', '/pipelines'),
    call('GET', '/pipelines/spared/executions'),
    call('DELETE', '/pipelines/spared'),
    call('POST', '/pipelines', { ...compliant, name: 'another' }),
    call('PUT', '/pipelines/spared', { ...compliant, name: 'spared' }),
    call('POST', '/pipelines/spared/executions'),
  ]);
  for (const answer of refused) {
    expect(answer).toMatchObject({ status: 503, json: problem });
    expect(answer.retryAfter).toBeGreaterThan(0);
    expect(answer.retryAfter).toBeLessThanOrEqual(10);
  }
  expect((await call('GET', '/health')).status).toBe(200);
  expect((await call('GET', '/policy')).status).toBe(200);
  expect(await callsMade()).toBe(0);

  await control('DELETE', 'faults');
  await expect.poll(async () => (await call('GET', '/pipelines/spared')).status, { interval: 100, timeout: 20_000 }).toBe(200);
  const answers = await Promise.all([call('GET', '/pipelines'), call('DELETE', '/pipelines/spared')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 204]);
});
