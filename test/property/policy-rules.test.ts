import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import { gaps } from '../../lib/schedule/gaps.ts';
import { parseSchedule } from '../../lib/schedule/parse.ts';
import { compliant, now, patched, verdictOf } from '../support/policy-subjects.ts';
import { cronExpressions, rateExpressions } from './schedule-expressions.ts';

const arn = (kind: string, account: string, name: string) => `arn:aws:imagebuilder:eu-west-1:${account}:${kind}/${name}`;
const account = fc.constantFrom('111122223333', '999988887777', 'aws');
const allow = fc.subarray(['{account}/web*', 'aws/*', '*/{team}-x', '{account}/only'], { minLength: 1 });
const some = <Value>(values: Record<string, fc.Arbitrary<Value>>) =>
  fc.record(values, { requiredKeys: [], noNullPrototype: true });

const rule = fc.oneof(
  fc.constantFrom('image-tests', 'image-scanning', 'enhanced-metadata', 'pitfalls').map((type) => ({ type })),
  fc
    .record({
      recipes: fc.tuple(allow, fc.constantFrom('allow', 'forbid', 'require')).map(([of, floating]) => ({ allow: of, floating })),
      infrastructure: allow.map((of) => ({ allow: of })),
      distribution: fc.tuple(allow, fc.boolean()).map(([of, required]) => ({ allow: of, required })),
    })
    .map((parameters) => ({ type: 'references', ...parameters })),
  fc
    .tuple(fc.boolean(), fc.subarray(['{team}-*', 'only', 'arn:aws:iam::{account}:role/p/*'], { minLength: 1 }))
    .map(([required, of]) => ({ type: 'execution-role', required, allow: of })),
  fc
    .tuple(allow, fc.constantFrom('ABORT', 'CONTINUE'), fc.integer({ min: 1, max: 3 }))
    .map(([of, onFailure, maximum]) => ({ type: 'workflows', allow: of, require: ['test'], onFailure, maximum })),
  fc.constantFrom('{team}-*', 'web*').map((template) => ({ type: 'naming', template, maximumLength: 10 })),
  some<unknown>({
    minimumGap: fc.constantFrom('1h', '24h', '3d'),
    maximumGap: fc.constantFrom('4d', '35d'),
    timezones: fc.subarray(['UTC', 'Europe/*'], { minLength: 1 }),
    startCondition: fc.constantFrom('always', 'dependency-updates'),
  }).map((parameters) => ({ type: 'schedule', required: true, ...parameters })),
  fc.constant({ type: 'schedule', forbidden: true }),
);

/** Rules of the calendar and of tags, which no rule beside them contradicts. */
const laterRule = fc.oneof(
  some<unknown>({
    atMost: fc.constantFrom('1 per day', '2 per week'),
    weekdays: fc.constantFrom(['mon'], ['tue', 'wed', 'thu']),
    hours: fc.constantFrom(['05:00-07:00'], ['20:00-05:00']),
    excludedDates: fc.constantFrom(['12-24'], [{ from: '12-15', to: '01-05' }]),
    zone: fc.constantFrom('Europe/London', 'Asia/Tokyo'),
  }).map((parameters) => ({ type: 'schedule', zone: 'Europe/London', atMost: '1 per day', ...parameters })),
  some<unknown>({
    optional: fc.constantFrom({ env: { oneOf: ['dev', 'prod'] } }, { env: { pattern: '[A-Z]+' }, owner: {} }),
    others: fc.constantFrom('allow', 'forbid'),
    sameAsPipeline: fc.constantFrom(['team'], ['env', 'team']),
  }).map((parameters) => ({
    type: 'tags',
    on: ['pipeline', 'images'],
    require: { team: { oneOf: ['web', 'db'] } },
    ...parameters,
  })),
);

const listOf = (one: fc.Arbitrary<{ readonly type: string }>) =>
  fc
    .array(one, { minLength: 1, maxLength: 5 })
    .map((drawn) => drawn.map((parameters, index): RuleDocument => ({ id: `rule-${index}`, ...parameters })));

const workflow = fc
  .tuple(
    account,
    fc.constantFrom('build', 'test', 'distribution'),
    some({ onFailure: fc.constantFrom('ABORT', 'CONTINUE'), parallelGroup: fc.constant('a') }),
  )
  .map(([of, stage, settings]) => ({ workflowArn: arn('workflow', of, `${stage}/web/x.x.x`), ...settings }));

const definition = some<unknown>({
  name: fc.constantFrom('Web Base', 'web-x', 'payments-nightly'),
  imageRecipeArn: fc
    .tuple(account, fc.constantFrom('web/1.0.0', 'web/x.x.x', 'web-x/1.0.x'))
    .map(([of, name]) => arn('image-recipe', of, name)),
  infrastructureConfigurationArn: account.map((of) => arn('infrastructure-configuration', of, 'web')),
  distributionConfigurationArn: account.map((of) => arn('distribution-configuration', of, 'only')),
  imageTestsConfiguration: some<unknown>({ imageTestsEnabled: fc.boolean(), timeoutMinutes: fc.constantFrom(90, 720) }),
  imageScanningConfiguration: some<unknown>({
    imageScanningEnabled: fc.boolean(),
    ecrConfiguration: fc.constant({ repositoryName: 'scans' }),
  }),
  enhancedImageMetadataEnabled: fc.boolean(),
  workflows: fc.array(workflow, { maxLength: 4 }),
  executionRole: fc.constantFrom(
    'web-a',
    'only',
    'admin',
    'arn:aws:iam::111122223333:role/p/a',
    'arn:aws:iam::999988887777:role/web-a',
  ),
  schedule: some<unknown>({
    scheduleExpression: fc.constantFrom(
      'rate(1 day)',
      'rate(1 minute)',
      'cron(0 6 ? * mon *)',
      'cron(30 4 ? * mon-sat *)',
      'cron(0 6 1 1 ? 2027)',
    ),
    timezone: fc.constantFrom('Europe/London', 'Asia/Tokyo'),
  }),
  tags: fc.dictionary(fc.constantFrom('team', 'Team', 'env', 'e-nv', 'owner', 'a'), fc.constantFrom('web', 'Web', 'x', 'PROD')),
  imageTags: fc.dictionary(fc.constantFrom('team', 'Team', 'env', 'e-nv', 'a'), fc.constantFrom('web', 'Web', 'x', 'PROD')),
}).map((members) => {
  const { name, imageRecipeArn, infrastructureConfigurationArn } = compliant;
  return { name, imageRecipeArn, infrastructureConfigurationArn, ...members };
});

const team = fc.constantFrom('web', null);

describe('rules of every type', () => {
  it.each<[string, fc.Arbitrary<{ readonly type: string }>, number]>([
    ['whatever stands beside them', rule, 300],
    ['by the calendar and the keys of tags', laterRule, 80],
  ])('offer only fixes that help, %s', (_, one, numRuns) => {
    fc.assert(
      fc.property(listOf(one), definition, team, (documents, body, of) => {
        const known = { team: of, name: normaliseName(body.name) };
        const verdict = verdictOf(documents, body, known);
        expect(verdict.decision).not.toBe('error');
        for (const { rule: id, code, pointer, fix } of verdict.violations) {
          if (fix === undefined) continue;
          const again = verdictOf(documents, patched(body, fix), known).violations;
          expect(again.filter((found) => found.rule === id && found.pointer === pointer && found.code === code)).toEqual([]);
        }
        if (verdict.fix === null) return;
        const again = verdictOf(documents, patched(body, verdict.fix.patch), known);
        expect(again.decision === 'allow').toBe(verdict.fix.verified);
        expect(new Set(again.violations.map(({ pointer }) => pointer))).toEqual(new Set(verdict.fix.needsInput));
      }),
      { numRuns },
    );
  });
});

describe('a schedule rule', () => {
  it('refuses by gaps exactly what has such gaps, by whatever way it found out', () => {
    const expressions = fc.oneof(cronExpressions({ years: ['*'] }), rateExpressions);
    const zones = fc.constantFrom('UTC', 'Europe/London', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(expressions, zones, fc.integer({ min: 1, max: 80 }), (scheduleExpression, timezone, hours) => {
        const parsed = parseSchedule(scheduleExpression);
        if (!parsed.ok) return;
        const limit = hours * 3_600_000;
        const { smallest, largest } = gaps(parsed.schedule, { from: now, timezone });
        const body = { ...compliant, schedule: { scheduleExpression, timezone } };
        const codesOf = (parameters: object) =>
          verdictOf([{ id: 'gaps', type: 'schedule', ...parameters }], body).violations.map(({ code }) => code);
        expect(codesOf({ minimumGap: `${hours}h` })).toEqual(smallest !== null && smallest < limit ? ['gap-too-small'] : []);
        if (largest !== null && largest > limit) expect(codesOf({ maximumGap: `${hours}h` })).toEqual(['gap-too-large']);
      }),
      { numRuns: 100 },
    );
  });
});
