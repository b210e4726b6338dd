import { describe, expect, it } from 'vitest';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../../lib/http/operations/create-pipeline.ts';
import { evaluatePolicyOperation } from '../../../lib/http/operations/evaluate-policy.ts';
import { getDefinitionOperation, getPipelineOperation } from '../../../lib/http/operations/get-pipeline.ts';
import type { ImageBuilder } from '../../../lib/pipeline/stored/image-builder.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { AlreadyExists, UpstreamTimeout } from '../../../lib/problem/errors.ts';
import { apiEvent, lambdaContext } from '../../support/event.ts';
import { fakeImageBuilder } from '../../support/image-builder-fake.ts';
import { routeOf } from '../../support/route-of.ts';
import { openPolicy, testRuntime } from '../../support/runtime.ts';

const strict: PolicyDocument = {
  name: 'strict',
  version: '2026.11.2',
  rules: [
    { id: 'tags', type: 'tags', require: { team: { equals: '{team}' }, owner: {} }, remedy: 'Ask the platform team.' },
    { id: 'auto-disable', type: 'auto-disable', maximum: 5 },
  ],
};

const arn = (kind: string, name: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${kind}/${name}`;
const minimal = {
  name: 'Web Base',
  imageRecipeArn: arn('image-recipe', 'web/1.4.0'),
  infrastructureConfigurationArn: arn('infrastructure-configuration', 'std'),
};
const compliant = {
  ...minimal,
  tags: { team: 'web', owner: 'a.meyer' },
  schedule: { scheduleExpression: 'cron(0 6 ? * mon *)', autoDisablePolicy: { failureCount: 3 } },
};

function house(policy: PolicyDocument = openPolicy, replaced: Partial<ImageBuilder> = {}) {
  const runtime = testRuntime(policy);
  const imageBuilder = fakeImageBuilder(replaced);
  const ports = { ...runtime, imageBuilder };
  const handlers = {
    create: endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports)),
    evaluate: endpoint(routeOf('evaluatePolicy'), runtime, evaluatePolicyOperation(ports)),
    get: endpoint(routeOf('getPipeline'), runtime, getPipelineOperation(ports)),
    definition: endpoint(routeOf('getPipelineDefinition'), runtime, getDefinitionOperation(ports)),
  };
  async function send(handler: keyof typeof handlers, body: unknown, headers: Record<string, string> = {}) {
    const event = apiEvent({
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const response = await handlers[handler](event, lambdaContext());
    return { ...response, json: response.body === '' ? null : JSON.parse(response.body) };
  }
  async function read(handler: keyof typeof handlers, name: string) {
    const response = await handlers[handler](apiEvent({ pathParameters: { name } }), lambdaContext());
    return { ...response, json: JSON.parse(response.body) };
  }
  return { send, read, imageBuilder, records: runtime.records };
}

describe('creating a pipeline', () => {
  it('writes the definition with the defaults made explicit, and answers the view', async () => {
    const { send, imageBuilder } = house(strict);
    const answer = await send('create', compliant);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({ location: '/v1/pipelines/web-base', etag: expect.stringMatching(/^"[\w-]+"$/) });
    expect(answer.json).toMatchObject({
      name: 'web-base',
      displayName: 'Web Base',
      status: 'enabled',
      platform: 'linux',
      schedule: { description: 'at 06:00 on Monday', autoDisableAfter: 3, autoDisableExplicit: true },
      compliance: { compliant: true, violations: 0 },
    });
    expect(imageBuilder.created[0]?.definition).toMatchObject({
      ...compliant,
      status: 'ENABLED',
      enhancedImageMetadataEnabled: true,
    });
  });

  it('answers every broken rule at once and writes nothing', async () => {
    const { send, imageBuilder, records } = house(strict);
    const answer = await send('create', {
      ...minimal,
      tags: { team: 'payments' },
      schedule: { scheduleExpression: 'rate(7 days)' },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json).toMatchObject({
      type: 'https://imagegate.dev/problems/policy-violation',
      title: 'The pipeline breaks 2 rules',
      policy: { name: 'strict', version: '2026.11.2', digest: 'sha256-test' },
      violations: [
        {
          rule: 'tags',
          code: 'missing',
          pointer: '/tags/owner',
          remedy: 'Ask the platform team.',
          docs: '/v1/policy/rules/tags',
        },
        { rule: 'tags', pointer: '/tags/team', actual: 'payments', origin: 'request' },
        { rule: 'auto-disable', code: 'missing', pointer: '/schedule/autoDisablePolicy' },
      ],
      fix: { verified: false, needsInput: ['/tags/owner'] },
    });
    expect(imageBuilder.created).toEqual([]);
    expect(records[0]).toMatchObject({
      pipeline: 'web-base',
      decision: 'deny',
      rulesBroken: ['tags', 'auto-disable'],
      problem: 'policy-violation',
    });
  });

  it('answers every problem of the shape at once, sorted, and asks no rule', async () => {
    const { send, imageBuilder } = house(strict);
    const answer = await send('create', { name: 'x', schedule: { scheduleExpression: 'cron(0 0 * * SUN)' }, Status: 'ENABLED' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json.type).toBe('https://imagegate.dev/problems/validation-failed');
    const pointers = answer.json.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toEqual([...pointers].sort());
    expect(pointers).toEqual(
      expect.arrayContaining(['/Status', '/infrastructureConfigurationArn', '/name', '/schedule/scheduleExpression']),
    );
    expect(answer.json.violations).toBeUndefined();
    expect(imageBuilder.created).toEqual([]);
  });

  it('verifies the offered fix of a wrong shape', async () => {
    const { send } = house();
    const answer = await send('create', { ...minimal, schedule: { scheduleExpression: 'cron(0 0 * * SUN)' } });
    expect(answer.json.fix).toEqual({
      patch: [{ op: 'replace', path: '/schedule/scheduleExpression', value: expect.stringContaining('? * SUN *') }],
      verified: true,
      needsInput: [],
    });
  });

  it('answers 201 with what it wrote when only the look back fails', async () => {
    const { send, read } = house(openPolicy, {
      getPipeline: async () => {
        throw new UpstreamTimeout('Too slow.');
      },
    });
    const answer = await send('create', minimal);
    expect(answer.statusCode).toBe(201);
    expect(answer.json).toMatchObject({ name: 'web-base', status: 'enabled', createdAt: null, platform: null });
    expect((await read('get', 'web-base')).statusCode).toBe(504);
  });

  it('gives a pipeline the same entity tag whether it was just created or read', async () => {
    const { send, read } = house();
    const created = await send('create', compliant);
    const found = await read('get', 'web-base');
    const definition = await read('definition', 'web-base');
    expect(found.headers['etag']).toBe(created.headers['etag']);
    expect(definition.headers['etag']).toBe(created.headers['etag']);
  });

  it('gives it that tag also when the look back failed', async () => {
    const seen = await house().send('create', compliant);
    const unseen = await house(openPolicy, {
      getPipeline: async () => {
        throw new UpstreamTimeout('Too slow.');
      },
    }).send('create', compliant);
    expect(unseen.headers['etag']).toBe(seen.headers['etag']);
  });

  it('uses one client token for one idempotency key, and a fresh one without', async () => {
    const { send, imageBuilder } = house();
    for (const key of ['"k-1"', 'k-1', 'k-2']) await send('create', minimal, { 'Idempotency-Key': key });
    await send('create', minimal);
    const [first, second, third, fourth] = imageBuilder.created.map((each) => each.clientToken);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
    expect(fourth).toMatch(/^id-/);
  });

  it('passes on what Image Builder has against it', async () => {
    const { send } = house(openPolicy, {
      createPipeline: async () => {
        throw new AlreadyExists('Taken.', { cause: Object.assign(new Error('…'), { name: 'ResourceAlreadyExistsException' }) });
      },
    });
    const answer = await send('create', minimal);
    expect(answer).toMatchObject({ statusCode: 409, json: { type: 'https://imagegate.dev/problems/already-exists' } });
  });

  it('refuses when a rule cannot be evaluated, and names the rule', async () => {
    const runtime = testRuntime(strict);
    const broken = {
      ...runtime.policy,
      rules: runtime.policy.rules.map((rule) => ({
        ...rule,
        judge: () => {
          throw new TypeError('inner reason');
        },
      })),
    };
    const ports = { ...runtime, policy: broken, imageBuilder: fakeImageBuilder() };
    const body = JSON.stringify(compliant);
    const event = apiEvent({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const response = await endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports))(event, lambdaContext());
    expect(response.statusCode).toBe(500);
    expect(JSON.parse(response.body)).toMatchObject({
      type: 'https://imagegate.dev/problems/policy-evaluation-failed',
      rules: ['tags', 'auto-disable'],
    });
    expect(response.body).not.toContain('inner reason');
    expect(ports.imageBuilder.created).toEqual([]);
    expect(runtime.records[0]?.error?.cause).toMatchObject({ message: expect.stringContaining('inner reason') });
  });
});

describe('a shadow rule that breaks', () => {
  const shadow = (level: 'warn' | 'audit' | 'enforce') => ({
    ...{ id: 'change-record', type: 'expression', level, at: '/description', message: 'name a change' },
    assert: 'definition.schedule.autoDisablePolicy.failureCount / 0 == 1',
  });
  const disabling = { id: 'auto-disable', type: 'auto-disable', maximum: 2 };
  const body = { ...compliant, schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 2 } } };

  it.each([
    ['warn', [{ rule: 'change-record', code: 'not-evaluated', level: 'warn', pointer: '' }]],
    ['audit', []],
  ] as const)('at %s hinders no write, and is in the log', async (level, advisories) => {
    const { send, imageBuilder, records } = house({ ...strict, rules: [shadow(level), disabling] });
    const answer = await send('create', body);
    expect(answer).toMatchObject({ statusCode: 201, json: { advisories } });
    expect(imageBuilder.created).toHaveLength(1);
    expect(records.at(-1)?.rulesFailed).toEqual([expect.stringMatching(/^change-record: .*division by zero/)]);
  });

  it.each(['warn', 'audit', 'enforce'] as const)('at %s hides nothing that other rules say', async (level) => {
    const { send } = house({ ...strict, rules: [shadow(level), disabling] });
    const wrong = { ...body, schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 3 } } };
    const violations = [{ rule: 'auto-disable', code: 'above-maximum' }];
    const isEnforced = level === 'enforce';
    expect(await send('create', wrong)).toMatchObject({ statusCode: isEnforced ? 500 : 422, json: { violations } });
    const outcomes = [
      { rule: 'change-record', outcome: 'error', level, reason: 'the log says why, by the id of this request' },
      {},
    ];
    expect(await send('evaluate', { operation: 'create', definition: wrong })).toMatchObject({
      statusCode: 200,
      json: { decision: isEnforced ? 'error' : 'deny', violations, outcomes },
    });
  });
});

describe('evaluating a definition', () => {
  it.each<[string, unknown, object]>([
    ['a compliant one', compliant, { decision: 'allow', violations: [], fix: null, resulting: { status: 'ENABLED' } }],
    [
      'one that breaks a rule',
      { ...compliant, tags: { owner: 'x' } },
      { decision: 'deny', violations: [{ pointer: '/tags/team' }], fix: { verified: true } },
    ],
    [
      'one of the wrong shape',
      { ...compliant, status: 'enabled' },
      { decision: 'invalid', errors: [{ pointer: '/status' }], resulting: null },
    ],
    ['no object', 7, { decision: 'invalid', fix: null }],
  ])('answers 200 and the verdict: %s', async (_, definition, expected) => {
    const { send, imageBuilder } = house(strict);
    const answer = await send('evaluate', { operation: 'create', definition });
    expect(answer.statusCode).toBe(200);
    expect(answer.json).toMatchObject(expected);
    expect(imageBuilder.created).toEqual([]);
  });

  it('tells when the pipeline would run next', async () => {
    const { send } = house();
    expect((await send('evaluate', { definition: compliant })).json.nextRuns).toEqual([
      '2026-11-23T06:00:00Z',
      '2026-11-30T06:00:00Z',
      '2026-12-07T06:00:00Z',
    ]);
  });

  it.each<[unknown, string]>([
    [null, ''],
    [[], ''],
    [{}, '/definition'],
    [compliant, '/definition'],
    [{ definition: compliant, operatoin: 'create' }, '/operatoin'],
    [{ definition: compliant, operation: 'destroy' }, '/operation'],
  ])('refuses an envelope of the wrong shape: %j', async (body, pointer) => {
    const answer = await house().send('evaluate', body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json.errors[0].pointer).toBe(pointer);
  });
});

describe('reading a pipeline', () => {
  it('judges it as it stands, also one that was made around the door', async () => {
    const { read, imageBuilder } = house(strict);
    await imageBuilder.createPipeline(minimal, { clientToken: 't', signal: new AbortController().signal });
    const answer = await read('get', 'web-base');
    expect(answer.statusCode).toBe(200);
    expect(answer.json.compliance).toMatchObject({ compliant: false, violations: 2 });
  });

  it('gives back a definition that can be sent again', async () => {
    const { send, read } = house(strict);
    await send('create', compliant);
    const { json } = await read('definition', 'web-base');
    expect((await house(strict).send('evaluate', { definition: json })).json.decision).toBe('allow');
  });

  it.each([
    ['Web Base', 'web-base'],
    ['web_base', 'web-base'],
    ['WEB-BASE', 'web-base'],
  ])('answers 404 for %s, with the address it would have', async (name, address) => {
    const answer = await house().read('get', name);
    expect(answer.statusCode).toBe(404);
    expect(answer.json.detail).toContain(address);
  });

  it.each(['..', '../x', 'a/b', '', 'ä', 'a'.repeat(129), 'arn:aws:imagebuilder:eu-west-1:444455556666:image-pipeline/x'])(
    'answers 404 for %j and asks nobody',
    async (name) => {
      let asked = false;
      const { read } = house(openPolicy, {
        getPipeline: async () => {
          asked = true;
          throw new UpstreamTimeout('Too slow.');
        },
      });
      expect((await read('get', name)).statusCode).toBe(404);
      expect(asked).toBe(false);
    },
  );
});
