import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import { bodyOf, publishedDefinitions } from '../fixtures/definitions/index.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';
import { startedApi } from '../support/started-api.ts';
import { full as described } from '../unit/pipeline/sound.ts';

// Whatever imagegate answers is compared with what the embedded Image Builder holds, asked past imagegate.

let imagegate: StartedImagegate;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-test-'));
  const policy = join(folder, 'open.yaml');
  writeFileSync(policy, 'name: open\nversion: "1"\nrules: []\n');
  // An admin’s definitions are taken to the letter, also where they say nothing of an owner, as published ones do.
  const admin = ['--caller', 'arn:aws:iam::111122223333:role/platform-admin'];
  imagegate = await startImagegate(['--quiet', '--policy', policy, '--accept-unknown-references', ...admin]);
});
afterAll(async () => {
  await imagegate.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await control('DELETE', 'faults');
});

type Json = Record<string, unknown>;

/** With the role that the embedded Image Builder wants beside workflows. */
const full = { ...described, executionRole: 'arn:aws:iam::111122223333:role/image-builder' };

const { call, control, held } = startedApi(() => imagegate);

/** What of a held pipeline is a setting or a tag. */
function settingsOf(pipeline: Json | undefined): Json {
  const { arn, platform, dateCreated, dateUpdated, dateNextRun, tags, ...settings } = pipeline ?? {};
  return tags !== undefined && Object.keys(tags as object).length > 0 ? { ...settings, tags } : settings;
}

/** Another value of the type that is there. */
const other: Json = {
  description: 'Another description',
  distributionConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:distribution-configuration/other',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/other',
  enhancedImageMetadataEnabled: false,
  imageTestsConfiguration: { timeoutMinutes: 90 },
  schedule: { scheduleExpression: 'cron(0 4 ? * tue *)' },
  status: 'DISABLED',
  tags: { added: 'yes' },
  imageTags: { added: 'yes' },
  loggingConfiguration: { imageLogGroupName: '/aws/imagebuilder/other' },
  executionRole: 'arn:aws:iam::111122223333:role/other',
};

describe('the life of a pipeline that somebody published', () => {
  it.each(publishedDefinitions)('$file: created, exported, put back, patched member by member, deleted', async (published) => {
    const body = bodyOf(published);
    if (published.corrected !== undefined)
      body['schedule'] = { ...(body['schedule'] as Json), scheduleExpression: published.corrected };
    // The embedded Image Builder insists on the role that the reference calls required.
    if (body['workflows'] !== undefined) body['executionRole'] ??= 'arn:aws:iam::111122223333:role/image-builder';
    const name = normaliseName(String(body['name']));

    const created = await call('PUT', `/${name}`, body);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/pipelines/${name}`);
    const exported = await call('GET', `/${name}/definition`);
    expect(settingsOf(await held(name))).toEqual(exported.json);

    const before = await held(name);
    const again = await call('PUT', `/${name}`, exported.json, { 'if-match': exported.headers.get('etag') ?? '' });
    expect(again.status).toBe(200);
    expect(again.headers.get('x-imagegate-unchanged')).toBe('true');
    expect(await held(name)).toEqual(before);

    for (const member of Object.keys(other)) {
      const was = settingsOf(await held(name));
      const patched = await call('PATCH', `/${name}`, { [member]: other[member] });
      expect([member, patched.status]).toEqual([member, 200]);
      const is = settingsOf(await held(name));
      expect({ ...is, [member]: 0 }).toEqual({ ...was, [member]: 0 });
      expect(is[member]).toMatchObject(other[member] as object);
    }

    const putBack = await call('PUT', `/${name}`, exported.json);
    expect(putBack.status).toBe(200);
    expect(settingsOf(await held(name))).toEqual(exported.json);

    expect((await call('DELETE', `/${name}`)).status).toBe(204);
    expect(await held(name)).toBeUndefined();
    expect((await call('GET', `/${name}`)).status).toBe(404);
    expect((await call('DELETE', `/${name}`)).status).toBe(404);
  });
});

describe('a PUT that meets a fault at one of its calls', () => {
  const changed = { ...full, description: 'Changed', tags: { team: 'ops', new: '1' } };
  const writes = ['TagResource', 'UpdateImagePipeline', 'UntagResource'];
  const steps = ['add-tags', 'update-settings', 'remove-tags'];

  beforeEach(async () => {
    await call('DELETE', '/web-base');
    expect((await call('POST', '', full)).status).toBe(201);
  });

  it.each(writes.flatMap((operation, at) => ['throttle', 'error'].map((fault) => ({ operation, at, fault }))))(
    '$fault before $operation: says how far it came, and the same PUT completes it',
    async ({ operation, at, fault }) => {
      // Each call is tried three times.
      await control('POST', 'faults', { fault, when: 'before', operation, count: 3 });
      const failed = await call('PUT', '/web-base', changed);
      expect(failed.status).toBeGreaterThanOrEqual(429);
      expect(failed.json.type).toMatch(/^https:\/\/imagegate\.dev\/problems\//);
      expect(failed.json).toMatchObject({ applied: steps.slice(0, at), pending: steps.slice(at) });

      await control('DELETE', 'faults');
      expect((await call('PUT', '/web-base', changed)).status).toBe(200);
      await expectChanged();
    },
  );

  it.each(writes.flatMap((operation) => ['error', 'reset', 'nonsense', 'truncate'].map((fault) => ({ operation, fault }))))(
    '$fault after $operation: looks, and goes on',
    async ({ operation, fault }) => {
      await control('POST', 'faults', { fault, when: 'after', operation, count: 3 });
      expect((await call('PUT', '/web-base', changed)).status).toBe(200);
      await control('DELETE', 'faults');
      await expectChanged();
    },
  );

  async function expectChanged(): Promise<void> {
    expect(settingsOf(await held('web-base'))).toEqual(changed);
    expect((await call('PUT', '/web-base', changed)).headers.get('x-imagegate-unchanged')).toBe('true');
  }

  it('answers 200 when only the look back fails', async () => {
    await control('POST', 'faults', { fault: 'error', operation: 'GetImagePipeline', skip: 1, count: 3 });
    const answer = await call('PUT', '/web-base', changed);
    expect(answer.status).toBe(200);
    await control('DELETE', 'faults');
    expect((await call('GET', '/web-base')).headers.get('etag')).toBe(answer.headers.get('etag'));
  });
});

describe('two clients that write at once', () => {
  it('with If-Match leave what one wrote who was told that it is done', async () => {
    await call('DELETE', '/web-base');
    await call('POST', '', full);
    for (let round = 0; round < 10; round++) {
      const etag = (await call('GET', '/web-base')).headers.get('etag') ?? '';
      const texts = [`first ${round}`, `second ${round}`];
      const answers = await Promise.all(
        texts.map((description) => call('PATCH', '/web-base', { description }, { 'if-match': etag })),
      );
      const done = texts.filter((_, index) => answers[index]?.status === 200);
      for (const { status } of answers) expect([200, 412]).toContain(status);
      expect(done).toContain((await held('web-base'))?.['description']);
    }
  });

  it('that create only create one pipeline', async () => {
    await call('DELETE', '/web-base');
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((description) => call('PUT', '/web-base', { ...full, description }, { 'if-none-match': '*' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412, 412]);
  });
});

describe('the edges of the wire', () => {
  it('tells which patches are taken', async () => {
    const response = await fetch(`${imagegate.url}/v1/pipelines/web-base`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('accept-patch')).toBe('application/merge-patch+json');
  });

  it('evaluates a patch against what is there', async () => {
    await call('DELETE', '/web-base');
    await call('POST', '', full);
    const response = await fetch(`${imagegate.url}/v1/policy/evaluations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ operation: 'patch', name: 'web-base', definition: { description: 'Patched' } }),
    });
    expect(await response.json()).toMatchObject({ decision: 'allow', resulting: { ...full, description: 'Patched' } });
    expect((await held('web-base'))?.['description']).toBe(full.description);
  });

  it('answers nothing but the state for Prefer: return=minimal', async () => {
    const answer = await call('PATCH', '/web-base', { description: 'Quiet' }, { prefer: 'return=minimal' });
    expect(answer).toMatchObject({ status: 200, json: null });
    expect(answer.headers.get('etag')).toBeTruthy();
  });
});
