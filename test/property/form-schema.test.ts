import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../lib/json/value.ts';
import { parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import { type Draft, drafts, formSchema } from '../../lib/pipeline/form-schema.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { judge } from '../../lib/policy/engine.ts';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import { context, now, policyOf } from '../support/policy-subjects.ts';

/** What JSON Schema cannot say; a definition that is wrong in this respect alone is none of its business. */
const beyondSchemas = ['invalid-schedule', 'invalid-timezone'];

const builder = 'arn:aws:imagebuilder:eu-west-1';
const or = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const junk = fc.oneof(or<unknown>(null, '', 0, 1.5, true, [], {}, 'x', ' '), fc.jsonValue({ maxDepth: 1 }));

/** A member that is mostly sensible, at times absent, and seldom nonsense. */
function member(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: value },
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: junk },
  );
}

function record(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(members).map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

const tagKeys = [
  'team',
  'Team',
  'owner',
  'cost-center',
  'tmp-1',
  'tmp',
  'web-x',
  'constructor',
  'toString',
  'aws:x',
  'a\nb',
  'ä',
];
const tagValues = [
  'web',
  'CC-1234',
  'cc-1',
  '',
  ' ',
  '\u200b',
  '\u2800',
  'a\nb',
  'é',
  'public',
  'x'.repeat(256),
  'x'.repeat(257),
];
const tags = fc.dictionary(
  or(...tagKeys),
  fc.oneof({ weight: 15, arbitrary: or<unknown>(...tagValues) }, { weight: 1, arbitrary: junk }),
);
const arn = (kind: string, ending: readonly string[]) =>
  fc
    .tuple(or('111122223333', '444455556666', 'aws'), or('web', 'web-base', 'db_x', 'Web'), or(...ending))
    .map(([account, name, end]) => `${builder}:${account}:${kind}/${name}${end}`);
const versions = ['/1.0.0', '/1.x.x', '/x.x.x', '/1.0', ''];
const groups = or(
  '/imagebuilder/web/a',
  '/imagebuilder/db/a',
  '/aws/imagebuilder/web',
  '/aws/imagebuilder/pipeline/web',
  '/web',
  'a b',
  '/imagebuilder/web/',
);
const workflow = record({
  workflowArn: member(
    arn('workflow/test', ['/1.0.0', '/x.x.x', '/1.0.0/2']).chain((one) => or(one, one.replace('/test/', '/build/'))),
  ),
  onFailure: member(or('ABORT', 'CONTINUE')),
  parallelGroup: member(or('g1', '-')),
});

const members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: member(or('web', 'Web Base', 'web_x', 'db-1', 'web-', 'a', 'WEB-2', 'w b', 'web-base-of-the-team')),
  description: member(or('d', 'é'.repeat(1024), 'é'.repeat(1025))),
  imageRecipeArn: member(arn('image-recipe', versions)),
  containerRecipeArn: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: arn('container-recipe', versions) },
  ),
  infrastructureConfigurationArn: arn('infrastructure-configuration', ['', '', '', '/1.0.0']),
  distributionConfigurationArn: member(arn('distribution-configuration', [''])),
  imageTestsConfiguration: member(
    record({ imageTestsEnabled: member(fc.boolean()), timeoutMinutes: member(or(60, 59, 720, 1440.5)) }),
  ),
  enhancedImageMetadataEnabled: member(fc.boolean()),
  schedule: member(
    record({
      scheduleExpression: member(or('rate(1 day)', 'cron(0 6 ? * mon *)', 'never')),
      timezone: member(or('Etc/UTC', 'Europe/London', 'Mars/Base')),
      pipelineExecutionStartCondition: member(or('EXPRESSION_MATCH_ONLY', 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE')),
      autoDisablePolicy: member(record({ failureCount: member(or(1, 2, 5, 9, 10, 11, 3.5)) })),
    }),
  ),
  status: member(or('ENABLED', 'DISABLED', 'enabled')),
  tags: member(tags),
  imageTags: member(tags),
  imageScanningConfiguration: member(
    record({
      imageScanningEnabled: member(fc.boolean()),
      ecrConfiguration: member(record({ containerTags: member(or(['a'], [''], [])) })),
    }),
  ),
  workflows: member(fc.array(workflow, { maxLength: 4 })),
  executionRole: member(or('ci', 'arn:aws:iam::111122223333:role/ci', 'a b')),
  loggingConfiguration: member(record({ imageLogGroupName: member(groups), pipelineLogGroupName: member(groups) })),
  clientToken: member(or('t', 'x'.repeat(65))),
};

/** A definition that most rules below admit, before some of its members are replaced. */
const sound: Readonly<Record<string, unknown>> = {
  name: 'web-base',
  imageRecipeArn: `${builder}:111122223333:image-recipe/web/1.0.0`,
  infrastructureConfigurationArn: `${builder}:111122223333:infrastructure-configuration/web-std`,
  distributionConfigurationArn: `${builder}:111122223333:distribution-configuration/web`,
  schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 3 } },
  tags: { team: 'web', owner: 'web', 'cost-center': 'CC-1234', constructor: 'web' },
  imageTags: { team: 'web', owner: 'web', 'cost-center': 'CC-1234', constructor: 'web' },
  imageScanningConfiguration: { imageScanningEnabled: true },
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/a', pipelineLogGroupName: '/imagebuilder/web/a' },
};

const bodies = fc
  .subarray(Object.keys(members), { maxLength: 4 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, members[name] ?? fc.constant(undefined)]))))
  .map((replaced) => Object.fromEntries(Object.entries({ ...sound, ...replaced }).filter(([, value]) => value !== undefined)));

/** Rules, or their parts, that JSON Schema can say. The docstring of `narrowSchema` names those that it cannot. */
const demand = or<object>(
  {},
  { equals: '{team}' },
  { equals: 'web' },
  { oneOf: ['public', 'web'] },
  { pattern: 'CC-\\d{4}' },
  { pattern: '[\\w\\-]+' },
  { pattern: 'a.b|é' },
  { not: ['WEB', 'Public'] },
  { minimumLength: 4 },
  { maximumLength: 6, not: ['é'] },
);
const wildcards = fc.uniqueArray(
  or('/imagebuilder/{team}/*', '/aws/imagebuilder/*', '/aws/imagebuilder/pipeline/w*', '/aws/imagebuilder/w?b', '/*', '*web*'),
  { minLength: 1, maxLength: 2 },
);
const group = record({ allow: wildcards, explicit: or(undefined, true, false) });
const resources = fc.uniqueArray(or('{account}/*', '*/web*', 'aws/*', '{account}/{team}-*', '4*/db?x'), {
  minLength: 1,
  maxLength: 2,
});
const rules: readonly fc.Arbitrary<object>[] = [
  record({
    type: fc.constant('tags'),
    on: or(undefined, ['pipeline'], ['images'], ['pipeline', 'images']),
    require: fc.dictionary(or('team', 'owner', 'constructor', 'cost-center'), demand, { minKeys: 1 }),
    forbid: or(undefined, ['tmp-*'], ['t?p', '{team}-*', '*\n*']),
  }),
  record({
    type: fc.constant('tags'),
    on: or(undefined, ['pipeline', 'images']),
    require: fc.dictionary(or('team', 'constructor'), demand, { minKeys: 1 }),
    // Of no other key that is drawn: schemas cannot say what looks like an optional one.
    optional: fc.dictionary(or('owner', 'cost-center', 'toString'), demand, { minKeys: 1 }),
    others: or(undefined, 'allow', 'forbid'),
  }),
  record({ type: fc.constant('log-groups'), image: group, pipeline: group }),
  record({ type: fc.constant('log-groups'), pipeline: group }),
  record({ type: fc.constant('auto-disable'), minimum: or(undefined, 2), maximum: or(undefined, 5) }),
  or({ type: 'execution-role', required: true }),
  or({ type: 'image-tests' }, { type: 'image-scanning' }, { type: 'enhanced-metadata' }),
  record({
    type: fc.constant('naming'),
    template: or('{team}*', 'web-*', 'w?b*', '*eb?b*'),
    on: or(undefined, ['display'], ['normalised']),
    minimumLength: or(undefined, 4),
    maximumLength: or(undefined, 8),
  }),
  record({ type: fc.constant('naming'), pattern: or('[a-z-]+', 'web.*'), on: fc.constant(['display']) }),
  or({ type: 'schedule', required: true }, { type: 'schedule', forbidden: true }),
  or(
    { type: 'schedule', hours: ['06:00-07:00'], zone: 'UTC', timezones: ['UTC', 'Etc/UTC'] },
    { type: 'schedule', required: true, weekdays: ['mon'], timezones: ['*'] },
    { type: 'schedule', excludedDates: [{ from: '2020-12-15', to: '2021-01-05' }], timezones: ['*'] },
  ),
  record({ type: fc.constant('schedule'), required: or(undefined, true), startCondition: or('always', 'dependency-updates') }),
  record({
    type: fc.constant('references'),
    recipes: fc.oneof(
      record({ allow: resources }),
      record({ kinds: or(['image'], ['container']), allow: fc.oneof(fc.constant(undefined), resources) }),
      record({ floating: or('forbid', 'require') }),
    ),
    infrastructure: fc.oneof(fc.constant(undefined), record({ allow: resources })),
    distribution: fc.oneof(
      fc.constant(undefined),
      record({ required: fc.constant(true), allow: fc.oneof(fc.constant(undefined), resources) }),
    ),
  }),
  record({
    type: fc.constant('workflows'),
    allow: fc.oneof(fc.constant(undefined), resources),
    require: or(undefined, ['test'], ['test', 'build']),
    onFailure: or(undefined, 'ABORT', 'CONTINUE'),
    maximum: or(2, 3),
  }),
];

const policies = fc
  .array(fc.tuple(fc.oneof(...rules), or('enforce', 'enforce', 'warn')), { maxLength: 3 })
  .map((chosen) => policyOf(chosen.map(([rule, level], index) => ({ ...rule, level, id: `rule-${index}` }) as RuleDocument)));

/** A schema is used a few dozen times, which is not worth making it quick. */
const options = {
  ...{ ownProperties: true, strict: true, strictTypes: false, strictRequired: false },
  code: { optimize: false },
} as const;

function accepts(draft: Draft, schema: JsonObject): (body: unknown) => boolean {
  const validator = formats.default(draft === '07' ? new Ajv(options) : new Ajv2020(options));
  return (body) => validator.validate(schema, body) === true;
}

function courtOf(policy: ReturnType<typeof policyOf>) {
  const deployment = { account: context.account, region: context.region };
  return { policy: { ...policy, environmentOf: () => context.environment }, deployment, clock: () => now };
}

/** `undefined`: only what lies beyond JSON Schema is wrong with its shape. */
function isAllowed(body: unknown, policy: ReturnType<typeof policyOf>, team: string | null): boolean | undefined {
  const parsed = parseDefinition(body);
  if (!parsed.ok) return parsed.problems.every(({ code }) => beyondSchemas.includes(code)) ? undefined : false;
  const name = normaliseName(parsed.definition.name);
  const verdict = judge(policy, completeDefinition(parsed.definition).subject, { ...context, team, name }, now);
  return verdict.decision === 'allow';
}

describe('the schema for forms', () => {
  it.each(drafts)('accepts in draft %s what has the right shape and breaks no rule, and nothing else', (draft) => {
    let allowed = 0;
    fc.assert(
      fc.property(policies, or('web', 'web', null), fc.array(bodies, { minLength: 20, maxLength: 40 }), (policy, team, given) => {
        const isAccepted = accepts(draft, formSchema(draft, { team }, courtOf(policy)));
        for (const body of given) {
          const expected = isAllowed(body, policy, team);
          if (expected === undefined) continue;
          if (expected) allowed += 1;
          expect({ body, accepted: isAccepted(body) }).toEqual({ body, accepted: expected });
        }
      }),
      { numRuns: 50 },
    );
    // Neither side may be right by refusing everything.
    expect(allowed).toBeGreaterThan(20);
  });
});
