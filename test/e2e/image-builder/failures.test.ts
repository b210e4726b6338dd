import {
  CancelImageCreationCommand as Cancel,
  CreateImagePipelineCommand as Create,
  GetImagePipelineCommand as Get,
  type ImagePipeline,
  ListImagePipelineImagesCommand as List,
  type Schedule,
  StartImagePipelineExecutionCommand as Start,
  TagResourceCommand as Tag,
  UpdateImagePipelineCommand as Update,
} from '@aws-sdk/client-imagebuilder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Switches } from '../../../infra/image-builder/switches.ts';
import { arn, minimal, type Running, running } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');
const { name: _, ...settings } = minimal;

/** What may happen to a pipeline. The schedule comes up only when it is told to: the other events take too little time for it. */
type Event =
  | { readonly kind: 'scheduled' | 'manual'; readonly outcome: 'AVAILABLE' | 'FAILED' | 'CANCELLED' }
  | { readonly kind: 'tick without updates' }
  | { readonly kind: 'tags' }
  | { readonly kind: 'update'; readonly status?: 'ENABLED' | 'DISABLED' };

interface Model {
  readonly status: 'ENABLED' | 'DISABLED';
  readonly failures: number;
  readonly lastRun: string | undefined;
}

/** The table of what a pipeline makes of an event, written down once more. */
function expected(model: Model, event: Event, limit: number): Model {
  switch (event.kind) {
    case 'tick without updates':
    case 'tags':
      return model;
    case 'update':
      return { ...model, failures: 0, status: event.status ?? 'ENABLED' };
    case 'manual':
      return { ...model, lastRun: event.outcome, failures: event.outcome === 'AVAILABLE' ? 0 : model.failures };
    case 'scheduled': {
      if (model.status === 'DISABLED') return model;
      const run = { ...model, lastRun: event.outcome };
      if (event.outcome === 'AVAILABLE') return { ...run, failures: 0 };
      if (event.outcome === 'CANCELLED') return run;
      return { ...run, failures: model.failures + 1, status: model.failures + 1 >= limit ? 'DISABLED' : 'ENABLED' };
    }
  }
}

function scheduleWith(failureCount: number | undefined): Schedule {
  return { scheduleExpression: 'rate(7 days)', ...(failureCount && { autoDisablePolicy: { failureCount } }) };
}

async function happen(event: Event, { client, pass, server }: Running, schedule: Schedule): Promise<void> {
  switch (event.kind) {
    case 'tags':
      await client.send(new Tag({ resourceArn: imagePipelineArn, tags: { a: 'b' } }));
      return;
    case 'update':
      await client.send(new Update({ ...settings, imagePipelineArn, schedule, ...(event.status && { status: event.status }) }));
      pass(5);
      return;
    case 'manual':
      await client.send(new Start({ imagePipelineArn }));
      break;
    default: {
      const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
      if (imagePipeline?.dateNextRun === undefined) return;
      if (event.kind === 'scheduled') server.control.markDependencyUpdates('*');
      pass((Date.parse(imagePipeline.dateNextRun) - server.control.now().getTime()) / 1000);
    }
  }
  if (event.kind === 'tick without updates') return;
  const { imageSummaryList } = await client.send(new List({ imagePipelineArn, maxResults: 1 }));
  const imageBuildVersionArn = imageSummaryList?.[0]?.arn ?? '';
  if (event.outcome === 'CANCELLED') await client.send(new Cancel({ imageBuildVersionArn }));
  else expect(server.control.endRuns({ status: event.outcome, imageBuildVersionArn })).toHaveLength(1);
}

async function pipelineIn({ client }: Running): Promise<ImagePipeline> {
  const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
  if (imagePipeline === undefined) throw new Error('The pipeline is gone.');
  return imagePipeline;
}

const success = { kind: 'scheduled', outcome: 'AVAILABLE' } as const;
const failure = { kind: 'scheduled', outcome: 'FAILED' } as const;
const cancelled = { kind: 'scheduled', outcome: 'CANCELLED' } as const;
const manualSuccess = { kind: 'manual', outcome: 'AVAILABLE' } as const;
const manualFailure = { kind: 'manual', outcome: 'FAILED' } as const;
const idle = { kind: 'tick without updates' } as const;

async function pipelineAfter(events: readonly Event[], failureCount: number | undefined, switches: Partial<Switches> = {}) {
  const service = await running({ speed: 1, switches });
  const schedule = scheduleWith(failureCount);
  await service.client.send(new Create({ ...minimal, schedule }));
  service.pass(5);
  for (const event of events) await happen(event, service, schedule);
  return pipelineIn(service);
}

describe('the count of failures', () => {
  it.each<[string, readonly Event[], number | undefined, string, number | undefined]>([
    ['a scheduled failure counts', [failure], 2, 'ENABLED', 1],
    ['as many as the policy says disable', [failure, failure], 2, 'DISABLED', 2],
    ['the first disables where the policy says one', [failure], 1, 'DISABLED', 1],
    ['four do not disable without a policy', [failure, failure, failure, failure], undefined, 'ENABLED', 4],
    ['five disable without a policy', [failure, failure, failure, failure, failure], undefined, 'DISABLED', 5],
    ['a scheduled success resets it', [failure, success], 2, 'ENABLED', undefined],
    ['only failures in a row disable', [failure, success, failure], 2, 'ENABLED', 1],
    ['a manual failure does not count', [manualFailure, manualFailure], 1, 'ENABLED', undefined],
    ['a manual failure does not reset it', [failure, manualFailure], 3, 'ENABLED', 1],
    ['a manual success resets it', [failure, manualSuccess], 3, 'ENABLED', undefined],
    ['a manual success does not enable', [failure, manualSuccess], 1, 'DISABLED', undefined],
    ['a run that was cancelled leaves it', [failure, cancelled], 2, 'ENABLED', 1],
    ['a tick without updates leaves it', [failure, idle, idle], 2, 'ENABLED', 1],
    ['new tags leave it', [failure, { kind: 'tags' }], 2, 'ENABLED', 1],
    ['an update resets it', [failure, { kind: 'update' }], 2, 'ENABLED', undefined],
    ['an update enables', [failure, { kind: 'update' }], 1, 'ENABLED', undefined],
    ['an update that says so does not enable', [failure, { kind: 'update', status: 'DISABLED' }], 1, 'DISABLED', undefined],
    ['nothing runs on a disabled pipeline', [failure, failure, failure], 1, 'DISABLED', 1],
    ['failures count again after an update', [failure, failure, { kind: 'update' }, failure], 2, 'ENABLED', 1],
  ])('%s', async (_case, events, failureCount, status, consecutiveFailures) => {
    const pipeline = await pipelineAfter(events, failureCount);
    expect(pipeline).toMatchObject({ status });
    expect(pipeline.consecutiveFailures).toBe(consecutiveFailures);
    if (status === 'DISABLED') expect(pipeline).not.toHaveProperty('dateNextRun');
  });

  it.each<[Partial<Switches>, readonly Event[], Partial<ImagePipeline>]>([
    [{ cancelledRunsCountAsFailures: true }, [failure, cancelled], { consecutiveFailures: 2, status: 'DISABLED' }],
    [{ tickWithoutUpdatesForgetsFailures: true, showZeroFailures: true }, [failure, idle], { consecutiveFailures: 0 }],
    [{ showLastRunDate: true }, [success], { dateLastRun: '2026-11-28T09:00:00.123Z', lastRunStatus: 'AVAILABLE' }],
  ])('goes otherwise with %j', async (switches, events, members) => {
    expect(await pipelineAfter(events, 2, switches)).toMatchObject(members);
  });

  it('is told of the latest run by an update only where the switch says so', async () => {
    const events: Event[] = [failure, { kind: 'update' }];
    expect((await pipelineAfter(events, 2)).lastRunStatus).toBe('FAILED');
    expect(await pipelineAfter(events, 2, { updateForgetsLastRun: true })).not.toHaveProperty('lastRunStatus');
  });

  it('does not begin on a pipeline that has lost its schedule in the meantime', async () => {
    const service = await running({ speed: 1, fail: '*' });
    const { client, pass } = service;
    const schedule = { ...scheduleWith(1), pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' } satisfies Schedule;
    await client.send(new Create({ ...minimal, schedule }));
    pass(7 * 86_400);
    expect((await pipelineIn(service)).lastRunStatus).toBe('PENDING');
    await client.send(new Update({ ...settings, imagePipelineArn }));
    pass(1000);
    expect(await pipelineIn(service)).toMatchObject({ status: 'ENABLED', lastRunStatus: 'FAILED' });
    expect(await pipelineIn(service)).not.toHaveProperty('consecutiveFailures');
  });

  it('agrees with the table over any sequence of events', async () => {
    const outcome = fc.constantFrom('AVAILABLE', 'FAILED', 'FAILED', 'CANCELLED');
    const event: fc.Arbitrary<Event> = fc.oneof(
      { weight: 4, arbitrary: outcome.map((value): Event => ({ kind: 'scheduled', outcome: value })) },
      { weight: 2, arbitrary: outcome.map((value): Event => ({ kind: 'manual', outcome: value })) },
      { weight: 1, arbitrary: fc.constantFrom<Event>(idle, { kind: 'tags' }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Event>(
          { kind: 'update' },
          { kind: 'update', status: 'ENABLED' },
          { kind: 'update', status: 'DISABLED' },
        ),
      },
    );
    const failureCount = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), failureCount, async (events, limit) => {
        const service = await running({ speed: 1 });
        const schedule = scheduleWith(limit);
        await service.client.send(new Create({ ...minimal, schedule }));
        service.pass(5);
        let model: Model = { status: 'ENABLED', failures: 0, lastRun: undefined };
        for (const each of events) {
          await happen(each, service, schedule);
          model = expected(model, each, limit ?? 5);
          const { status, consecutiveFailures = 0, lastRunStatus } = await pipelineIn(service);
          expect({ status, failures: consecutiveFailures, lastRun: lastRunStatus }).toEqual(model);
        }
      }),
      { numRuns: 40 },
    );
  });
});
