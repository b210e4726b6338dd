import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compliant } from '../support/pipelines.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';
import { startedApi } from '../support/started-api.ts';

// What an Idempotency-Key promises: however often a request comes, and whatever others do meanwhile, it is done once, and nothing
// that somebody else has written since is undone.

let imagegate: StartedImagegate;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-test-'));
  const policy = join(folder, 'open.yaml');
  writeFileSync(policy, 'name: open\nversion: "1"\nrules: []\n');
  const options = ['--policy', policy, '--accept-unknown-references', '--rate', '0', '--pipeline-quota', '500'];
  imagegate = await startImagegate(['--quiet', ...options]);
});
afterAll(async () => {
  await imagegate.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => control('DELETE', 'faults'));

let names = 0;
let keys = 0;
const newName = () => `keyed-${++names}`;
const newKey = () => ({ 'idempotency-key': `key-${++keys}` });
const definitionOf = (name: string, more: object = {}) => ({ ...compliant, name, ...more });
const tagged = (value: string) => ({ tags: { ...compliant.tags, 'cost-center': value } });

const { control, held, ...api } = startedApi(() => imagegate);

async function call(...request: Parameters<typeof api.call>) {
  const answer = await api.call(...request);
  return { ...answer, replayed: answer.headers.get('idempotent-replayed') };
}

async function made(more: object = {}): Promise<string> {
  const name = newName();
  expect((await call('POST', '', definitionOf(name, more))).status).toBe(201);
  return name;
}

interface Write {
  readonly method: 'PUT' | 'PATCH';
  /** What is sent for a pipeline of this name. */
  readonly body: (name: string) => object;
}

const description = 'Mine';
const writes: readonly (readonly [string, Write])[] = [
  ['a PUT of tags', { method: 'PUT', body: (name) => definitionOf(name, tagged('CC-2222')) }],
  ['a PATCH of tags', { method: 'PATCH', body: () => ({ tags: { 'cost-center': 'CC-2222' } }) }],
  ['a PUT of settings', { method: 'PUT', body: (name) => definitionOf(name, { description }) }],
  ['a PATCH of settings', { method: 'PATCH', body: () => ({ description }) }],
  ['a PUT of both', { method: 'PUT', body: (name) => definitionOf(name, { description, ...tagged('CC-2222') }) }],
  ['a PATCH that takes a tag', { method: 'PATCH', body: () => ({ description, tags: { 'data-class': null } }) }],
];

const theirs = { description: 'Theirs', tags: { ...compliant.tags, 'cost-center': 'CC-3333', fresh: '1' } };
const ofAnother = { status: 422, json: { type: 'https://imagegate.dev/problems/idempotency-key-reused' } };

describe.each(writes)('%s, repeated with its key', (_, { method, body }) => {
  it('is answered as done, and writes nothing', async () => {
    const name = await made();
    const key = newKey();
    expect(await call(method, `/${name}`, body(name), key)).toMatchObject({ status: 200, replayed: null });
    const before = await held(name);
    await control('DELETE', 'calls');
    expect(await call(method, `/${name}`, body(name), key)).toMatchObject({ status: 200, replayed: 'true' });
    expect((await control('GET', 'calls')).calls).toEqual({ GetImagePipeline: 1 });
    expect(await held(name)).toEqual(before);
  });

  it('undoes nothing of what somebody else has written since', async () => {
    const name = await made();
    const key = newKey();
    await call(method, `/${name}`, body(name), key);
    expect((await call('PUT', `/${name}`, definitionOf(name, theirs))).status).toBe(200);
    const again = await call(method, `/${name}`, body(name), key);
    expect(again).toMatchObject({ status: 200, replayed: 'true', json: theirs });
    const { tags, description: now } = await held(name);
    expect({ description: now, tags }).toMatchObject(theirs);
  });

  it('is the same request whatever its order of members, and another one with another body: that writes nothing', async () => {
    const name = await made();
    const key = newKey();
    const sent = body(name);
    await call(method, `/${name}`, sent, key);
    const turned = Object.fromEntries(Object.entries(sent).reverse());
    expect(await call(method, `/${name}`, turned, key)).toMatchObject({ status: 200, replayed: 'true' });
    const before = await held(name);
    for (const other of [{ description: 'Another' }, tagged('CC-9999'), { description: 'Another', ...tagged('CC-9999') }]) {
      const asked = method === 'PUT' ? definitionOf(name, other) : other;
      expect(await call(method, `/${name}`, asked, key)).toMatchObject(ofAnother);
    }
    expect(await held(name)).toEqual(before);
  });

  it('is no 412 beside If-Match: what the condition was about has been done', async () => {
    const name = await made();
    const key = { ...newKey(), 'if-match': (await call('GET', `/${name}`)).headers.get('etag') ?? '' };
    expect(await call(method, `/${name}`, body(name), key)).toMatchObject({ status: 200, replayed: null });
    expect(await call(method, `/${name}`, body(name), key)).toMatchObject({ status: 200, replayed: 'true' });
  });

  it('and lost before, is done once', async () => {
    const name = await made();
    const key = newKey();
    for (const operation of ['TagResource', 'UpdateImagePipeline', 'UntagResource'])
      await control('POST', 'faults', { fault: 'reset', when: 'after', operation, count: 9 });
    await control('POST', 'faults', { fault: 'error', status: 503, operation: 'GetImagePipeline', skip: 1, count: 9 });
    const lost = await call(method, `/${name}`, body(name), key);
    expect(lost.status).toBeGreaterThanOrEqual(500);
    await control('DELETE', 'faults');
    expect((await call(method, `/${name}`, body(name), key)).status).toBe(200);
    const settled = await held(name);
    expect((await call(method, `/${name}`, body(name), key)).status).toBe(200);
    expect(await held(name)).toEqual(settled);
  });

  it('comes sixteen times at once, and is done', async () => {
    const name = await made();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 16 }, () => call(method, `/${name}`, body(name), key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    const definition = (await call('GET', `/${name}/definition`)).json;
    expect(method === 'PUT' ? definition : {}).toMatchObject(method === 'PUT' ? body(name) : {});
    expect(await call(method, `/${name}`, body(name), key)).toMatchObject({ status: 200, replayed: 'true' });
  });
});

describe('a creation, repeated with its key', () => {
  it.each(['POST', 'PUT'])('by %s finds what it made, and says so', async (method) => {
    const name = newName();
    const key = newKey();
    const path = method === 'POST' ? '' : `/${name}`;
    expect(await call(method, path, definitionOf(name), key)).toMatchObject({ status: 201, replayed: null });
    await call('PATCH', `/${name}`, theirs);
    const again = await call(method, path, definitionOf(name), key);
    expect(again).toMatchObject({ status: method === 'POST' ? 201 : 200, replayed: 'true', json: theirs });
    expect(await held(name)).toMatchObject({ description: 'Theirs' });
  });

  it('by PUT with If-None-Match is no 412', async () => {
    const name = newName();
    const key = { ...newKey(), 'if-none-match': '*' };
    expect((await call('PUT', `/${name}`, definitionOf(name), key)).status).toBe(201);
    expect(await call('PUT', `/${name}`, definitionOf(name), key)).toMatchObject({ status: 200, replayed: 'true' });
  });

  it.each(['POST', 'PUT'])('by %s with another body is a 422, and nothing is written', async (method) => {
    const name = newName();
    const key = newKey();
    const path = method === 'POST' ? '' : `/${name}`;
    await call(method, path, definitionOf(name), key);
    const before = await held(name);
    for (const other of [{ description: 'Another' }, tagged('CC-9999')])
      expect(await call(method, path, definitionOf(name, other), key)).toMatchObject(ofAnother);
    expect(await held(name)).toEqual(before);
  });

  it.each(['POST', 'PUT'])('by %s is not gone because one read was late', async (method) => {
    const name = newName();
    const fault = { fault: 'error', status: 404, name: 'ResourceNotFoundException', operation: 'GetImagePipeline' };
    await control('POST', 'faults', { ...fault, skip: method === 'POST' ? 0 : 1, count: 2 });
    const created = await call(method, method === 'POST' ? '' : `/${name}`, definitionOf(name), newKey());
    expect(created).toMatchObject({ status: 201, json: { name } });
  });

  it('comes sixteen times at once, and makes one', async () => {
    const name = newName();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 16 }, () => call('PUT', `/${name}`, definitionOf(name), key)));
    for (const { status } of answers) expect([200, 201]).toContain(status);
    expect(await held(name)).toMatchObject({ name });
  });
});

describe('a start, repeated with its key', () => {
  it('is one run, and says so', async () => {
    const name = await made();
    const key = newKey();
    const first = await call('POST', `/${name}/executions`, { tags: { why: 'x' } }, key);
    expect(first).toMatchObject({ status: 202, replayed: null });
    const again = await call('POST', `/${name}/executions`, { tags: { why: 'x' } }, key);
    expect(again).toMatchObject({ status: 202, replayed: 'true', json: { id: first.json.id } });
    expect(await call('POST', `/${name}/executions`, { tags: { why: 'y' } }, key)).toMatchObject(ofAnother);
  });
});

describe('what a pipeline keeps of keys', () => {
  it('shows to nobody who asks for it here', async () => {
    const name = newName();
    await call('PUT', `/${name}`, definitionOf(name), newKey());
    const { tags } = await held(name);
    expect(Object.keys(tags)).toContain('imagegate:keys');
    for (const path of [`/${name}`, `/${name}/definition`]) expect((await call('GET', path)).json.tags).toEqual(compliant.tags);
    expect((await call('PUT', `/${name}`, definitionOf(name))).headers.get('x-imagegate-unchanged')).toBe('true');
  });

  it('is the last ten, so that the eleventh before is a new one', async () => {
    const name = await made();
    const first = newKey();
    await call('PATCH', `/${name}`, { tags: { n: '0' } }, first);
    for (let n = 1; n <= 10; n++) await call('PATCH', `/${name}`, { tags: { n: String(n) } }, newKey());
    expect(await call('PATCH', `/${name}`, { tags: { n: '0' } }, first)).toMatchObject({ status: 200, replayed: 'true' });
    await call('PATCH', `/${name}`, { tags: { n: '11' } }, newKey());
    expect(await call('PATCH', `/${name}`, { tags: { n: '0' } }, first)).toMatchObject({ status: 200, replayed: null });
  });

  it('has to go where the tags of the caller take all the room, and the answer says that', async () => {
    const name = newName();
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x']));
    const wanted = { tags: { ...compliant.tags, ...many(46) } };
    await call('PUT', `/${name}`, definitionOf(name), newKey());
    const full = await call('PUT', `/${name}`, definitionOf(name, wanted), newKey());
    expect(full).toMatchObject({ status: 200, json: { tags: wanted.tags } });
    expect(full.json.advisories.map(({ code }: { readonly code: string }) => code)).toContain('key-not-kept');
    expect(Object.keys((await held(name)).tags)).toHaveLength(50);
  });

  it('costs a write without a key nothing', async () => {
    const name = await made();
    await control('DELETE', 'calls');
    await call('PATCH', `/${name}`, { description: 'Changed', tags: { fresh: '1' } });
    expect((await control('GET', 'calls')).calls).toEqual({ GetImagePipeline: 2, TagResource: 1, UpdateImagePipeline: 1 });
    expect(Object.keys((await held(name)).tags)).not.toContain('imagegate:keys');
  });
});
