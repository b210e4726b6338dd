import { describe, expect, it } from 'vitest';
import type { PolicyDocument, RuleDocument } from '../../../lib/policy/policy.ts';
import { patched } from '../../support/policy-subjects.ts';
import { house, name, problem, starter } from './starting.ts';

const image: RuleDocument = {
  id: 'image',
  type: 'tags',
  on: ['images'],
  require: { 'cost-center': { pattern: 'CC-[0-9]{4}' }, team: { equals: '{team}' }, stage: { equals: 'beta' } },
  forbid: ['tmp-*'],
  remedy: 'Ask FinOps.',
};
const auto: RuleDocument = { id: 'auto', type: 'auto-disable', maximum: 3, remedy: 'Lower it.' };
const sound = { 'cost-center': 'CC-1234', stage: 'beta' };
const often = { schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } };

const short = (findings: readonly { rule: string; code: string; pointer: string; concerns: string }[]) =>
  findings.map(({ rule, code, pointer, concerns }) => `${concerns} ${rule} ${code} ${pointer}`);

describe('the tags of a start', () => {
  it.each<[string, Record<string, string> | undefined, Record<string, string> | undefined, readonly string[]]>([
    ['pass with what the pipeline has for its images', sound, undefined, []],
    ['pass by what the start has', undefined, sound, []],
    ['pass where the start mends what the pipeline has', { ...sound, 'cost-center': 'none' }, { 'cost-center': 'CC-1234' }, []],
    [
      'are refused where both lack a key',
      undefined,
      undefined,
      ['execution image missing /tags/cost-center', 'execution image missing /tags/stage'],
    ],
    [
      'are refused where the start spoils what the pipeline has',
      sound,
      { 'cost-center': 'none' },
      ['execution image pattern-mismatch /tags/cost-center'],
    ],
    ['are refused for a forbidden key of the start', sound, { 'tmp-a/b': 'x' }, ['execution image forbidden-key /tags/tmp-a~1b']],
    [
      'are refused for what the pipeline itself has to put right',
      { ...sound, 'tmp-x': 'y' },
      { reason: 'x' },
      ['pipeline image forbidden-key /imageTags/tmp-x'],
    ],
  ])('%s', async (_, imageTags, given, findings) => {
    const { start, dryRun, calls } = house([image], { imageTags });
    const { status, json } = await start(given);
    const { json: evaluation } = await dryRun(given);
    if (findings.length === 0) {
      expect([status, evaluation.decision]).toEqual([202, 'allow']);
      expect({ ...evaluation.resulting.tags, ...starter('web') }).toEqual(json.tags);
      return;
    }
    expect([status, json.type, short(json.violations)]).toEqual([422, problem('policy-violation'), findings]);
    expect(evaluation).toMatchObject({ decision: 'deny', violations: json.violations, fix: json.fix });
    expect(json.violations[0]).toMatchObject({ remedy: 'Ask FinOps.', docs: '/v1/policy/rules/image', level: 'enforce' });
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['getPipeline', 'getPipeline']);
  });

  it('are mended by the fix of the body where that is certain', async () => {
    const { start } = house([image], { imageTags: { 'cost-center': 'CC-1234' } });
    for (const body of [undefined, {}, { tags: {} }, { tags: { 'tmp-x': 'y', stage: 'alpha' } }]) {
      const { json } = await start(body?.tags);
      expect(json.title).toBe('The execution breaks 1 rule');
      expect(json.fix).toMatchObject({ verified: true, needsInput: [] });
      const mended = patched(body ?? {}, json.fix.patch) as { tags: Record<string, string> };
      expect((await start(mended.tags)).status).toBe(202);
    }
  });

  it('are left to a person where that is not certain', async () => {
    const { start } = house([image], { imageTags: { 'tmp-x': 'y' } });
    const { json } = await start({ stage: 'alpha' });
    expect(json.title).toBe('The execution and its pipeline break 1 rule');
    expect(json.fix).toEqual({
      patch: [{ op: 'replace', path: '/tags/stage', value: 'beta' }],
      verified: false,
      needsInput: ['/tags/cost-center'],
    });
    const fixes = json.violations.map(({ pointer, fix }: { pointer: string; fix?: unknown }) => [pointer, fix]);
    expect(fixes).toEqual([
      ['/tags/cost-center', undefined],
      ['/tags/stage', [{ op: 'replace', path: '/tags/stage', value: 'beta' }]],
      ['/imageTags/tmp-x', undefined],
    ]);
  });

  it('are judged by expressions too', async () => {
    const rule: RuleDocument = {
      id: 'class',
      type: 'expression',
      assert: '!("data-class" in definition.imageTags) || definition.imageTags["data-class"] != "secret"',
      at: '/imageTags/data-class',
      message: 'no image of {team} is secret',
    };
    const { start } = house([rule]);
    expect(short((await start({ 'data-class': 'secret' })).json.violations)).toEqual([
      'execution class not-satisfied /tags/data-class',
    ]);
    expect((await start({ 'data-class': 'public' })).status).toBe(202);
  });

  it.each<[string, object, number]>([
    ['by a rule about starts alone, which nothing else is judged by', { operations: ['start'] }, 422],
    ['by no rule that leaves starts out', { operations: ['write', 'delete'] }, 202],
  ])('are judged %s', async (_, operations, status) => {
    const reason: RuleDocument = { id: 'reason', type: 'tags', on: ['images'], require: { reason: {} }, ...operations };
    const { start, ask } = house([reason]);
    expect((await start()).status).toBe(status);
    expect((await start({ reason: 'patch day' })).status).toBe(202);
    const { compliance } = (await ask('web', 'getPipeline', { name })).json;
    expect(compliance.compliant).toBe(status === 422);
  });

  it('are of no use where an exception admits what is missing', async () => {
    const exception = {
      ...{ id: 'EX-1', rules: ['image'], team: 'web', pipelines: ['web-*'], reason: 'r', ticket: 't' },
      ...{ requestedBy: 'a', approvedBy: 'b', until: '2027-01-31', admits: { '/imageTags/cost-center': [null, 'none'] } },
    };
    const { start, dryRun } = house([image], { imageTags: { stage: 'beta' } }, { exceptions: [exception] });
    const { status, json } = await start();
    expect([status, json.notices]).toMatchObject([
      202,
      [
        {
          code: 'policy-exception',
          message:
            'The execution breaks the rule image: image tag cost-center is missing; the exception EX-1 admits it until 2027-01-31.',
          finding: { pointer: '/tags/cost-center', concerns: 'execution', exception: { id: 'EX-1' } },
        },
      ],
    ]);
    expect((await start({ 'cost-center': 'none' })).status).toBe(202);
    expect((await start({ 'cost-center': 'other' })).status).toBe(422);
    expect((await dryRun()).json).toMatchObject({ decision: 'allow', excepted: [{ pointer: '/tags/cost-center' }] });
  });
});

describe('a pipeline that breaks a rule', () => {
  it('is not started where the rule is enforced, and the answer says what is to be put right', async () => {
    const { start, dryRun, calls } = house([auto], often);
    const { status, json } = await start({ reason: 'now' });
    expect([status, json]).toMatchObject([
      422,
      {
        type: problem('policy-violation'),
        title: 'The pipeline breaks 1 rule',
        detail: 'The pipeline must be fixed before it is started: failureCount is 9, at most 3 is allowed',
        fix: null,
        violations: [
          {
            ...{
              concerns: 'pipeline',
              pointer: '/schedule/autoDisablePolicy/failureCount',
              origin: 'existing',
              remedy: 'Lower it.',
            },
            fix: [{ op: 'replace', path: '/schedule/autoDisablePolicy/failureCount', value: 3 }],
          },
        ],
      },
    ]);
    expect(calls).toEqual(['getPipeline web-base']);
    expect((await dryRun({ reason: 'now' })).json).toMatchObject({ decision: 'deny', violations: json.violations, fix: null });
  });

  it.each<[string, Partial<RuleDocument>, Partial<PolicyDocument>, string | undefined]>([
    ['at level warn', { level: 'warn' }, {}, 'warn'],
    ['at level audit', { level: 'audit' }, {}, undefined],
    ['by executions: warn of the rule', { executions: 'warn' }, {}, 'executions: warn'],
    ['by executions: warn of the policy', {}, { executions: 'warn' }, 'executions: warn'],
    ['by executions: allow of the rule', { executions: 'allow' }, {}, undefined],
    ['by executions: allow of the policy', { level: 'warn' }, { executions: 'allow' }, undefined],
    ['by existing: allow', { existing: 'allow' }, {}, 'executions: warn'],
    ['by existing: allow, silently where the policy is', { existing: 'allow' }, { executions: 'allow' }, undefined],
    ['where the rule is not about starts', { operations: ['write'] }, {}, undefined],
  ])('is started %s', async (_, rule, policy, levelFrom) => {
    const { start, dryRun } = house([{ ...auto, ...rule }], often, policy);
    const { status, json } = await start();
    const finding = { rule: 'auto', concerns: 'pipeline', levelFrom };
    const message = 'The pipeline breaks the rule auto: failureCount is 9, at most 3 is allowed.';
    expect([status, json.notices]).toMatchObject([
      202,
      levelFrom === undefined ? [] : [{ code: 'policy-advisory', message, finding }],
    ]);
    expect((await dryRun()).json).toMatchObject({ decision: 'allow', advisories: levelFrom === undefined ? [] : [finding] });
  });

  it.each<[string, Partial<RuleDocument>, Partial<PolicyDocument>]>([
    ['by the rule, where the policy would let it', { executions: 'refuse' }, { executions: 'warn' }],
    ['by the rule, though old violations may stay', { executions: 'refuse', existing: 'allow' }, {}],
  ])('is refused %s', async (_, rule, policy) => {
    expect((await house([{ ...auto, ...rule }], often, policy).start()).status).toBe(422);
  });

  it.each(['warn', 'allow'] as const)(
    'may be started by executions: %s, but not with tags that break a rule',
    async (executions) => {
      const { start } = house([image, auto], { ...often, imageTags: { ...sound, 'tmp-x': 'y' } }, { executions });
      expect((await start()).status).toBe(202);
      expect(short((await start({ stage: 'x' })).json.violations)).toEqual(['execution image not-equal /tags/stage']);
      expect(short((await start({ 'tmp-z': 'x' })).json.violations)).toEqual(['execution image forbidden-key /tags/tmp-z']);
    },
  );

  it('may not be made to break another by tags, whatever place the rule names', async () => {
    const rule: RuleDocument = {
      id: 'tie',
      type: 'expression',
      assert: '!("stage" in definition.imageTags) || definition.imageTags.stage == definition.tags.stage',
      at: '/tags/stage',
      message: 'images are of the stage of their pipeline',
    };
    const { start } = house([rule], { tags: { team: 'web', stage: 'beta' } }, { executions: 'allow' });
    expect((await start({ stage: 'beta' })).status).toBe(202);
    expect((await start({ stage: 'prod' })).status).toBe(422);
  });
});

describe('a rule that cannot be evaluated', () => {
  const broken: RuleDocument = {
    id: 'broken',
    type: 'expression',
    assert: 'definition.imageTags["none"] == "x"',
    at: '/imageTags',
    message: 'no',
  };

  it.each(['refuse', 'warn', 'allow'] as const)(
    'lets nothing start where it is enforced, with executions: %s',
    async (executions) => {
      const { start, dryRun, calls } = house([{ ...broken, executions }]);
      expect(await start()).toMatchObject({
        status: 500,
        json: { type: problem('policy-evaluation-failed'), rules: ['broken'] },
      });
      expect(await dryRun()).toMatchObject({
        status: 200,
        json: { decision: 'error', outcomes: [{ rule: 'broken', outcome: 'error' }] },
      });
      expect(calls.filter((call) => call.startsWith('startExecution'))).toEqual([]);
    },
  );

  it.each([
    ['warn', [{ rule: 'broken', code: 'not-evaluated', level: 'warn' }]],
    ['audit', []],
  ] as const)('hinders no start at %s', async (level, advisories) => {
    const { start, dryRun, calls } = house([{ ...broken, level }]);
    expect(await dryRun()).toMatchObject({ status: 200, json: { decision: 'allow', advisories } });
    expect((await start()).status).toBe(202);
    expect(calls.filter((call) => call.startsWith('startExecution'))).toHaveLength(1);
  });
});

describe('the operation', () => {
  it('is known to expressions', async () => {
    const rule: RuleDocument = {
      ...{ id: 'freeze', type: 'expression', at: '/name', message: 'nothing is done by {operation} in the freeze' },
      ...{ operations: ['write', 'start', 'delete'], assert: 'operation == "write"' },
    };
    const { start, ask } = house([rule]);
    expect((await start()).json.violations).toMatchObject([{ message: 'nothing is done by "start" in the freeze' }]);
    expect((await ask('web', 'deletePipeline', { name })).json.violations).toMatchObject([
      { message: 'nothing is done by "delete" in the freeze' },
    ]);
    expect((await ask('web', 'patchPipeline', { name, body: { description: 'x' } })).status).toBe(200);
  });
});
