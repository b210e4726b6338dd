import { describe, expect, it } from 'vitest';
import type { PolicyDocument, RuleDocument } from '../../../lib/policy/policy.ts';
import { UpstreamTimeout } from '../../../lib/problem/errors.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { definitionWith } from '../../support/policy-subjects.ts';

const name = 'web-base';
const kept: RuleDocument = {
  id: 'kept',
  type: 'tags',
  operations: ['delete'],
  forbid: ['protected'],
  remedy: 'Take the tag off first.',
};
const disabledFirst: RuleDocument = {
  id: 'disabled-first',
  type: 'expression',
  operations: ['delete'],
  when: 'context.environment == "prod"',
  assert: 'definition.status == "DISABLED"',
  at: '/status',
  message: 'a pipeline in production is disabled before it is deleted',
};
const prod: Partial<PolicyDocument> = { environment: { accounts: { '111122223333': 'prod' } } };
const marked = { tags: { team: 'web', protected: 'true' } };

/** A service that holds a pipeline which was made before its rules. */
async function holding(rules: readonly RuleDocument[], members: object = {}, more: Partial<PolicyDocument> = {}) {
  const before = pipelineApi();
  await before.create(definitionWith({ ...members }));
  const api = pipelineApi({ name: 'p', version: '1', rules, ...more });
  for (const [key, record] of before.imageBuilder.pipelines) api.imageBuilder.pipelines.set(key, record);
  return { ...api, dryRun: () => api.evaluate({ operation: 'delete', name }) };
}

describe('a rule about deletions', () => {
  it('keeps a pipeline that somebody has protected before the deletion would be made again', async () => {
    const policy = { name: 'p', version: '1', rules: [kept] };
    const api = pipelineApi(policy, {
      async deletePipeline() {
        const record = api.imageBuilder.pipelines.get(name);
        if (record !== undefined) api.imageBuilder.pipelines.set(name, { ...record, tags: { ...record.tags, ...marked.tags } });
        throw new UpstreamTimeout('Too slow.', { mayHaveHappened: true });
      },
    });
    await api.create(definitionWith({}));
    expect((await api.remove(name)).status).toBe(422);
    expect(api.imageBuilder.pipelines.has(name)).toBe(true);
  });

  it('keeps a pipeline, and says what is in the way of its deletion', async () => {
    const { remove, dryRun, get, records } = await holding([kept], marked);
    const { status, json } = await remove(name);
    expect([status, json]).toMatchObject([
      422,
      {
        type: 'https://imagegate.dev/problems/policy-violation',
        title: 'The pipeline is protected from deletion by 1 rule',
        detail: 'tag "protected" is forbidden',
        policy: { name: 'p' },
        violations: [
          {
            ...{ rule: 'kept', code: 'forbidden-key', pointer: '/tags/protected', origin: 'existing', level: 'enforce' },
            ...{ remedy: 'Take the tag off first.', docs: '/v1/policy/rules/kept' },
            fix: [{ op: 'remove', path: '/tags/protected' }],
          },
        ],
        advisories: [],
        excepted: [],
        fix: null,
      },
    ]);
    expect(records.at(-1)).toMatchObject({
      operation: 'deletePipeline',
      decision: 'deny',
      rulesBroken: ['kept'],
      pipeline: name,
    });
    expect(await dryRun()).toMatchObject({
      status: 200,
      json: { decision: 'deny', violations: json.violations, fix: null, resulting: null, nextRuns: [], errors: [] },
    });
    expect((await get(name)).status).toBe(200);
  });

  it('is about nothing else', async () => {
    const { patch, get, remove } = await holding([kept], marked);
    expect((await patch(name, { description: 'x' })).status).toBe(200);
    expect((await get(name)).json.compliance.compliant).toBe(true);
    expect((await patch(name, { tags: { protected: null } })).status).toBe(200);
    expect((await remove(name)).status).toBe(204);
  });

  it.each<[string, object, Partial<PolicyDocument>, number]>([
    ['in production', {}, prod, 422],
    ['in production, of a disabled pipeline', { status: 'DISABLED' }, prod, 204],
    ['elsewhere', {}, {}, 204],
  ])('may be an expression, %s', async (_, members, more, status) => {
    const unknown = { environment: { accounts: { '111122223333': 'dev' } } };
    const { remove, dryRun } = await holding([disabledFirst], members, { ...unknown, ...more });
    expect((await dryRun()).json.decision).toBe(status === 204 ? 'allow' : 'deny');
    expect((await remove(name)).status).toBe(status);
  });

  it('yields to an exception', async () => {
    const exception = {
      ...{ id: 'EX-1', rules: ['kept'], team: 'web', pipelines: ['web-*'], reason: 'r', ticket: 't' },
      ...{ requestedBy: 'a', approvedBy: 'b', until: '2027-01-31', admits: { '/tags/protected': ['true'] } },
    };
    const { remove, dryRun, records } = await holding([kept], marked, { exceptions: [exception] });
    expect((await dryRun()).json).toMatchObject({ decision: 'allow', excepted: [{ exception: { id: 'EX-1' } }] });
    expect((await remove(name)).status).toBe(204);
    expect(records.at(-1)).toMatchObject({ decision: 'allow', exceptionsUsed: ['EX-1'] });
  });

  it.each<['warn' | 'audit', object]>([
    ['warn', { rulesWarned: ['kept'], rulesRecorded: [] }],
    ['audit', { rulesWarned: undefined, rulesRecorded: ['kept'] }],
  ])('at level %s keeps nothing, and stands in the log', async (level, logged) => {
    const { remove, records } = await holding([{ ...kept, level }], marked);
    expect((await remove(name)).status).toBe(204);
    expect(records.at(-1)).toMatchObject({ decision: 'allow', rulesBroken: [], ...logged });
  });

  it('that cannot be evaluated keeps the pipeline', async () => {
    const broken: RuleDocument = { ...disabledFirst, assert: 'definition.tags["none"] == "x"', when: 'definition.name != ""' };
    const { remove, get, dryRun } = await holding([broken]);
    expect(await remove(name)).toMatchObject({
      status: 500,
      json: { rules: ['disabled-first'], detail: expect.stringContaining('nothing was done') },
    });
    expect(await dryRun()).toMatchObject({
      status: 200,
      json: { decision: 'error', outcomes: [{ rule: 'disabled-first', outcome: 'error', level: 'enforce' }] },
    });
    expect((await get(name)).status).toBe(200);
  });

  it('comes after the caller’s own conditions, and after whether there is a pipeline', async () => {
    const { remove, dryRun, imageBuilder } = await holding([kept], marked);
    expect((await remove(name, { 'If-Match': '"other"' })).status).toBe(412);
    imageBuilder.pipelines.clear();
    expect((await remove(name)).status).toBe(404);
    expect((await dryRun()).status).toBe(404);
  });
});

describe('a rule that does not say what it is about', () => {
  it('keeps no pipeline from deletion', async () => {
    const { remove, records } = await holding([{ id: 'tags', type: 'tags', require: { none: {} } }]);
    expect((await remove(name)).status).toBe(204);
    expect(records.at(-1)?.decision).toBeUndefined();
  });
});
