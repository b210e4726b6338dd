import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import { pipelineApi } from '../support/pipeline-api.ts';
import { definitionWith } from '../support/policy-subjects.ts';

const place = '/loggingConfiguration/imageLogGroupName';

const policy: PolicyDocument = {
  name: 'p',
  version: '1',
  rules: [{ id: 'logs', type: 'log-groups', image: { allow: ['/imagebuilder/{team}/*'] } }],
  exceptions: [
    {
      id: 'EX-1',
      rules: ['logs'],
      team: 'web',
      pipelines: ['web-*'],
      admits: { [place]: ['/legacy/web/*'] },
      reason: 'until the move',
      ticket: 'SEC-1',
      requestedBy: 'a.meyer',
      approvedBy: 's.kaya',
      until: '2026-11-30',
    },
  ],
};

const legacy = definitionWith({ loggingConfiguration: { imageLogGroupName: '/legacy/web/image' } });
const lastInstant = new Date('2026-11-30T23:59:59.999Z');
const end = new Date('2026-12-01T00:00:00.000Z');

/** The service at a time, with a pipeline that needs the exception and was made while it held. */
async function serviceAt(time: Date) {
  let now = lastInstant;
  const api = pipelineApi(policy, {}, () => now);
  expect((await api.create(legacy)).status).toBe(201);
  now = time;
  api.records.length = 0;
  return api;
}

const used = [{ rule: 'logs', pointer: place, exception: { id: 'EX-1', until: '2026-11-30', ticket: 'SEC-1' } }];
const broken = [{ rule: 'logs', pointer: place, level: 'enforce' }];

describe('an exception at its last instant', () => {
  it.each([lastInstant, new Date('2026-11-22T00:00:00Z')])('holds at every door at %s', async (time) => {
    const api = await serviceAt(time);
    const spared = { compliant: true, violations: 0, excepted: 1, findings: used };
    expect((await api.get('web-base')).json.compliance).toMatchObject(spared);
    expect((await api.list()).json.items[0].compliance).toMatchObject({ compliant: true, violations: 0, excepted: 1 });
    expect((await api.evaluate({ definition: legacy })).json).toMatchObject({
      decision: 'allow',
      violations: [],
      excepted: used,
    });
    const patched = { operation: 'patch', name: 'web-base', definition: { description: 'x' } };
    expect((await api.evaluate(patched)).json).toMatchObject({ decision: 'allow', excepted: used });
    for (const answer of [
      await api.create({ ...legacy, name: 'Web Other' }),
      await api.put('web-base', { ...legacy, description: 'new' }),
      await api.patch('web-base', { description: 'newer' }),
    ]) {
      expect(answer.json.compliance).toMatchObject(spared);
    }
    for (const { operation, exceptionsUsed } of api.records) {
      expect([operation, exceptionsUsed]).toEqual([operation, operation === 'listPipelines' ? undefined : ['EX-1']]);
    }
  });

  it.each([end, new Date('2027-06-01T00:00:00Z')])('has ended at every door at %s', async (time) => {
    const api = await serviceAt(time);
    expect((await api.get('web-base')).json.compliance).toMatchObject({ compliant: false, excepted: 0, findings: broken });
    expect((await api.list()).json.items[0].compliance).toMatchObject({ compliant: false, violations: 1, excepted: 0 });
    expect((await api.evaluate({ definition: legacy })).json).toMatchObject({
      decision: 'deny',
      violations: broken,
      excepted: [],
    });
    const patched = { operation: 'patch', name: 'web-base', definition: { description: 'x' } };
    expect((await api.evaluate(patched)).json).toMatchObject({ decision: 'deny', violations: broken });
    const written = api.imageBuilder.changed.length;
    for (const answer of [
      await api.create({ ...legacy, name: 'Web Other' }),
      await api.put('web-base', { ...legacy, description: 'new' }),
      await api.put('web-new', { ...legacy, name: 'Web New' }),
      await api.patch('web-base', { description: 'newer' }),
    ]) {
      expect([answer.status, answer.json.violations, answer.json.excepted]).toMatchObject([422, broken, []]);
    }
    expect([api.imageBuilder.created.length, api.imageBuilder.changed.length]).toEqual([1, written]);
    for (const record of api.records) expect([record.exceptionsUsed, record.exceptionsUnused]).toEqual([undefined, undefined]);
  });
});
