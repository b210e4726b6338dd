import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import { type PipelineView, pipelineView } from '../../../lib/pipeline/view/view.ts';
import type { Finding, Verdict } from '../../../lib/policy/verdict.ts';
import { full } from './sound.ts';

const now = new Date('2026-11-21T09:00:00Z');
const account = 'arn:aws:imagebuilder:eu-west-1:111122223333';
const allowed: Verdict = {
  decision: 'allow',
  violations: [],
  advisories: [],
  recorded: [],
  excepted: [],
  outcomes: [],
  exceptions: [],
  fix: null,
};

const finding: Finding = {
  rule: 'tags',
  type: 'tags',
  level: 'enforce',
  levelFrom: 'enforce',
  code: 'missing',
  pointer: '/tags/cost-center',
  message: 'tag cost-center is missing',
  actual: null,
  expected: { pattern: 'CC-[0-9]{4}' },
  origin: 'request',
  docs: '/v1/policy/rules/tags',
  fingerprint: 'f',
};

/** As the service answers for a pipeline with the least, freshly made. */
const fresh: PipelineRecord = {
  arn: `${account}:image-pipeline/web-base`,
  name: 'Web Base',
  platform: 'Linux',
  enhancedImageMetadataEnabled: true,
  imageRecipeArn: `${account}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${account}:infrastructure-configuration/std`,
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
  status: 'ENABLED',
  dateCreated: '2026-01-09T10:12:00.000Z',
  dateUpdated: '2026-10-02T08:00:00.000Z',
  tags: { team: 'web' },
};

const scheduled: PipelineRecord = {
  ...fresh,
  schedule: {
    scheduleExpression: 'cron(0 6 ? * mon *)',
    timezone: 'Europe/London',
    pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
  },
};

const viewOf = (record: PipelineRecord, verdict = allowed): PipelineView => pipelineView(record, { verdict, now });

describe('the view of a pipeline', () => {
  it('has every key, whatever the service left out', () => {
    expect(viewOf(fresh)).toEqual({
      name: 'web-base',
      displayName: 'Web Base',
      arn: fresh.arn,
      description: null,
      status: 'enabled',
      platform: 'linux',
      output: 'ami',
      recipe: { name: 'web', version: '1.4.0', arn: fresh.imageRecipeArn, floating: false },
      infrastructure: { name: 'std', arn: fresh.infrastructureConfigurationArn },
      distribution: null,
      schedule: null,
      tests: { enabled: true, timeoutMinutes: 720 },
      scanning: { enabled: false, repository: null, tags: [] },
      workflows: [],
      executionRole: null,
      enhancedMetadata: true,
      logging: {
        image: { group: '/aws/imagebuilder/web', explicit: false },
        pipeline: { group: '/aws/imagebuilder/pipeline/web-base', explicit: false },
      },
      tags: { team: 'web' },
      imageTags: {},
      health: { state: 'never-run', consecutiveFailures: 0, failuresUntilDisabled: null, lastRunStatus: null },
      compliance: { compliant: true, violations: 0, advisories: 0, excepted: 0, findings: [] },
      createdAt: '2026-01-09T10:12:00.000Z',
      updatedAt: '2026-10-02T08:00:00.000Z',
      nextRunAt: null,
    });
  });

  it('has the same keys for every record, down to the least', () => {
    const least: PipelineRecord = { arn: 'nonsense', name: 'A b' };
    const view = viewOf(least);
    expect(Object.keys(view)).toEqual(Object.keys(viewOf({ ...full, arn: fresh.arn })));
    expect(view).toMatchObject({
      name: 'a-b',
      status: 'enabled',
      platform: null,
      output: null,
      recipe: null,
      infrastructure: null,
      tests: { enabled: true, timeoutMinutes: 720 },
      tags: {},
      logging: { image: { group: null, explicit: false } },
      createdAt: null,
    });
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  it('shows what was asked for', () => {
    expect(viewOf({ ...full, arn: fresh.arn })).toMatchObject({
      description: 'Base image of the web servers',
      status: 'disabled',
      distribution: { name: 'everywhere' },
      tests: { enabled: true, timeoutMinutes: 60 },
      scanning: { enabled: true, repository: 'scans', tags: ['latest', 'web'] },
      workflows: [
        {
          kind: 'test',
          name: 'smoke',
          version: '1.0.0',
          arn: `${account}:workflow/test/smoke/1.0.0/2`,
          parameters: [{ name: 'url', values: ['https://example.com'] }],
          parallelGroup: 'tests',
          onFailure: 'abort',
        },
        { kind: 'build', name: 'build-image', version: 'x.x.x', parameters: [], parallelGroup: null, onFailure: null },
      ],
      executionRole: 'arn:aws:iam::111122223333:role/image-builder',
      enhancedMetadata: false,
      logging: {
        image: { group: '/imagebuilder/web/image', explicit: true },
        pipeline: { group: '/imagebuilder/web/pipeline', explicit: true },
      },
      imageTags: { origin: 'imagegate' },
    });
  });

  it('tells a container pipeline and its silent repository for scans', () => {
    const { imageRecipeArn: _, ...rest } = fresh;
    const container = {
      ...rest,
      containerRecipeArn: `${account}:container-recipe/app/2.x.x`,
      imageScanningConfiguration: { imageScanningEnabled: true },
    };
    expect(viewOf(container)).toMatchObject({
      output: 'container',
      recipe: { name: 'app', version: '2.x.x', floating: true },
      scanning: { enabled: true, repository: 'image-builder-image-scanning-repository', tags: [] },
      logging: { image: { group: '/aws/imagebuilder/app' } },
    });
  });

  it.each([
    ['status', { status: 'PAUSED' }, { status: 'unknown:PAUSED' }],
    ['platform', { platform: 'FreeBSD' }, { platform: 'unknown:FreeBSD' }],
    ['platform', { platform: 'macOS' }, { platform: 'macos' }],
    [
      'start condition',
      { schedule: { pipelineExecutionStartCondition: 'X_Y' } },
      { schedule: { startCondition: 'unknown:X_Y' } },
    ],
    [
      'start condition',
      { schedule: { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' } },
      { schedule: { startCondition: 'expression-match-only' } },
    ],
    ['last run', { lastRunStatus: 'MELTED' }, { health: { lastRunStatus: 'unknown:MELTED' } }],
    [
      'onFailure',
      { workflows: [{ workflowArn: 'x', onFailure: 'RETRY' }] },
      { workflows: [{ name: null, onFailure: 'unknown:RETRY' }] },
    ],
  ])('passes an unknown enum on and knows the others: %s', (_, members, shown) => {
    expect(viewOf({ ...fresh, ...members })).toMatchObject(shown);
  });

  it.each([
    ['2026-01-09T10:12:00Z', '2026-01-09T10:12:00.000Z'],
    ['2026-01-09T11:12:00.5+01:00', '2026-01-09T10:12:00.500Z'],
    ['Oct 30, 2023 5:57:43 PM', null],
    ['2026-13-45T00:00:00Z', null],
    ['', null],
  ])('gives the time %j as %j', (dateCreated, createdAt) => {
    expect(viewOf({ ...fresh, dateCreated }).createdAt).toBe(createdAt);
  });

  it('carries the verdict, violations first', () => {
    const verdict: Verdict = { ...allowed, decision: 'deny', violations: [finding], advisories: [{ ...finding, level: 'warn' }] };
    expect(viewOf(fresh, verdict).compliance).toEqual({
      compliant: false,
      violations: 1,
      advisories: 1,
      excepted: 0,
      findings: [finding, { ...finding, level: 'warn' }],
    });
    expect(viewOf(fresh, { ...allowed, decision: 'error' }).compliance.compliant).toBe(false);
  });

  it('keeps tags that are called like members of every object', () => {
    const tags = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
    expect(JSON.stringify(viewOf({ ...fresh, tags }).tags)).toBe('{"__proto__":"a","constructor":"b","toString":"c"}');
  });
});

describe('the schedule in a view', () => {
  it('is explained, with its next runs and the silent limit of failures', () => {
    const view = viewOf(scheduled);
    expect(view.schedule).toEqual({
      expression: 'cron(0 6 ? * mon *)',
      timezone: 'Europe/London',
      description: 'at 06:00 on Monday',
      startCondition: 'dependency-updates',
      autoDisableAfter: 5,
      autoDisableExplicit: false,
      nextRuns: ['2026-11-23T06:00:00Z', '2026-11-30T06:00:00Z', '2026-12-07T06:00:00Z'],
    });
    expect(view.nextRunAt).toBe('2026-11-23T06:00:00Z');
  });

  it('has no next run while the pipeline is disabled', () => {
    const view = viewOf({ ...scheduled, status: 'DISABLED', dateNextRun: '2026-11-23T06:00:00.000Z' });
    expect(view.schedule?.nextRuns).toEqual([]);
    expect(view.nextRunAt).toBeNull();
  });

  it.each([
    ['2026-11-24T07:30:00.000Z', '2026-11-24T07:30:00Z'],
    ['2026-11-20T06:00:00.000Z', '2026-11-23T06:00:00Z'],
    ['soon', '2026-11-23T06:00:00Z'],
  ])('takes the service at its word for a run still to come: %s', (dateNextRun, nextRunAt) => {
    expect(viewOf({ ...scheduled, dateNextRun }).nextRunAt).toBe(nextRunAt);
  });

  it.each([
    [{ scheduleExpression: 'cron(0 0 * * mon)' }, { expression: 'cron(0 0 * * mon)', description: null, nextRuns: [] }],
    [
      { scheduleExpression: 'rate(1 day)', timezone: 'Mars/Olympus' },
      { timezone: 'Mars/Olympus', nextRuns: [] },
    ],
    [{ autoDisablePolicy: { failureCount: 2 } }, { expression: null, description: null, autoDisableAfter: null, nextRuns: [] }],
    [{}, { expression: null, timezone: 'UTC', startCondition: 'dependency-updates', autoDisableExplicit: false }],
  ])('never fails on what was made around the door: %j', (schedule, shown) => {
    expect(viewOf({ ...fresh, schedule }).schedule).toMatchObject(shown);
  });
});

describe('the health in a view', () => {
  const limited = { ...scheduled, schedule: { ...scheduled.schedule, autoDisablePolicy: { failureCount: 3 } } };

  it.each<[string, PipelineRecord, object]>([
    ['never run', scheduled, { state: 'never-run', consecutiveFailures: 0, failuresUntilDisabled: 5, lastRunStatus: null }],
    ['succeeded', { ...scheduled, lastRunStatus: 'AVAILABLE' }, { state: 'healthy', lastRunStatus: 'available' }],
    ['succeeded, image since deprecated', { ...scheduled, lastRunStatus: 'DEPRECATED' }, { state: 'healthy' }],
    [
      'ran, status not given',
      { ...scheduled, dateLastRun: '2026-11-20T06:00:00.000Z' },
      { state: 'healthy', lastRunStatus: null },
    ],
    [
      'building',
      { ...scheduled, lastRunStatus: 'BUILDING', consecutiveFailures: 2 },
      { state: 'running', failuresUntilDisabled: 3 },
    ],
    ['pending', { ...scheduled, lastRunStatus: 'PENDING' }, { state: 'running' }],
    ['integrating', { ...scheduled, lastRunStatus: 'INTEGRATING' }, { state: 'running' }],
    ['failed', { ...limited, lastRunStatus: 'FAILED', consecutiveFailures: 1 }, { state: 'failing', failuresUntilDisabled: 2 }],
    [
      'failed by hand, which does not count',
      { ...fresh, lastRunStatus: 'FAILED' },
      { state: 'failing', failuresUntilDisabled: null },
    ],
    ['cancelled after failures', { ...limited, lastRunStatus: 'CANCELLED', consecutiveFailures: 1 }, { state: 'failing' }],
    ['cancelled', { ...limited, lastRunStatus: 'CANCELLED' }, { state: 'healthy', lastRunStatus: 'cancelled' }],
    [
      'disabled by its failures',
      { ...limited, status: 'DISABLED', lastRunStatus: 'FAILED', consecutiveFailures: 3 },
      { state: 'auto-disabled', failuresUntilDisabled: 0 },
    ],
    [
      'disabled by its failures, silent limit',
      { ...scheduled, status: 'DISABLED', consecutiveFailures: 5 },
      { state: 'auto-disabled' },
    ],
    [
      'disabled by a person while it was failing',
      { ...limited, status: 'DISABLED', lastRunStatus: 'FAILED', consecutiveFailures: 2 },
      { state: 'disabled', failuresUntilDisabled: 1 },
    ],
    ['disabled by a person', { ...scheduled, status: 'DISABLED', lastRunStatus: 'AVAILABLE' }, { state: 'disabled' }],
    [
      'disabled, no schedule',
      { ...fresh, status: 'DISABLED', consecutiveFailures: 9 },
      { state: 'disabled', failuresUntilDisabled: null },
    ],
  ])('of a pipeline that has %s', (_, record, health) => expect(viewOf(record).health).toMatchObject(health));
});
