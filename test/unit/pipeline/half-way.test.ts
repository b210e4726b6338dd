import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../lib/pipeline/definition/definition.ts';
import type { PolicyDocument, RuleDocument } from '../../../lib/policy/policy.ts';
import {
  IdempotencyKeyReused,
  NotFound,
  QuotaExceeded,
  ResourceInUse,
  UpstreamRejected,
  UpstreamUnavailable,
} from '../../../lib/problem/errors.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { arnOf } from '../../support/pipelines.ts';

// Image Builder changes tags and settings by different calls. Whatever ends a write in between must leave no pipeline that the
// rules forbid.

const plain: Definition = {
  name: 'web',
  imageRecipeArn: arnOf('image-recipe', 'web/1.4.0'),
  infrastructureConfigurationArn: arnOf('infrastructure-configuration', 'std'),
  executionRole: 'web-image-builder',
  tags: { team: 'web', 'data-class': 'public' },
};
const hardened: Definition = { ...plain, executionRole: 'hardened-builder' };
const restricted: Definition = { ...hardened, tags: { ...plain.tags, 'data-class': 'restricted' } };

/** Restricted data is built with the hardened role. */
const needsHardened: RuleDocument = {
  id: 'restricted-needs-hardened',
  type: 'expression',
  assert:
    '!("data-class" in definition.tags) || definition.tags["data-class"] != "restricted" || ' +
    '(has(definition.executionRole) && definition.executionRole == "hardened-builder")',
  at: ['/tags/data-class', '/executionRole'],
  message: 'restricted data is built with the role hardened-builder only',
  example: { executionRole: 'hardened-builder' },
};

/** And nothing else is. */
const onlyRestricted: RuleDocument = {
  ...needsHardened,
  id: 'hardened-is-for-restricted',
  assert:
    '!has(definition.executionRole) || definition.executionRole != "hardened-builder" || ' +
    '("data-class" in definition.tags && definition.tags["data-class"] == "restricted")',
  message: 'the role hardened-builder is for restricted data only',
  example: { executionRole: 'web-image-builder' },
};

/** The role is signed for by a tag, which is worthless without the role. */
const approved: RuleDocument = {
  ...needsHardened,
  id: 'approval',
  assert: '!has(definition.executionRole) || definition.executionRole != "hardened-builder" || "approval" in definition.tags',
  at: ['/tags/approval'],
  message: 'the role hardened-builder needs an approval',
  example: { executionRole: 'web-image-builder' },
};

const classes: RuleDocument = { id: 'tags', type: 'tags', require: { 'data-class': { oneOf: ['public', 'restricted'] } } };

const policy = (...rules: readonly RuleDocument[]): PolicyDocument => ({ name: 'p', version: '1', rules: [classes, ...rules] });

const changes = (api: ReturnType<typeof pipelineApi>) => api.imageBuilder.changed.map(({ operation }) => operation);

async function holding(rules: PolicyDocument, definition: Definition) {
  const api = pipelineApi(rules);
  expect((await api.create(definition)).status).toBe(201);
  return api;
}

describe('the calls of a write', () => {
  it.each<[string, PolicyDocument, Definition, Definition, readonly string[]]>([
    ['the settings first where they are what the new tag needs', policy(needsHardened), plain, restricted, ['update', 'tag']],
    [
      'the tags first where they are what the old settings need no longer',
      policy(needsHardened),
      restricted,
      plain,
      ['tag', 'update'],
    ],
    ['the tags first where no rule minds', policy(), plain, restricted, ['tag', 'update']],
    [
      'a tag first and another last where each needs its place',
      policy(needsHardened, approved),
      plain,
      { ...restricted, tags: { ...restricted.tags, approval: 'A-1' } },
      ['tag', 'update', 'tag'],
    ],
    [
      'what is removed last, unless a rule minds it beside the new settings',
      policy(),
      { ...plain, tags: { ...plain.tags, old: '1' } },
      { ...hardened, tags: { ...plain.tags, fresh: '1' } },
      ['tag', 'update', 'untag'],
    ],
  ])('take %s', async (_, rules, from, to, calls) => {
    const api = await holding(rules, from);
    const { status } = await api.put('web', to);
    expect({ status, calls: changes(api) }).toEqual({ status: 200, calls });
    expect((await api.definition('web')).json.tags).toEqual(to.tags);
  });

  it('are none where every order of them would break a rule in between, and the dry run says the same', async () => {
    const api = await holding(policy(needsHardened, onlyRestricted), plain);
    const { status, json } = await api.put('web', restricted);
    expect({ status, title: json.title }).toEqual({ status: 422, title: 'The pipeline would break the rules half way' });
    const [atRole, atTag] = ['/executionRole', '/tags/data-class'].map((pointer) => ({ pointer, level: 'enforce' }));
    expect(json.violations).toMatchObject([atRole, atTag]);
    expect(json.violations[0]).not.toHaveProperty('fix');
    expect(json.detail).toContain('two requests');
    expect(changes(api)).toEqual([]);
    const dry = await api.evaluate({ operation: 'replace', name: 'web', definition: restricted });
    expect(dry.json).toMatchObject({ decision: 'deny', violations: json.violations, fix: null });
  });

  it('are judged against what stands: a pipeline that broke a rule before can be put right', async () => {
    const api = await holding(policy(), { ...plain, tags: { team: 'web', 'data-class': 'restricted' } });
    const strict = pipelineApi(policy(needsHardened, onlyRestricted), api.imageBuilder);
    const { status } = await strict.put('web', { ...restricted, description: 'mended', tags: { ...restricted.tags, more: '1' } });
    expect(status).toBe(200);
  });

  it('need no judging where there is one of them', async () => {
    const api = await holding(policy(needsHardened, onlyRestricted), plain);
    expect((await api.patch('web', { description: 'x' })).status).toBe(200);
    expect((await api.patch('web', { tags: { note: 'x' } })).status).toBe(200);
    expect(changes(api)).toEqual(['update', 'tag']);
  });
});

const refusals = [
  new UpstreamRejected('Image Builder rejected the pipeline: no such thing.', {
    extensions: { errors: [{ pointer: '/x', detail: 'no' }] },
  }),
  new ResourceInUse('Busy.'),
  new QuotaExceeded('Too many.'),
  new IdempotencyKeyReused('Used before.'),
];

const everyOrder: readonly [string, PolicyDocument, Definition, Definition][] = [
  [
    'tags first',
    policy(),
    { ...plain, tags: { ...plain.tags, old: '1' } },
    { ...restricted, tags: { ...restricted.tags, fresh: '1' } },
  ],
  ['settings first', policy(needsHardened), { ...plain, tags: { ...plain.tags, old: '1' } }, restricted],
];

describe('a write under a condition whose first answer is lost', () => {
  it.each([
    ['goes on where only it has written: what it did itself breaks no condition', undefined, 200],
    ['stops where somebody else has written as well', { c: 'theirs' }, 412],
  ])('%s', async (_, theirs, expected) => {
    const api = await holding(policy(), plain);
    const { imageBuilder } = api;
    const { etag } = await api.get('web');
    const tag = imageBuilder.tagPipeline;
    imageBuilder.tagPipeline = async (name, tags, options) => {
      imageBuilder.tagPipeline = tag;
      await tag(name, tags, options);
      if (theirs !== undefined) await tag(name, theirs, options);
      throw new UpstreamUnavailable('The answer is lost.', 5, { mayHaveHappened: true });
    };
    expect((await api.put('web', { ...restricted }, { 'If-Match': etag })).status).toBe(expected);
  });
});

describe('a write that is refused half way', () => {
  it.each(
    everyOrder.flatMap(([order, rules, from, to]) =>
      refusals.flatMap((refusal) => [1, 2].map((at) => [order, refusal.type, at, refusal, rules, from, to] as const)),
    ),
  )(
    '%s, by %s at call %i: is that refusal, and leaves everything as it was',
    async (_order, _type, at, refusal, rules, from, to) => {
      const api = await holding(rules, from);
      const before = (await api.definition('web')).json;
      refuseOnce(api, at, () => Promise.reject(refusal));
      const { status, json } = await api.put('web', to);
      expect({ status, type: json.type }).toEqual({
        status: refusal.status,
        type: `https://imagegate.dev/problems/${refusal.type}`,
      });
      expect(json).toMatchObject({ ...refusal.extensions, applied: [] });
      expect(json.detail).toContain('nothing has changed');
      expect((await api.definition('web')).json).toEqual(before);
      expect((await api.put('web', to)).status).toBe(200);
    },
  );

  it('takes back only what is its own: what somebody else wrote meanwhile stays', async () => {
    const api = await holding(policy(), { ...plain, tags: { ...plain.tags, a: '1', b: '1' } });
    const { imageBuilder } = api;
    refuseOnce(api, 1, async () => {
      await imageBuilder.tagPipeline('web', { a: 'theirs', d: 'theirs' }, { signal: new AbortController().signal });
      throw new UpstreamRejected('No.');
    });
    const { status } = await api.put('web', { ...hardened, tags: { ...plain.tags, a: '2', b: '2', c: '2' } });
    expect(status).toBe(422);
    expect((await api.definition('web')).json.tags).toEqual({ ...plain.tags, a: 'theirs', b: '1', d: 'theirs' });
  });

  it('leaves settings alone that somebody else has written since', async () => {
    const api = await holding(policy(needsHardened), plain);
    const { imageBuilder } = api;
    const theirs = { ...plain, description: 'Theirs' };
    refuseOnce(api, 1, async () => {
      await imageBuilder.updatePipeline('web', theirs, { clientToken: 'theirs', signal: new AbortController().signal });
      throw new UpstreamRejected('No.');
    });
    expect((await api.put('web', restricted)).status).toBe(422);
    expect((await api.definition('web')).json).toMatchObject(theirs);
  });

  it('says what stands where it cannot be taken back', async () => {
    const api = await holding(policy(), plain);
    const { imageBuilder } = api;
    refuseOnce(api, 1, async () => {
      imageBuilder.tagPipeline = () => Promise.reject(new UpstreamUnavailable('Down.', 5));
      throw new UpstreamRejected('No.');
    });
    const { status, json } = await api.put('web', restricted);
    expect(status).toBe(422);
    expect(json).toMatchObject({ applied: ['add-tags'], pending: ['update-settings'] });
    expect(json.detail).toContain('add-tags took effect');
    expect((await api.definition('web')).json.tags['data-class']).toBe('restricted');
  });

  it('has nothing to take back where the pipeline is gone by then', async () => {
    const api = await holding(policy(), plain);
    refuseOnce(api, 1, async () => {
      api.imageBuilder.pipelines.clear();
      throw new UpstreamRejected('No.');
    });
    expect(await api.put('web', restricted)).toMatchObject({ status: 422, json: { applied: [] } });
    expect((await api.get('web')).status).toBe(404);
    const again = await holding(policy(), plain);
    refuseOnce(again, 1, () => Promise.reject(new NotFound('No.')));
    expect((await again.put('web', restricted)).status).toBe(404);
  });
});

/** Has the n-th call that changes something, counted from 0, end otherwise; later ones work. */
function refuseOnce({ imageBuilder }: ReturnType<typeof pipelineApi>, at: number, instead: () => Promise<void>): void {
  let calls = 0;
  for (const operation of ['updatePipeline', 'tagPipeline', 'untagPipeline'] as const) {
    const working: (...args: never[]) => Promise<void> = imageBuilder[operation];
    imageBuilder[operation] = (...args: unknown[]) => (calls++ === at ? instead() : working(...(args as never[])));
  }
}
