import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/policy/engine.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import type { JudgedOperation } from '../../../lib/policy/subject/operation.ts';
import type { Level } from '../../../lib/policy/verdict.ts';
import { neighbours } from '../../support/neighbours.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { context, definitionWith, now, policyOf, subjectOf } from '../../support/policy-subjects.ts';
import { minimal } from '../pipeline/sound.ts';

const tags: RuleDocument = { id: 'tags', type: 'tags', require: { owner: {} } };
const logs: RuleDocument = { id: 'logs', type: 'log-groups', image: { allow: ['/imagebuilder/*'] } };
const auto: RuleDocument = { id: 'auto', type: 'auto-disable', maximum: 5 };

/** A service with a pipeline that was made before its rules. */
async function serviceWith(rules: readonly RuleDocument[], members: Readonly<Record<string, unknown>>) {
  const before = pipelineApi();
  await before.create(definitionWith(members));
  const api = pipelineApi({ name: 'p', version: '1', rules });
  for (const [name, record] of before.imageBuilder.pipelines) api.imageBuilder.pipelines.set(name, record);
  return api;
}

const allowed = (rule: RuleDocument): RuleDocument => ({ ...rule, existing: 'allow' });
const oldTags = { tags: { team: 'web' } };
const nowhere = { loggingConfiguration: undefined };

describe('a violation that was there before', () => {
  it.each([
    ['without a word of it', tags],
    ['by existing: refuse', { ...tags, existing: 'refuse' as const }],
  ])('is refused in a patch that does not touch it, %s', async (_, rule) => {
    const { status, json } = await (await serviceWith([rule], oldTags)).patch('web-base', { description: 'new' });
    expect([status, json.violations]).toMatchObject([
      422,
      [{ pointer: '/tags/owner', origin: 'existing', levelFrom: 'default' }],
    ]);
  });

  it.each<[string, RuleDocument, Readonly<Record<string, unknown>>, string]>([
    ['a missing tag', tags, oldTags, '/tags/owner'],
    ['a log group by default', logs, nowhere, '/loggingConfiguration/imageLogGroupName'],
    ['a silent failure count', auto, { schedule: { scheduleExpression: 'rate(1 day)' } }, '/schedule/autoDisablePolicy'],
    [
      'a failure count',
      auto,
      { schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } },
      '/schedule/autoDisablePolicy/failureCount',
    ],
  ])('is an advisory by existing: allow, as %s', async (_, rule, members, pointer) => {
    const api = await serviceWith([allowed(rule)], members);
    const advisory = { rule: rule.id, pointer, level: 'warn', levelFrom: 'existing: allow' };
    const patch = { operation: 'patch', name: 'web-base', definition: { description: 'new' } };
    expect((await api.evaluate(patch)).json).toMatchObject({ decision: 'allow', advisories: [advisory] });
    const { status, json } = await api.patch('web-base', { description: 'new' });
    expect([status, json.advisories]).toMatchObject([200, [advisory]]);
    // The pipeline does not comply for that; its view says so, then and later.
    expect(json.compliance).toMatchObject({ compliant: false, violations: 1 });
    expect((await api.get('web-base')).json.compliance).toEqual(json.compliance);
  });

  it.each<[string, RuleDocument, Readonly<Record<string, unknown>>, unknown]>([
    [
      'is written again as it was',
      auto,
      { schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } },
      { schedule: { autoDisablePolicy: { failureCount: 9 } } },
    ],
    [
      'becomes another',
      auto,
      { schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } },
      { schedule: { autoDisablePolicy: { failureCount: 8 } } },
    ],
    [
      'is new, at a place that the patch does not name',
      auto,
      { schedule: undefined },
      { schedule: { scheduleExpression: 'rate(1 day)' } },
    ],
    [
      'is new, by another default name',
      logs,
      nowhere,
      { imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/api/1.0.0' },
    ],
    ['is a tag that the patch drops', tags, {}, { tags: { owner: null } }],
    ['is now of another kind, at the same place', tags, oldTags, { tags: { Owner: 'web@example.com' } }],
  ])('is refused all the same when it %s', async (_, rule, members, patch) => {
    const { status } = await (await serviceWith([allowed(rule)], members)).patch('web-base', patch);
    expect(status).toBe(422);
  });

  it('is refused in a definition that is sent whole', async () => {
    const api = await serviceWith([allowed(tags)], oldTags);
    expect((await api.put('web-base', definitionWith(oldTags))).status).toBe(422);
    expect((await api.create(definitionWith({ ...oldTags, name: 'Web Other' }))).status).toBe(422);
  });

  it('has to be put right where a rule without the word is broken as well', async () => {
    const api = await serviceWith([allowed(tags), { ...auto, maximum: 2 }], oldTags);
    const { json } = await api.patch('web-base', { description: 'new' });
    expect(json).toMatchObject({ status: 422, violations: [{ rule: 'auto' }], advisories: [{ rule: 'tags' }] });
    expect(json.fix).toMatchObject({ verified: true });
  });
});

describe('a pipeline that is given to another team', () => {
  const logGroups = { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' };
  const own: RuleDocument = { ...allowed(logs), image: { allow: ['/imagebuilder/{team}/*'] } };
  const policy = { name: 'p', version: '1', rules: [own] };
  const transfer = { tags: { team: 'payments' } };

  it.each([
    ['broke nothing as the first team’s, so what it breaks now is new', logGroups, 422],
    ['broke the rule before, and breaks it still', { ...logGroups, imageLogGroupName: '/elsewhere' }, 200],
  ])('%s', async (_, loggingConfiguration, expected) => {
    const house = neighbours({ policy });
    house.hold({ ...minimal, loggingConfiguration, tags: { team: 'web' } });
    const evaluation = { operation: 'patch', name: 'web-base', definition: transfer };
    const dry = await house.ask('platform', 'evaluatePolicy', { body: evaluation });
    expect(dry.json.decision).toBe(expected === 200 ? 'allow' : 'deny');
    const { status, json } = await house.ask('platform', 'patchPipeline', { name: 'web-base', body: transfer });
    expect(status).toBe(expected);
    const findings = expected === 200 ? json.advisories : json.violations;
    expect(findings).toMatchObject([{ rule: 'logs', levelFrom: expected === 200 ? 'existing: allow' : 'default' }]);
  });
});

it('is judged place by place what a pipeline broke before it was given away', async () => {
  const logGroup = '/images/web/a';
  const rule = { ...allowed(logs), image: { allow: ['/nowhere/*'] }, pipeline: { allow: ['/images/{team}/*'] } };
  const house = neighbours({ policy: { name: 'p', version: '1', rules: [rule] } });
  const loggingConfiguration = { imageLogGroupName: logGroup, pipelineLogGroupName: logGroup };
  house.hold({ ...minimal, loggingConfiguration, tags: { team: 'web' } });
  const body = { tags: { team: 'payments' } };
  const { status, json } = await house.ask('platform', 'patchPipeline', { name: 'web-base', body });
  expect(status).toBe(422);
  expect(json.violations).toMatchObject([{ pointer: '/loggingConfiguration/pipelineLogGroupName', actual: logGroup }]);
  expect(json.advisories).toMatchObject([{ pointer: '/loggingConfiguration/imageLogGroupName', actual: logGroup }]);
});

describe('a level for what was there before', () => {
  it.each<[JudgedOperation, Partial<RuleDocument>, Level, string]>([
    ['write', { existing: 'allow', level: 'enforce' }, 'warn', 'existing: allow'],
    ['write', { existing: 'allow', level: 'warn' }, 'warn', 'warn'],
    ['write', { existing: 'allow', level: 'audit' }, 'audit', 'audit'],
    ['start', { executions: 'warn', level: 'enforce' }, 'warn', 'executions: warn'],
    ['start', { executions: 'warn', level: 'warn' }, 'warn', 'warn'],
    ['start', { executions: 'warn', level: 'audit' }, 'audit', 'audit'],
    ['start', { executions: 'allow', level: 'enforce' }, 'audit', 'executions: allow'],
    ['start', { executions: 'allow', level: 'warn' }, 'audit', 'executions: allow'],
    ['start', { executions: 'allow', level: 'audit' }, 'audit', 'audit'],
  ])('of %s by %j is %s and never a stricter one', (operation, more, level, levelFrom) => {
    const subject = { ...subjectOf(definitionWith(oldTags)), operation, originOf: () => 'existing' as const };
    const verdict = judge(policyOf([{ ...tags, ...more }]), { ...subject, existing: { subject, context } }, context, now);
    expect(verdict.decision).toBe('allow');
    expect([...verdict.advisories, ...verdict.recorded].map((found) => [found.level, found.levelFrom])).toEqual([
      [level, levelFrom],
    ]);
  });
});
