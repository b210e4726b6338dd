import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../infra/temporary-folder.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

const arn = (path: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${path}`;

const policy = `
name: judged
version: "1"
rules:
  - id: image-tags
    type: tags
    on: [images]
    require: { cost-center: { pattern: "CC-[0-9]{4}" } }
    forbid: ["tmp-*"]
  - id: auto-disable
    type: auto-disable
    maximum: 3
  - id: kept
    type: tags
    operations: [delete]
    forbid: [protected]
    remedy: Take the tag protected off first.
`;

let imagegate: StartedImagegate;

beforeAll(async () => {
  const policyFile = join(temporaryFolder(), 'policy.yaml');
  writeFileSync(policyFile, policy);
  imagegate = await startImagegate(['--quiet', '--policy', policyFile]);
});
afterAll(() => imagegate?.stop());

async function send(method: string, path: string, body?: unknown, type = 'application/json') {
  const headers = { 'content-type': type };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${imagegate.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

/** Has a pipeline made around the door, where no rule is asked. */
async function hold(name: string, members: object = {}): Promise<void> {
  const body = {
    name,
    imageRecipeArn: arn('image-recipe/web/1.4.0'),
    infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
    tags: { team: 'web' },
    clientToken: name,
    ...members,
  };
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${imagegate.imageBuilderUrl}/CreateImagePipeline`, init);
  expect(response.status, await response.text()).toBe(200);
}

const start = (name: string, tags?: object) => send('POST', `/v1/pipelines/${name}/executions`, tags && { tags });
const imageTags = { 'cost-center': 'CC-1234' };

describe('what really reaches Image Builder', () => {
  it('is what the pipeline has for its images, what the start has over it, and whose it is', async () => {
    await hold('merged', { imageTags: { ...imageTags, stage: 'old' } });
    const { status, json } = await start('merged', { stage: 'new', reason: 'patch day' });
    expect(status).toBe(202);
    const who = expect.stringContaining(`${json.startedBy} +`);
    const expected = { ...imageTags, stage: 'new', reason: 'patch day', team: 'web', 'imagegate:started-by': who };
    const seen = await fetch(`${imagegate.imageBuilderUrl}/GetImage?imageBuildVersionArn=${encodeURIComponent(json.arn)}`);
    expect(JSON.parse(await seen.text()).image.tags).toEqual(expected);
  });
});

describe('a start', () => {
  it('with tags that the rules refuse is refused, and nothing is started', async () => {
    await hold('untagged');
    expect(await start('untagged', { 'tmp-x': 'y' })).toMatchObject({
      status: 422,
      json: {
        title: 'The execution breaks 1 rule',
        violations: [{ pointer: '/tags/cost-center' }, { pointer: '/tags/tmp-x', fix: [{ op: 'remove', path: '/tags/tmp-x' }] }],
        fix: { patch: [{ op: 'remove', path: '/tags/tmp-x' }], verified: false, needsInput: ['/tags/cost-center'] },
      },
    });
    expect(await start('untagged', { team: 'payments' })).toMatchObject({ status: 403 });
    expect((await send('GET', '/v1/pipelines/untagged/executions')).json.items).toEqual([]);
    expect((await start('untagged', imageTags)).status).toBe(202);
  });

  it('of a pipeline that breaks a rule is refused until that is put right', async () => {
    await hold('broken', { imageTags, schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } });
    const refused = await start('broken');
    expect(refused).toMatchObject({
      status: 422,
      json: { title: 'The pipeline breaks 1 rule', violations: [{ concerns: 'pipeline' }] },
    });
    const dry = await send('POST', '/v1/policy/evaluations', { operation: 'start', name: 'broken' });
    expect(dry).toMatchObject({ status: 200, json: { decision: 'deny', violations: refused.json.violations } });
    const patch = { schedule: { autoDisablePolicy: { failureCount: 3 } } };
    expect((await send('PATCH', '/v1/pipelines/broken', patch, 'application/merge-patch+json')).status).toBe(200);
    expect((await start('broken')).status).toBe(202);
  });
});

describe('a deletion', () => {
  it('is refused until what protects the pipeline is taken off', async () => {
    await hold('kept', { imageTags, tags: { team: 'web', protected: 'true' } });
    const path = '/v1/pipelines/kept';
    const refused = await send('DELETE', path);
    expect(refused).toMatchObject({
      status: 422,
      json: { violations: [{ rule: 'kept', remedy: 'Take the tag protected off first.', pointer: '/tags/protected' }] },
    });
    const dry = await send('POST', '/v1/policy/evaluations', { operation: 'delete', name: 'kept' });
    expect(dry).toMatchObject({ status: 200, json: { decision: 'deny', violations: refused.json.violations } });
    expect((await send('PATCH', path, { tags: { protected: null } }, 'application/merge-patch+json')).status).toBe(200);
    expect((await send('DELETE', path)).status).toBe(204);
  });
});
