import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../infra/temporary-folder.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

const arn = (path: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${path}`;
const json = { 'content-type': 'application/json' };

let imagegate: StartedImagegate;

beforeAll(async () => {
  const policyFile = join(temporaryFolder(), 'policy.yaml');
  writeFileSync(policyFile, 'name: open\nversion: "1"\nrules: []\n');
  imagegate = await startImagegate(['--quiet', '--policy', policyFile]);
});
afterAll(() => imagegate?.stop());

async function send(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const init =
    body === undefined ? { method, headers } : { method, headers: { ...json, ...headers }, body: JSON.stringify(body) };
  const response = await fetch(`${imagegate.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

/** Orders about time, failures and faults, to the embedded Image Builder. */
async function order(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${imagegate.imageBuilderUrl}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBe(200);
}

async function create(name: string, settings: object = {}): Promise<void> {
  const definition = {
    name,
    imageRecipeArn: arn('image-recipe/web/1.4.0'),
    infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
    ...settings,
  };
  const { status } = await send('POST', '/v1/pipelines', { body: definition });
  expect(status).toBe(201);
}

const start = (name: string, request?: Parameters<typeof send>[2]) => send('POST', `/v1/pipelines/${name}/executions`, request);

describe('an execution', () => {
  it('is started without a body, followed to its end, and tells what it made', async () => {
    await create('follow');
    const started = await start('follow');
    expect(started).toMatchObject({ status: 202, json: { pipeline: 'follow', ended: false, trigger: 'manual', notices: [] } });
    expect(started.headers.get('retry-after')).toMatch(/^\d+$/);
    const location = started.headers.get('location') ?? '';
    expect(location).toBe(`/v1/pipelines/follow/executions/${started.json.id}`);

    const seen = new Set<string>();
    for (let look = 0; look < 100; look++) {
      const { status, headers, json: view } = await send('GET', location);
      expect(status).toBe(200);
      expect(headers.has('retry-after')).toBe(!view.ended);
      expect(view.id).toBe(started.json.id);
      seen.add(view.state);
      if (view.ended) break;
      // Less than half of the shortest state that has to be seen, for the clock goes on by itself as well.
      await order('clock', { seconds: 2 });
    }
    expect([...seen].at(-1)).toBe('available');
    expect([...seen]).toEqual(expect.arrayContaining(['building', 'testing']));

    const { json: view } = await send('GET', location);
    expect(view).toMatchObject({ reason: null, failure: null, durationSeconds: null, platform: 'linux' });
    expect(view.outputs.amis).toEqual([
      expect.objectContaining({ region: 'eu-west-1', account: '111122223333', id: expect.stringMatching(/^ami-/) }),
    ]);
    expect(view.log).toMatchObject({ group: '/aws/imagebuilder/web', stream: `1.4.0/${view.build}` });
  });

  it('says what broke it', async () => {
    await create('broken');
    await order('runs/failures', { pipeline: 'broken', stage: 'BUILDING', count: 1 });
    const { json: started } = await start('broken');
    await order('clock', { seconds: 3_600 });
    const { json: view } = await send('GET', `/v1/pipelines/broken/executions/${started.id}`);
    expect(view).toMatchObject({
      state: 'failed',
      ended: true,
      reason: expect.stringContaining('failed'),
      failure: { stage: 'building', step: 'ApplyBuildComponents', workflow: { name: 'build-image' }, distribution: null },
      outputs: { amis: [], containers: [] },
    });
    const { json: list } = await send('GET', '/v1/pipelines/broken/executions');
    expect(list.items[0].failure).toEqual(view.failure);
  });

  it('bears the caller’s name and tags', async () => {
    await create('tagged');
    const { json: view } = await start('tagged', { body: { tags: { reason: 'patch day' } } });
    expect(view.tags).toEqual({ reason: 'patch day', team: 'web', 'imagegate:started-by': view.startedBy });
    expect(view.startedBy).toMatch(/^arn:aws:iam::\d{12}:role\//);
  });

  it('is started for a disabled pipeline too, and says so', async () => {
    await create('resting', { status: 'DISABLED' });
    const { status, json: view } = await start('resting');
    expect(status).toBe(202);
    expect(view.notices).toEqual([{ code: 'pipeline-disabled', message: expect.any(String) }]);
  });

  it('is started once for one idempotency key, and not with another body', async () => {
    await create('once');
    const headers = { 'Idempotency-Key': '"nightly-1"' };
    const first = await start('once', { headers });
    const again = await start('once', { headers });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.json.id).toBe(first.json.id);
    const other = await start('once', { headers, body: { tags: { a: 'b' } } });
    expect(other).toMatchObject({ status: 422, json: { type: 'https://imagegate.dev/problems/idempotency-key-reused' } });
    expect((await send('GET', '/v1/pipelines/once/executions')).json.items).toHaveLength(1);
  });

  it('is not started for a pipeline that is not there', async () => {
    expect((await start('nowhere')).status).toBe(404);
  });

  it('counts as started when only the look back fails', async () => {
    await create('unseen');
    await order('faults', { fault: 'error', operation: 'GetImage', count: 3 });
    const { status, headers, json: view } = await start('unseen');
    expect(status).toBe(202);
    expect(view).toMatchObject({ pipeline: 'unseen', trigger: 'manual', startedAt: null });
    expect((await send('GET', headers.get('location') ?? '')).status).toBe(200);
  });

  it('can be cancelled while it goes on, and then no more', async () => {
    await create('stopped');
    const { json: started } = await start('stopped');
    const path = `/v1/pipelines/stopped/executions/${started.id}`;
    const cancelled = await send('DELETE', path);
    expect(cancelled).toMatchObject({ status: 202, json: { id: started.id } });
    await order('clock', { seconds: 600 });
    expect((await send('GET', path)).json).toMatchObject({ state: 'cancelled', ended: true, outputs: { amis: [] } });
    expect(await send('DELETE', path)).toMatchObject({
      status: 409,
      json: { type: 'https://imagegate.dev/problems/already-ended', state: 'cancelled' },
    });
  });

  it('belongs to its pipeline and to no other', async () => {
    await create('mine');
    await create('yours');
    const { json: view } = await start('yours');
    for (const method of ['GET', 'DELETE']) {
      expect((await send(method, `/v1/pipelines/mine/executions/${view.id}`)).status).toBe(404);
    }
    expect((await send('GET', `/v1/pipelines/yours/executions/${view.id}`)).json.ended).toBe(false);
    expect((await send('GET', '/v1/pipelines/mine/executions')).json).toEqual({ items: [], nextPageToken: null });
  });

  it('stays in reach when its pipeline is gone', async () => {
    await create('gone');
    const { json: view } = await start('gone');
    expect((await send('DELETE', '/v1/pipelines/gone')).status).toBe(204);
    expect((await send('GET', `/v1/pipelines/gone/executions/${view.id}`)).status).toBe(200);
  });
});

describe('a list of executions', () => {
  it('has each once over its pages, the newest first in a page', async () => {
    await create('busy');
    const started: string[] = [];
    for (let index = 0; index < 30; index++) {
      started.push((await start('busy')).json.id);
      await order('clock', { seconds: 1 });
    }
    const whole = await send('GET', '/v1/pipelines/busy/executions?pageSize=100');
    expect(whole.json.nextPageToken).toBeNull();
    expect(whole.json.items.map((item: { id: string }) => item.id)).toEqual(started.toReversed());

    const seen: string[] = [];
    let query = '?pageSize=7';
    for (let page = 0; page < 5; page++) {
      const { json: list } = await send('GET', `/v1/pipelines/busy/executions${query}`);
      seen.push(...list.items.map((item: { id: string }) => item.id));
      query = `?pageSize=7&pageToken=${list.nextPageToken}`;
    }
    expect(query).toContain('pageToken=null');
    expect(seen.toSorted()).toEqual(started.toSorted());
  });

  it.each(['?pageSize=0', '?pageSize=101', '?pageToken=x', '?state=failed'])('refuses %s', async (query) => {
    expect((await send('GET', `/v1/pipelines/follow/executions${query}`)).status).toBe(400);
  });
});
