import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import {
  AlreadyExists,
  NotFound,
  RateLimited,
  UpstreamRejected,
  UpstreamTimeout,
  UpstreamUnavailable,
} from '../../../lib/problem/errors.ts';
import { type PipelineApi, pipelineApi } from '../../support/pipeline-api.ts';
import { full, minimal } from './sound.ts';

const name = 'web-base';
const tagRule: PolicyDocument = {
  name: 'strict',
  version: '1',
  rules: [{ id: 'tags', type: 'tags', require: { team: { equals: '{team}' } } }],
};

/** An Image Builder that has the pipeline already. */
async function holding(definition: object, policy?: PolicyDocument): Promise<PipelineApi> {
  const api = pipelineApi(policy);
  await api.imageBuilder.createPipeline(structuredClone(definition) as never, { clientToken: 't', signal: AbortSignal.abort() });
  return api;
}

/** Changes the pipeline around the door. */
function edit(api: PipelineApi, members: Partial<PipelineRecord>): void {
  const record = api.imageBuilder.pipelines.get(name);
  if (record === undefined) throw new TypeError('there is no pipeline to change');
  api.imageBuilder.pipelines.set(name, { ...record, ...members });
}

const without = (member: string, from: object = full) =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== member));
const operations = (api: PipelineApi) => api.imageBuilder.changed.map(({ operation }) => operation);
const told = (advisories: { code: string; pointer: string }[]) => advisories.map(({ code, pointer }) => `${code} ${pointer}`);

describe('a PUT where there is no pipeline', () => {
  it('creates it, and tells its address and its entity tag', async () => {
    const api = pipelineApi();
    const answer = await api.put(name, full);
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: '/v1/pipelines/web-base' },
      json: { name, advisories: [] },
    });
    expect(answer.etag).toBe((await api.get(name)).etag);
    expect(api.imageBuilder.created[0]?.definition).toEqual(full);
  });

  it('judges it as a creation', async () => {
    const api = pipelineApi(tagRule);
    expect(await api.put(name, minimal)).toMatchObject({ status: 422, json: { violations: [{ pointer: '/tags/team' }] } });
    expect(api.imageBuilder.created).toEqual([]);
  });

  it('refuses a name that belongs elsewhere, and says what would do', async () => {
    const answer = await pipelineApi().put('web-prod', minimal);
    expect(answer).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/name', code: 'other-name', suggestion: 'web-prod', received: '"Web Base"' }] },
    });
    expect(answer.json.detail).toContain('/v1/pipelines/web-base');
  });

  it('demands a name in the body, since the body is a whole definition', async () => {
    const answer = await pipelineApi().put(name, without('name'));
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/name', code: 'missing' }] } });
  });

  it.each(['Web Base', 'WEB-BASE', 'web_base'])('is a 404 at %s, which is no address', async (address) => {
    const answer = await pipelineApi().put(address, minimal);
    expect(answer).toMatchObject({ status: 404, json: { detail: expect.stringContaining('try web-base') } });
  });

  it('is a 409 when somebody else creates it at that moment, and a 412 when it was to create only', async () => {
    const racing = () => {
      const api: PipelineApi = pipelineApi(undefined, {
        createPipeline: async () => {
          api.imageBuilder.pipelines.set(name, { arn: 'arn:x', name: 'Web Base' });
          throw new AlreadyExists('Taken.');
        },
      });
      return api;
    };
    const late = await racing().put(name, minimal);
    expect(late).toMatchObject({ status: 409, json: { detail: expect.stringContaining('Repeat') } });
    expect((await racing().put(name, minimal, { 'If-None-Match': '*' })).status).toBe(412);
  });
});

describe('a PUT where there is a pipeline', () => {
  it('makes it equal to the body and answers as it stands then', async () => {
    const api = await holding(full);
    const answer = await api.put(name, { ...full, description: 'Other', status: 'ENABLED', tags: { team: 'web', new: '1' } });
    expect(answer).toMatchObject({
      status: 200,
      json: { description: 'Other', status: 'enabled', tags: { team: 'web', new: '1' }, displayName: 'Web Base' },
    });
    expect(answer.headers['location']).toBeUndefined();
    expect(answer.headers['x-imagegate-unchanged']).toBeUndefined();
    const { json, etag } = await api.definition(name);
    expect(json).toEqual({ ...full, description: 'Other', status: 'ENABLED', tags: { team: 'web', new: '1' } });
    expect(answer.etag).toBe(etag);
  });

  it('adds and changes tags first, then the settings, and removes tags last', async () => {
    const api = await holding(full);
    await api.put(name, { ...full, description: 'Other', tags: { team: 'ops', new: '1' } });
    expect(api.imageBuilder.changed).toMatchObject([
      { operation: 'tag', tags: { team: 'ops', new: '1' } },
      { operation: 'update', definition: { description: 'Other', status: 'DISABLED' } },
      { operation: 'untag', keys: ['cost-center', 'empty'] },
    ]);
  });

  it.each<[string, object, string[]]>([
    ['only settings', { description: 'Other' }, ['update']],
    ['only new tags', { tags: { ...full.tags, new: '1' } }, ['tag']],
    ['only fewer tags', { tags: { team: 'web' } }, ['untag']],
    ['no tags any more', { tags: {} }, ['untag']],
  ])('writes no more than it has to: %s', async (_, members, expected) => {
    const api = await holding(full);
    expect((await api.put(name, { ...full, ...members })).status).toBe(200);
    expect(operations(api)).toEqual(expected);
  });

  it('sends every setting, so that nothing falls back to a default', async () => {
    const api = await holding(full);
    await api.put(name, { ...full, description: 'Other' });
    const [update] = api.imageBuilder.changed;
    expect(update).toMatchObject({ definition: { ...without('tags'), description: 'Other' } });
  });

  it.each<[string, object, Partial<PipelineRecord>]>([
    ['what was exported', full, {}],
    ['the members in another order', Object.fromEntries(Object.entries(full).reverse()), {}],
    ['the tags in another order', { ...full, tags: { empty: '', team: 'web', 'cost-center': 'CC-1234' } }, {}],
    ['empty maps and lists for none', { ...minimal, tags: {}, imageTags: {}, workflows: [], loggingConfiguration: {} }, {}],
    ['without the defaults that Image Builder shows', minimal, {}],
    ['with the defaults that it shows', { ...minimal, status: 'ENABLED', enhancedImageMetadataEnabled: true }, {}],
    ['with tags that are AWS alone', minimal, { tags: { 'aws:cloudformation:stack-name': 'x' } }],
    ['with a failure counted', minimal, { consecutiveFailures: 3, lastRunStatus: 'FAILED' }],
    [
      'without the time zone that is there by default',
      { ...minimal, schedule: { scheduleExpression: 'rate(7 days)' } },
      { schedule: { scheduleExpression: 'rate(7 days)', timezone: 'UTC' } },
    ],
  ])('changes nothing when there is nothing to change: %s', async (_, body, members) => {
    const api = await holding(body);
    edit(api, members);
    const answer = await api.put(name, body);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-imagegate-unchanged': 'true' }, json: { name, advisories: [] } });
    expect(operations(api)).toEqual([]);
    expect(answer.etag).toBe((await api.get(name)).etag);
  });

  it('changes nothing and is refused when the pipeline, as it is wanted and as it stands, breaks a rule', async () => {
    const api = await holding(minimal, tagRule);
    expect(await api.put(name, minimal)).toMatchObject({ status: 422, json: { violations: [{ pointer: '/tags/team' }] } });
    expect(operations(api)).toEqual([]);
  });

  it('never touches the tags of AWS', async () => {
    const api = await holding(full);
    edit(api, { tags: { 'aws:cloudformation:stack-name': 'x', team: 'web' } });
    await api.put(name, { ...full, tags: {} });
    expect(api.imageBuilder.changed).toEqual([{ operation: 'untag', keys: ['team'] }]);
  });

  it('leaves a disabled pipeline disabled when the body names no status, and says so', async () => {
    const api = await holding(full);
    const answer = await api.put(name, { ...without('status'), description: 'Other' });
    expect(answer).toMatchObject({
      status: 200,
      json: { status: 'disabled', advisories: [{ code: 'kept', pointer: '/status' }] },
    });
    expect(api.imageBuilder.changed).toMatchObject([{ operation: 'update', definition: { status: 'DISABLED' } }]);
    expect((await api.put(name, { ...full, status: 'ENABLED' })).json.status).toBe('enabled');
  });

  it('says nothing of a status that is the default anyway', async () => {
    const api = await holding(minimal);
    expect((await api.put(name, { ...minimal, description: 'Other' })).json).toMatchObject({ status: 'enabled', advisories: [] });
  });

  it('asks for a status where it does not know the one that is there', async () => {
    const api = await holding(minimal);
    edit(api, { status: 'ARCHIVED' });
    const answer = await api.put(name, { ...minimal, description: 'Other' });
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/status', received: '"ARCHIVED"' }] } });
    expect((await api.put(name, { ...minimal, status: 'DISABLED' })).status).toBe(200);
  });

  it('says what it drops and what it resets, and does it', async () => {
    const api = await holding(full);
    const { json } = await api.put(name, { ...minimal, tags: { team: 'web' } });
    expect(told(json.advisories)).toEqual([
      'kept /status',
      'dropped /description',
      'dropped /distributionConfigurationArn',
      'reset /enhancedImageMetadataEnabled',
      'dropped /executionRole',
      'dropped /imageScanningConfiguration',
      'dropped /imageTags',
      'reset /imageTestsConfiguration/timeoutMinutes',
      'dropped /loggingConfiguration',
      'dropped /schedule',
      'dropped /tags/cost-center',
      'dropped /tags/empty',
      'dropped /workflows',
    ]);
    expect(json.advisories[3]).toEqual({
      rule: 'imagegate',
      type: 'change',
      level: 'warn',
      levelFrom: 'imagegate',
      code: 'reset',
      pointer: '/enhancedImageMetadataEnabled',
      message: 'enhancedImageMetadataEnabled goes from false to the default true, because the body does not have it',
      actual: false,
      expected: true,
      origin: 'aws-default',
    });
    expect(json).toMatchObject({ schedule: null, distribution: null, tags: { team: 'web' }, status: 'disabled' });
  });

  it('says nothing of what the body changes in words', async () => {
    const api = await holding(full);
    const loggingConfiguration = { imageLogGroupName: '/imagebuilder/web/image' };
    const { json } = await api.put(name, { ...full, schedule: { scheduleExpression: 'rate(7 days)' }, loggingConfiguration });
    expect(told(json.advisories)).toEqual([
      'dropped /loggingConfiguration/pipelineLogGroupName',
      'dropped /schedule/autoDisablePolicy',
      'reset /schedule/pipelineExecutionStartCondition',
      'reset /schedule/timezone',
    ]);
  });

  it.each([
    ['web-base', '"Web Base"'],
    ['WEB_BASE', '"Web Base"'],
  ])('refuses to spell the name %s, because a name stays', async (spelling, right) => {
    const api = await holding(minimal);
    const { status, json } = await api.put(name, { ...minimal, name: spelling });
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ pointer: '/name', code: 'unchangeable', expected: right, suggestion: 'Web Base' }]);
    expect(json.fix).toEqual({ patch: [{ op: 'replace', path: '/name', value: 'Web Base' }], verified: true, needsInput: [] });
  });

  it('refuses a recipe of the other kind, and says what to do', async () => {
    const api = await holding(minimal);
    const containerRecipeArn = 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/web/1.0.0';
    const { status, json } = await api.put(name, { ...without('imageRecipeArn', minimal), containerRecipeArn });
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ pointer: '/containerRecipeArn', code: 'unchangeable', expected: 'imageRecipeArn' }]);
    expect(json.detail).toContain('create another pipeline');
    expect(operations(api)).toEqual([]);
  });

  it('finds everything that is wrong with a body at once and asks nobody', async () => {
    let asked = false;
    const api = pipelineApi(undefined, {
      getPipeline: async () => {
        asked = true;
        throw new NotFound('No.');
      },
    });
    const { json } = await api.put(name, { ...full, status: 'enabled', Schedule: {} });
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/Schedule', '/status']);
    expect(asked).toBe(false);
  });

  it('updates with one client token for one idempotency key, and a fresh one without', async () => {
    const tokens: string[] = [];
    for (const headers of [{ 'Idempotency-Key': 'k-1' }, { 'Idempotency-Key': '"k-1"' }, { 'Idempotency-Key': 'k-2' }, {}]) {
      const api = await holding(minimal);
      await api.put(name, { ...minimal, description: 'Other' }, headers);
      const [update] = api.imageBuilder.changed;
      tokens.push(update?.operation === 'update' ? update.clientToken : '');
    }
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[0]);
    expect(tokens[3]).toMatch(/^id-/);
  });

  it('answers what it wrote when only the look back fails', async () => {
    const api = await holding(full);
    const { getPipeline } = api.imageBuilder;
    let looks = 0;
    api.imageBuilder.getPipeline = async (...call) => {
      looks += 1;
      if (looks > 1) throw new UpstreamTimeout('Too slow.');
      return getPipeline(...call);
    };
    const answer = await api.put(name, { ...full, description: 'Other' });
    expect(answer).toMatchObject({
      status: 200,
      json: { description: 'Other', platform: 'linux', updatedAt: null, advisories: [] },
    });
    api.imageBuilder.getPipeline = getPipeline;
    expect(answer.etag).toBe((await api.get(name)).etag);
  });

  it('shows what stands, and says so, when somebody else wrote at the same time', async () => {
    const api = await holding(full);
    const { updatePipeline } = api.imageBuilder;
    api.imageBuilder.updatePipeline = async (...call) => {
      await updatePipeline(...call);
      edit(api, { description: 'Theirs' });
    };
    const { json } = await api.put(name, { ...full, description: 'Ours' });
    expect(json).toMatchObject({
      description: 'Theirs',
      advisories: [{ code: 'differs', pointer: '/description', actual: 'Theirs' }],
    });
  });
});

describe('a PUT that fails half way', () => {
  const changed = { ...full, description: 'Other', tags: { team: 'ops', new: '1' } };

  it.each([
    ['tagPipeline', new RateLimited('Slow down.', 2), 429],
    ['tagPipeline', new UpstreamUnavailable('Down.', 5), 503],
    ['tagPipeline', new UpstreamTimeout('Slow.'), 504],
    ['tagPipeline', new UpstreamRejected('No such tag.'), 422],
  ] as const)('at its first step, %s, answers what that step said: %s', async (operation, error, status) => {
    const api = await holding(full);
    api.imageBuilder[operation] = () => Promise.reject(error);
    const answer = await api.put(name, changed);
    expect(answer.status).toBe(status);
    expect(answer.json.applied).toEqual(status === 422 ? undefined : []);
    expect(operations(api)).toEqual([]);
  });

  it.each([
    ['updatePipeline', ['add-tags'], ['update-settings', 'remove-tags']],
    ['untagPipeline', ['add-tags', 'update-settings'], ['remove-tags']],
  ] as const)('at %s is a 502 that says what took effect, and the same PUT completes it', async (operation, applied, pending) => {
    const api = await holding(full);
    const working = api.imageBuilder[operation];
    api.imageBuilder[operation] = () => Promise.reject(new UpstreamUnavailable('Down.', 5));
    const failed = await api.put(name, changed);
    expect(failed).toMatchObject({
      status: 502,
      headers: { 'retry-after': '5' },
      json: { type: 'https://imagegate.dev/problems/upstream-error', applied, pending },
    });
    expect(failed.json.detail).toContain('Down.');

    api.imageBuilder[operation] = working as never;
    api.imageBuilder.changed.length = 0;
    expect((await api.put(name, changed)).status).toBe(200);
    expect(api.imageBuilder.changed).toHaveLength(pending.length);
    expect((await api.definition(name)).json).toEqual(changed);
    expect((await api.put(name, changed)).headers['x-imagegate-unchanged']).toBe('true');
  });

  it('keeps what Image Builder had against a setting', async () => {
    const api = await holding(full);
    const errors = [{ pointer: '/executionRole', detail: 'no' }];
    api.imageBuilder.updatePipeline = () => Promise.reject(new UpstreamRejected('Rejected.', { extensions: { errors } }));
    const before = api.imageBuilder.pipelines.get(name);
    expect((await api.put(name, changed)).json).toMatchObject({ status: 422, errors, applied: [] });
    expect(api.imageBuilder.pipelines.get(name)).toEqual(before);
  });

  it.each(['tagPipeline', 'updatePipeline', 'untagPipeline'] as const)(
    'is a 404 when the pipeline is gone by %s',
    async (operation) => {
      const api = await holding(full);
      api.imageBuilder[operation] = () => Promise.reject(new NotFound('No.'));
      expect(await api.put(name, changed)).toMatchObject({ status: 404, json: { detail: expect.stringContaining('deleted') } });
    },
  );

  it('makes room for more tags than a pipeline may have', async () => {
    const many = (prefix: string) => Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${prefix}${index}`, '']));
    const api = await holding({ ...minimal, tags: many('old') });
    expect((await api.put(name, { ...minimal, tags: many('new') })).json.tags).toEqual(many('new'));
    expect(operations(api)).toEqual(['untag', 'tag', 'untag']);
    expect(api.imageBuilder.changed[0]).toMatchObject({ keys: { length: 10 } });
  });
});

describe('a PUT with a condition', () => {
  it('is carried out when the pipeline is still the one that was read', async () => {
    const api = await holding(full);
    const { etag } = await api.definition(name);
    expect((await api.put(name, { ...full, description: 'Other' }, { 'If-Match': etag })).status).toBe(200);
    const late = await api.put(name, { ...full, description: 'Late', status: 'ENABLED' }, { 'If-Match': etag });
    expect(late).toMatchObject({
      status: 412,
      json: {
        type: 'https://imagegate.dev/problems/precondition-failed',
        currentETag: (await api.get(name)).etag,
        changed: ['/description', '/status'],
      },
    });
    expect((await api.get(name)).json.description).toBe('Other');
  });

  it('counts a status that it leaves alone as no change', async () => {
    const api = await holding(full);
    const { json } = await api.put(name, { ...without('status'), description: 'Other' }, { 'If-Match': '"stale"' });
    expect(json.changed).toEqual(['/description']);
  });

  it('of a pipeline that is not there is a 412, and so is one of none where there is one', async () => {
    const absent = await pipelineApi().put(name, full, { 'If-Match': '*' });
    expect(absent).toMatchObject({ status: 412, json: { currentETag: null, changed: [] } });
    const api = await holding(full);
    expect((await api.put(name, full, { 'If-None-Match': '*' })).status).toBe(412);
    expect(operations(api)).toEqual([]);
    expect((await pipelineApi().put(name, full, { 'If-None-Match': '*' })).status).toBe(201);
  });

  it('that cannot be read is a 400', async () => {
    const api = await holding(full);
    expect((await api.put(name, full, { 'If-Match': 'abc' })).status).toBe(400);
  });
});
