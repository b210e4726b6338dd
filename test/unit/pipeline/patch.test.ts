import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../lib/pipeline/definition/definition.ts';
import { proposePatch } from '../../../lib/pipeline/judging/propose-patch.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { NotFound } from '../../../lib/problem/errors.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { arnOf } from '../../support/pipelines.ts';
import { full, minimal } from './sound.ts';

const name = 'web-base';

async function holding(definition: object, policy?: PolicyDocument) {
  const api = pipelineApi(policy);
  // A copy of its own: a definition is mutable by type, and the examples are not.
  const own = structuredClone(definition) as Definition;
  await api.imageBuilder.createPipeline(own, { clientToken: 't', signal: new AbortController().signal });
  return api;
}

describe('a PATCH', () => {
  it.each<[string, object, object]>([
    ['of a text', { description: 'Other' }, { description: 'Other' }],
    ['that removes a member', { description: null }, { description: undefined }],
    ['that disables', { status: 'ENABLED' }, { status: 'ENABLED' }],
    ['of one member of an object', { schedule: { timezone: 'UTC' } }, { schedule: { ...full.schedule, timezone: 'UTC' } }],
    [
      'that removes a member of an object',
      { loggingConfiguration: { imageLogGroupName: null } },
      { loggingConfiguration: { pipelineLogGroupName: full.loggingConfiguration.pipelineLogGroupName } },
    ],
    ['that removes an object', { schedule: null }, { schedule: undefined }],
    ['of a tag', { tags: { team: 'ops' } }, { tags: { ...full.tags, team: 'ops' } }],
    ['that removes one tag', { tags: { empty: null } }, { tags: { team: 'web', 'cost-center': 'CC-1234' } }],
    ['that removes all tags', { tags: null }, { tags: undefined }],
    ['that replaces a list', { workflows: [full.workflows[1]] }, { workflows: [full.workflows[1]] }],
    ['that empties a list', { workflows: [] }, { workflows: undefined }],
    ['that goes back to a default', { enhancedImageMetadataEnabled: null }, { enhancedImageMetadataEnabled: true }],
  ])('%s changes that and nothing else', async (_, patch, members) => {
    const api = await holding(full);
    const answer = await api.patch(name, patch);
    expect(answer).toMatchObject({ status: 200, json: { name, advisories: [] } });
    const { json, etag } = await api.definition(name);
    expect(json).toEqual({ ...full, ...members });
    expect(answer.etag).toBe(etag);
  });

  it('tells that an update of settings makes Image Builder forget the failures in a row', async () => {
    const api = await holding(full);
    const record = await api.imageBuilder.getPipeline(name, { signal: new AbortController().signal });
    api.imageBuilder.pipelines.set(name, { ...record, consecutiveFailures: 2 });
    expect((await api.patch(name, { tags: { team: 'ops' } })).json).toMatchObject({ advisories: [] });
    expect((await api.patch(name, { description: 'Other' })).json).toMatchObject({
      advisories: [{ rule: 'imagegate', code: 'forgotten', actual: 2, expected: 0 }],
    });
  });

  it('never enables a disabled pipeline in passing', async () => {
    const api = await holding(full);
    await api.patch(name, { description: 'Other' });
    expect(api.imageBuilder.changed).toMatchObject([{ operation: 'update', definition: { status: 'DISABLED' } }]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['what is there', { description: full.description, tags: { team: 'web' } }],
    ['a removal of what is not there', { tags: { absent: null }, containerRecipeArn: null }],
    ['the name as it is', { name: 'Web Base' }],
    ['a client token', { clientToken: 'abc' }],
  ])('of %s writes nothing and says so', async (_, patch) => {
    const api = await holding(full);
    expect(await api.patch(name, patch)).toMatchObject({ status: 200, headers: { 'x-imagegate-unchanged': 'true' } });
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['a name', { name: 'Other' }, '/name', /cannot be changed: write "Web Base"/],
    ['no name', { name: null }, '/name', /cannot be changed/],
    ['no status', { status: null }, '/status', /write ENABLED or DISABLED/],
    ['no infrastructure', { infrastructureConfigurationArn: null }, '/infrastructureConfigurationArn', /is missing/],
    ['no recipe', { imageRecipeArn: null }, '/imageRecipeArn', /a recipe is missing/],
    [
      'half a policy',
      { schedule: { autoDisablePolicy: { failureCount: null } } },
      '/schedule/autoDisablePolicy/failureCount',
      /missing/,
    ],
    ['one item of a list', { workflows: { '0': null } }, '/workflows', /must be a list/],
    ['null in a list', { workflows: [null] }, '/workflows/0', /null/],
    ['a misspelt member', { Description: 'x' }, '/Description', /is written description/],
    ['a misspelt removal', { Schedule: null }, '/Schedule', /is written schedule/],
    ['a misspelt removal inside', { schedule: { timeZone: null } }, '/schedule/timeZone', /is written timezone/],
    ['a tag of AWS', { tags: { 'aws:x': '1' } }, '/tags/aws:x', /reserved for AWS/],
    [
      'a schedule that cannot be read',
      { schedule: { scheduleExpression: 'daily' } },
      '/schedule/scheduleExpression',
      /cannot be read/,
    ],
    [
      'a recipe of the other kind',
      { imageRecipeArn: null, containerRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/web/1.0.0' },
      '/containerRecipeArn',
      /create another pipeline/,
    ],
    ['a list of operations', [{ op: 'remove', path: '/tags' }], '', /RFC 6902/],
    ['a text', 'x', '', /must be an object/],
    ['null', null, '', /must be an object/],
  ])('is refused for %s, and nothing is written', async (_, patch, pointer, detail) => {
    const api = await holding(full);
    const answer = await api.patch(name, patch);
    expect(answer).toMatchObject({ status: 422, json: { type: 'https://imagegate.dev/problems/validation-failed' } });
    expect(answer.json.errors).toMatchObject([{ pointer, detail: expect.stringMatching(detail) }]);
    expect(answer.json.detail).toContain('RFC 7396');
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it('finds all that is wrong at once, sorted', async () => {
    const api = await holding(full);
    const { json } = await api.patch(name, { status: null, name: 'x', tags: { team: 5 }, Foo: null, description: '' });
    const pointers = json.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(['/Foo', '/description', '/name', '/status', '/tags/team']);
  });

  it('says of a problem that it was there before', async () => {
    const api = await holding(full);
    const record = await api.imageBuilder.getPipeline(name, { signal: new AbortController().signal });
    api.imageBuilder.pipelines.set(name, { ...record, schedule: { scheduleExpression: 'cron(0 0 * * *)' } });
    const { json } = await api.patch(name, { description: 'Other' });
    expect(json.errors).toMatchObject([{ pointer: '/schedule/scheduleExpression', origin: 'existing' }]);
    expect(json.errors[0].detail).toContain('the pipeline has this already');
    const mended = { description: 'Other', schedule: { scheduleExpression: 'rate(7 days)' } };
    expect((await api.patch(name, mended)).status).toBe(200);
    expect((await api.patch(name, { schedule: { scheduleExpression: 'daily' } })).json.errors[0].origin).toBeUndefined();
  });

  it('is judged by what results, and each finding tells where its value comes from', async () => {
    const rules: PolicyDocument['rules'] = [
      { id: 'tags', type: 'tags', require: { team: { equals: 'ops' }, owner: {}, 'cost-center': { oneOf: ['CC-1'] } } },
      { id: 'auto-disable', type: 'auto-disable', maximum: 2 },
    ];
    const api = await holding(full, { name: 'p', version: '1', rules });
    const { status, json } = await api.patch(name, {
      tags: { 'cost-center': 'CC-2', owner: null },
      schedule: { autoDisablePolicy: null },
    });
    expect(status).toBe(422);
    const origins = json.violations.map(({ pointer, origin }: { pointer: string; origin: string }) => `${origin} ${pointer}`);
    expect(origins).toEqual([
      'request /tags/cost-center',
      'request /tags/owner',
      'existing /tags/team',
      'aws-default /schedule/autoDisablePolicy',
    ]);
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it.each(['application/json', 'application/json-patch+json', 'text/plain'])(
    'of the type %s is a 415 that says which patches are taken',
    async (type) => {
      const api = await holding(full);
      const answer = await api.patch(name, {}, { 'Content-Type': type });
      expect(answer).toMatchObject({ status: 415, headers: { 'accept-patch': 'application/merge-patch+json' } });
      expect(answer.headers['accept']).toBeUndefined();
    },
  );

  it('of a pipeline that is not there is a 404, and with If-Match a 412', async () => {
    expect((await pipelineApi().patch(name, {})).status).toBe(404);
    expect((await pipelineApi().patch(name, {}, { 'If-Match': '*' })).status).toBe(412);
    expect(await pipelineApi().patch('Web Base', {})).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('try web-base') },
    });
  });

  it('of an older pipeline than is there is a 412 that says where the patch would change it', async () => {
    const api = await holding(full);
    const answer = await api.patch(name, { description: 'Other', tags: { team: 'web', new: '1' } }, { 'If-Match': '"stale"' });
    expect(answer).toMatchObject({ status: 412, json: { changed: ['/description', '/tags/new'] } });
    const { etag } = await api.get(name);
    expect((await api.patch(name, { description: 'Other' }, { 'If-Match': etag })).status).toBe(200);
  });

  it('is a 404 when the pipeline is deleted between the read and the write', async () => {
    const api = await holding(full);
    api.imageBuilder.updatePipeline = () => Promise.reject(new NotFound('No.'));
    expect((await api.patch(name, { description: 'Other' })).status).toBe(404);
  });

  it('keeps tags and members whose names mean something to the language', async () => {
    const api = await holding(minimal);
    await api.patch(name, { tags: { constructor: 'a', toString: 'b' } });
    expect((await api.definition(name)).json.tags).toEqual({ constructor: 'a', toString: 'b' });
    await api.patch(name, { tags: { constructor: null } });
    expect((await api.definition(name)).json.tags).toEqual({ toString: 'b' });
  });
});

describe('what a patch asks for', () => {
  const current = {
    ...minimal,
    schedule: { scheduleExpression: 'rate(1 day)' },
    tags: { team: 'web' },
    imageTags: { a: 'b' },
    executionRole: 'builder',
  };
  const patch = {
    schedule: null,
    tags: { stage: 'beta', old: null },
    workflows: [{ workflowArn: arnOf('workflow', 'build/x/1.0.0') }],
  };

  it.each([
    ['/schedule', 'request'],
    ['/schedule/scheduleExpression', 'request'],
    ['/tags', 'request'],
    ['/tags/stage', 'request'],
    ['/tags/old', 'request'],
    ['/tags/team', 'existing'],
    ['/workflows/0/onFailure', 'request'],
    ['/imageTags/a', 'existing'],
    ['/executionRole', 'existing'],
    ['/description', 'existing'],
    ['/tags/toString', 'existing'],
  ])('has at %s the origin %s', (pointer, origin) => {
    const proposed = proposePatch(patch, current);
    if (!proposed.ok) throw new TypeError(JSON.stringify(proposed.problems));
    expect(proposed.proposal.originOf(pointer)).toBe(origin);
  });
});
