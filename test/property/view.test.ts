import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Definition, parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import type { PipelineRecord } from '../../lib/pipeline/stored/image-builder.ts';
import { recordOf } from '../../lib/pipeline/stored/record.ts';
import { pipelineView } from '../../lib/pipeline/view/view.ts';
import type { Verdict } from '../../lib/policy/verdict.ts';
import { soundDefinition } from './definition-arbitrary.ts';

const verdict: Verdict = {
  decision: 'allow',
  violations: [],
  advisories: [],
  recorded: [],
  excepted: [],
  outcomes: [],
  exceptions: [],
  fix: null,
};

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    'ENABLED',
    'DISABLED',
    'FAILED',
    'BUILDING',
    'cron(0 6 ? * mon *)',
    'cron(0 0 31 2 ? *)',
    'rate(1 day)',
    'rate(999999999 days)',
    'Europe/London',
    '2026-01-09T10:12:00.000Z',
    '2026-99-99T99:99:99Z',
    '__proto__',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/x.x.x',
    'arn:::::/',
  ),
);
const count = fc.oneof(fc.nat({ max: 12 }), fc.maxSafeInteger());
const anyOf = <T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(members, { requiredKeys: [] });
const tags = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString')), text);

/** What a border that keeps enums, texts and dates open can let through. */
const record: fc.Arbitrary<PipelineRecord> = fc
  .tuple(
    fc.record({ arn: text, name: text }),
    anyOf({
      description: text,
      platform: text,
      enhancedImageMetadataEnabled: fc.boolean(),
      imageRecipeArn: text,
      containerRecipeArn: text,
      infrastructureConfigurationArn: text,
      distributionConfigurationArn: text,
      imageTestsConfiguration: anyOf({ imageTestsEnabled: fc.boolean(), timeoutMinutes: count }),
      schedule: anyOf({
        scheduleExpression: text,
        timezone: text,
        pipelineExecutionStartCondition: text,
        autoDisablePolicy: fc.record({ failureCount: count }),
      }),
      status: text,
      dateCreated: text,
      dateUpdated: text,
      dateLastRun: text,
      dateNextRun: text,
      tags,
      imageTags: tags,
      imageScanningConfiguration: anyOf({
        imageScanningEnabled: fc.boolean(),
        ecrConfiguration: anyOf({ repositoryName: text, containerTags: fc.array(text) }),
      }),
      workflows: fc.array(fc.record({ workflowArn: text, onFailure: text }, { requiredKeys: ['workflowArn'] })),
      executionRole: text,
      loggingConfiguration: anyOf({ imageLogGroupName: text, pipelineLogGroupName: text }),
      lastRunStatus: text,
      consecutiveFailures: count,
    }),
  )
  .map(([required, optional]) => ({ ...optional, ...required }));

const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2190-01-01'), noInvalidDate: true });

describe('the view', () => {
  it('of any record has all keys, holds nothing but JSON and no undefined, and is the same for the same record', () => {
    const keys = Object.keys(pipelineView({ arn: '', name: '' }, { verdict, now: new Date(0) }));
    fc.assert(
      fc.property(record, moment, (any, now) => {
        const view = pipelineView(any, { verdict, now });
        expect(Object.keys(view)).toEqual(keys);
        expect(view).toStrictEqual(pipelineView(any, { verdict, now }));
        expect(hasUndefined(view)).toBe(false);
        for (const time of [view.createdAt, view.updatedAt, view.nextRunAt, ...(view.schedule?.nextRuns ?? [])]) {
          expect(time ?? '2026-01-01T00:00:00Z').toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of a pipeline just written shows every value that was asked for', () => {
    const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
    fc.assert(
      fc.property(soundDefinition, moment, (body, now) => {
        expect(parseDefinition(body).ok).toBe(true);
        const definition = body as Definition;
        const view = pipelineView(recordOf(definition, arn), { verdict, now });
        expect(view.displayName).toBe(definition.name);
        expect(view.status).toBe((definition.status ?? 'ENABLED').toLowerCase());
        expect(view.recipe?.arn).toBe(definition.imageRecipeArn ?? definition.containerRecipeArn);
        expect(view.schedule?.expression ?? undefined).toBe(definition.schedule?.scheduleExpression);
        expect(view.workflows).toHaveLength(definition.workflows?.length ?? 0);
        expect(JSON.stringify(view.tags)).toBe(JSON.stringify(definition.tags ?? {}));
        expect(view.health.state).toBe(definition.status === 'DISABLED' ? 'disabled' : 'never-run');
      }),
    );
  });
});

function hasUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined;
  return Object.values(value).some(hasUndefined);
}
