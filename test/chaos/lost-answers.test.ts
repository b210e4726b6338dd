import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arnOf, compliant } from '../support/pipelines.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';
import { startedApi } from '../support/started-api.ts';

// Image Builder does what it is asked, and its answer is lost. What is said then is compared with what is there, asked past
// imagegate; and what somebody else does before the call would be made again must stand afterwards.

let imagegate: StartedImagegate;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-test-'));
  const policy = join(folder, 'open.yaml');
  writeFileSync(policy, 'name: open\nversion: "1"\nrules: []\n');
  imagegate = await startImagegate([
    '--quiet',
    '--policy',
    policy,
    '--accept-unknown-references',
    '--rate',
    '0',
    '--pipeline-quota',
    '500',
  ]);
});
afterAll(async () => {
  await imagegate.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => control('DELETE', 'faults'));

let names = 0;
const newName = () => `lost-${++names}`;
const definitionOf = (name: string, more: object = {}) => ({ ...compliant, name, ...more });

const { call, control, held, callsOf } = startedApi(() => imagegate);

async function ask(
  operation: string,
  body: object,
): Promise<Record<string, unknown> & { imagePipeline?: Record<string, unknown> }> {
  const response = await fetch(`${imagegate.imageBuilderUrl}/${operation}`, { method: 'POST', body: JSON.stringify(body) });
  return JSON.parse(await response.text());
}

const runsOf = async (name: string) =>
  (await ask('ListImagePipelineImages', { imagePipelineArn: arnOf('image-pipeline', name) }))['imageSummaryList'] as object[];

const losses = [
  { fault: 'reset' },
  { fault: 'truncate' },
  { fault: 'nonsense' },
  { fault: 'html' },
  { fault: 'error', name: 'ServiceException', status: 500 },
  { fault: 'throttle' },
] as const;

const lose = (operation: string, fault: object, count = 1) =>
  control('POST', 'faults', { ...fault, when: 'after', operation, count });

describe('an answer that is lost once', () => {
  it.each(losses)('of a deletion, by %j, is a 204 when the pipeline is gone', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await lose('DeleteImagePipeline', fault);
    expect((await call('DELETE', `/${name}`)).status).toBe(204);
    expect(await held(name)).toBeUndefined();
  });

  it.each(losses)('of a creation, by %j, is a 201 with the pipeline', async (fault) => {
    const name = newName();
    await lose('CreateImagePipeline', fault);
    const { status, json } = await call('POST', '', definitionOf(name));
    expect({ status, name: json.name }).toEqual({ status: 201, name });
    expect(await held(name)).toMatchObject({ name });
  });

  it.each(losses)('of a change, by %j, is a 200 with what was written', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    for (const operation of ['TagResource', 'UpdateImagePipeline', 'UntagResource']) await lose(operation, fault);
    const before: Readonly<Record<string, string>> = compliant.tags ?? {};
    const tags = Object.fromEntries([...Object.entries(before).filter(([key]) => key !== 'cost-center'), ['fresh', '1']]);
    const wanted = definitionOf(name, { description: 'Changed', tags });
    const { status, json } = await call('PUT', `/${name}`, wanted);
    expect({ status, tags: json.tags, description: json.description }).toEqual({ status: 200, tags, description: 'Changed' });
    expect(await held(name)).toMatchObject({ tags, description: 'Changed' });
  });

  it.each(losses)('of a start, by %j, is a 202 and one run', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await lose('StartImagePipelineExecution', fault);
    const { status, json } = await call('POST', `/${name}/executions`, { tags: { reason: name } });
    expect(status).toBe(202);
    expect(await runsOf(name)).toHaveLength(1);
    expect((await call('GET', `/${name}/executions/${json.id}`)).status).toBe(200);
  });

  it.each(losses)('of a cancellation, by %j, is a 202', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    const { json } = await call('POST', `/${name}/executions`);
    await lose('CancelImageCreation', fault);
    expect((await call('DELETE', `/${name}/executions/${json.id}`)).status).toBe(202);
  });
});

describe('an answer that is lost for good', () => {
  it.each(losses)('of a creation, by %j, is a 201 all the same, because the pipeline is there', async (fault) => {
    const name = newName();
    await lose('CreateImagePipeline', fault, 9);
    expect((await call('POST', '', definitionOf(name))).status).toBe(201);
  });

  it.each(losses)('of a start, by %j, is a 202 all the same, and one run', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await lose('StartImagePipelineExecution', fault, 9);
    expect((await call('POST', `/${name}/executions`)).status).toBe(202);
    expect(await runsOf(name)).toHaveLength(1);
  });

  it.each(losses)('of a change, by %j, says that it may have happened where looks fail too', async (fault) => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await control('POST', 'faults', {
      fault: 'error',
      status: 503,
      name: 'ServiceUnavailableException',
      operation: 'GetImagePipeline',
      skip: 1,
      count: 20,
    });
    await lose('TagResource', fault, 9);
    const { status, json } = await call('PUT', `/${name}`, definitionOf(name, { tags: { ...compliant.tags, fresh: '1' } }));
    expect([429, 502, 503]).toContain(status);
    expect(json).toMatchObject({
      applied: [],
      pending: ['add-tags'],
      detail: expect.stringContaining('Whether it took effect is not known.'),
    });
    expect(json.detail).toContain('Look first');
  });
});

describe('what is certain', () => {
  it('is said: nothing was done where nobody could be reached', async () => {
    const broken = await startImagegate(['--quiet', '--aws'], {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_ACCOUNT_ID: '111122223333',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_IMAGEBUILDER: 'http://127.0.0.1:1',
    });
    try {
      const response = await fetch(`${broken.url}/v1/pipelines`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...compliant, tags: { ...compliant.tags } }),
      });
      expect(response.status).toBe(503);
    } finally {
      await broken.stop();
    }
  });

  it('costs no further call: one call of each kind where nothing fails', async () => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await control('DELETE', 'calls');
    await call('PATCH', `/${name}`, { description: 'Changed', tags: { fresh: '1', 'cost-center': null } });
    const operations = ['GetImagePipeline', 'TagResource', 'UpdateImagePipeline', 'UntagResource'];
    expect(await Promise.all(operations.map(callsOf))).toEqual([2, 1, 1, 1]);
    await control('DELETE', 'calls');
    await call('DELETE', `/${name}`);
    expect(await Promise.all(['GetImagePipeline', 'DeleteImagePipeline'].map(callsOf))).toEqual([1, 1]);
  });
});

describe('what somebody else does before a call is made again', () => {
  /** Loses the answer to an operation, and lets the first look behind it wait, so that the second writer comes in between. */
  async function between(
    operation: string,
    fault: object,
    first: Promise<unknown> | (() => Promise<unknown>),
    second: () => Promise<unknown>,
  ) {
    await control('POST', 'faults', { ...fault, operation, count: 1 });
    await control('POST', 'faults', { fault: 'latency', milliseconds: 600, operation: 'GetImagePipeline', skip: 1, count: 1 });
    const running = typeof first === 'function' ? first() : first;
    await expect.poll(() => callsOf(operation), { interval: 10, timeout: 5_000 }).toBe(1);
    await second();
    return await running;
  }

  /** Past imagegate, so that no look of its own gets into the order of the faults. */
  const arnParameter = (name: string) => encodeURIComponent(arnOf('image-pipeline', name));
  const tag = (name: string, tags: object) =>
    fetch(`${imagegate.imageBuilderUrl}/tags/${arnParameter(name)}`, { method: 'POST', body: JSON.stringify({ tags }) });

  it('is its own: a pipeline that was made anew is not deleted', async () => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await control('DELETE', 'calls');
    const deleted = await between(
      'DeleteImagePipeline',
      { fault: 'reset', when: 'after' },
      () => call('DELETE', `/${name}`),
      async () => {
        const { imagePipelineArn: _, ...body } = { ...definitionOf(name), imagePipelineArn: '', clientToken: `again-${name}` };
        await fetch(`${imagegate.imageBuilderUrl}/CreateImagePipeline`, {
          method: 'PUT',
          body: JSON.stringify({ ...body, description: 'Theirs' }),
        });
      },
    );
    expect(deleted).toMatchObject({ status: 204 });
    expect(await held(name)).toMatchObject({ description: 'Theirs' });
  });

  it('is its own: a tag that was acknowledged to somebody else stays', async () => {
    const name = newName();
    await call('POST', '', definitionOf(name));
    await control('DELETE', 'calls');
    const mine = { tags: { 'cost-center': 'CC-2222' } };
    const changed = await between(
      'TagResource',
      { fault: 'reset', when: 'after' },
      () => call('PATCH', `/${name}`, mine),
      () => tag(name, { 'cost-center': 'CC-3333' }),
    );
    expect(changed).toMatchObject({ status: 200 });
    expect((await held(name))?.['tags']).toMatchObject({ 'cost-center': 'CC-3333' });
  });

  it.each([
    ['without conditions', {}, 409],
    ['with If-Match', null, 412],
  ])('is not overwritten by an update that is made again, %s', async (_, headers, expected) => {
    const name = newName();
    const { headers: created } = await call('POST', '', definitionOf(name));
    const conditions: Record<string, string> = headers ?? { 'if-match': created.get('etag') ?? '' };
    await control('DELETE', 'calls');
    const mine = { schedule: { timezone: 'Europe/London' } };
    const changed = await between(
      'UpdateImagePipeline',
      { fault: 'throttle', when: 'before' },
      () => call('PATCH', `/${name}`, mine, conditions),
      async () => {
        const { name: __, tags: ___, ...settings } = definitionOf(name, { description: 'Theirs' });
        const body = { ...settings, imagePipelineArn: arnOf('image-pipeline', name), clientToken: `theirs-${name}` };
        await fetch(`${imagegate.imageBuilderUrl}/UpdateImagePipeline`, { method: 'PUT', body: JSON.stringify(body) });
      },
    );
    expect(changed).toMatchObject({ status: expected });
    expect(await held(name)).toMatchObject({ description: 'Theirs', schedule: { timezone: 'UTC' } });
  });
});
