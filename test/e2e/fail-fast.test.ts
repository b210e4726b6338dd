import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { compliant } from '../support/pipelines.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

// An Image Builder that does not serve: what callers are told meanwhile, and what it is spared.

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

it('passes on a Retry-After for which a request has no time, after one call', async () => {
  await call('POST', '/pipelines', { ...compliant, name: 'throttled' });
  await control('DELETE', 'calls');
  await control('POST', 'faults', { fault: 'throttle', operation: 'GetImagePipeline', count: 3, retryAfter: 60 });
  expect(await call('GET', '/pipelines/throttled')).toMatchObject({ status: 429, retryAfter: 60 });
  expect(await callsMade()).toBe(1);
});
