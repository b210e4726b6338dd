import {
  CreateImagePipelineCommand as Create,
  CreateImageRecipeCommand as CreateRecipe,
  DeleteImagePipelineCommand as Delete,
  GetImagePipelineCommand as Get,
  type ImagebuilderClient,
  ListImagePipelineImagesCommand as List,
  type Schedule,
  StartImagePipelineExecutionCommand as Start,
  UpdateImagePipelineCommand as Update,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');
const hour = 3600;
const hourly = {
  scheduleExpression: 'rate(1 hour)',
  pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
} satisfies Schedule;
const gated = {
  ...hourly,
  pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
} satisfies Schedule;
const { name: _, ...settings } = minimal;

async function runsOf(client: ImagebuilderClient) {
  return (await client.send(new List({ imagePipelineArn }))).imageSummaryList ?? [];
}

describe('a schedule', () => {
  it('starts a run each time it comes up, with the tags for images', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, schedule: hourly, tags: { of: 'pipeline' }, imageTags: { of: 'image' } }));
    pass(3 * hour);
    const runs = await runsOf(client);
    expect(runs.map(({ dateCreated }) => dateCreated?.slice(11))).toEqual(['12:00:00.123Z', '11:00:00.123Z', '10:00:00.123Z']);
    expect(runs.map(({ state }) => state?.status)).toEqual(['PENDING', 'AVAILABLE', 'AVAILABLE']);
    expect(runs[0]).toMatchObject({ buildType: 'SCHEDULED', tags: { of: 'image' } });
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ lastRunStatus: 'PENDING', dateNextRun: '2026-11-21T13:00:00.123Z' });
    expect(imagePipeline).not.toHaveProperty('consecutiveFailures');
  });

  it('comes up by the clock of its time zone', async () => {
    const { client, pass } = await running({ speed: 1 });
    const schedule = { ...hourly, scheduleExpression: 'cron(30 5 * * ? *)', timezone: 'America/New_York' };
    await client.send(new Create({ ...minimal, schedule }));
    pass(24 * hour);
    expect((await runsOf(client)).map(({ dateCreated }) => dateCreated)).toEqual(['2026-11-21T10:30:00.000Z']);
  });

  it.each([
    ['of a disabled pipeline', { status: 'DISABLED', schedule: hourly }],
    ['without an expression', { schedule: { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' } }],
    ['whose years are over', { schedule: { ...hourly, scheduleExpression: 'cron(0 6 * * ? 2020)' } }],
  ] as const)('%s starts nothing', async (_case, change) => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, ...change }));
    pass(48 * hour);
    expect(await runsOf(client)).toEqual([]);
    expect((await client.send(new Get({ imagePipelineArn }))).imagePipeline).not.toHaveProperty('dateNextRun');
  });

  it('begins anew with an update, and is gone with the pipeline', async () => {
    const { client, pass, server } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, schedule: hourly }));
    pass(hour / 2);
    await client.send(new Update({ ...settings, imagePipelineArn, schedule: hourly }));
    pass(hour / 2);
    expect(await runsOf(client)).toEqual([]);
    pass(hour / 2);
    expect(await runsOf(client)).toHaveLength(1);
    await client.send(new Delete({ imagePipelineArn }));
    pass(24 * hour);
    await client.send(new Create(minimal));
    expect(await runsOf(client)).toHaveLength(1);
    expect(server.control.now().toISOString()).toBe('2026-11-22T10:30:00.123Z');
  });

  it('is not dropped by the failure of one that went before it under the same name', async () => {
    const { client, pass } = await running({ speed: 1, fail: '*' });
    const schedule = { ...hourly, autoDisablePolicy: { failureCount: 1 } };
    await client.send(new Create({ ...minimal, schedule }));
    pass(hour);
    expect(await runsOf(client)).toHaveLength(1);
    await client.send(new Delete({ imagePipelineArn }));
    await client.send(new Create({ ...minimal, schedule }));
    pass(hour / 2);
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ status: 'ENABLED' });
    expect(imagePipeline).not.toHaveProperty('consecutiveFailures');
    expect(imagePipeline).not.toHaveProperty('lastRunStatus');
  });

  it('goes on over a leap of the clock, and makes up for no more runs than it may', async () => {
    const { client, server } = await running({ speed: 1, switches: { scheduledRunsCaughtUp: 3 } });
    await client.send(new Create({ ...minimal, schedule: hourly }));
    server.control.advance(1000 * hour);
    expect((await runsOf(client)).map(({ version }) => version)).toEqual(['1.4.0/3', '1.4.0/2', '1.4.0/1']);
    server.control.advance(hour);
    expect(await runsOf(client)).toHaveLength(4);
  });

  it('keeps as many images as it may, and gives no number twice', async () => {
    const { client, server } = await running({ speed: 1, switches: { imagesKeptPerPipeline: 2 } });
    await client.send(new Create({ ...minimal, schedule: hourly }));
    server.control.advance(10.5 * hour);
    expect((await runsOf(client)).map(({ version }) => version)).toEqual(['1.4.0/10', '1.4.0/9', '1.4.0/8']);
  });
});

describe('a schedule that waits for dependency updates', () => {
  it('starts nothing without them, and one run for each of them', async () => {
    const { client, pass, server } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, schedule: gated }));
    pass(2 * hour);
    expect(await runsOf(client)).toEqual([]);
    expect(server.control.markDependencyUpdates('web*')).toEqual([imagePipelineArn]);
    expect(server.control.markDependencyUpdates('other*')).toEqual([]);
    pass(3 * hour);
    expect(await runsOf(client)).toHaveLength(1);
  });

  it('finds a newer version of its recipe, if its ARN leaves the version open', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, imageRecipeArn: arn('image-recipe/web/1.x.x'), schedule: gated }));
    pass(hour);
    expect(await runsOf(client)).toEqual([]);
    await client.send(new CreateRecipe({ name: 'web', semanticVersion: '2.0.0', parentImage: 'ami-1' }));
    pass(hour);
    expect(await runsOf(client)).toEqual([]);
    await client.send(new CreateRecipe({ name: 'web', semanticVersion: '1.5.0', parentImage: 'ami-1' }));
    pass(2 * hour);
    expect((await runsOf(client)).map(({ version }) => version)).toEqual(['1.5.0/1']);
  });

  it('has nothing left to do after a manual run, which takes the updates too', async () => {
    const { client, pass, server } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, schedule: gated }));
    server.control.markDependencyUpdates('*');
    await client.send(new Start({ imagePipelineArn }));
    pass(2 * hour);
    expect(await runsOf(client)).toHaveLength(1);
  });

  it('keeps an update that it has not built over a change of other settings', async () => {
    const { client, pass } = await running({ speed: 1 });
    const imageRecipeArn = arn('image-recipe/web/1.x.x');
    await client.send(new Create({ ...minimal, imageRecipeArn, schedule: gated }));
    await client.send(new CreateRecipe({ name: 'web', semanticVersion: '1.5.0', parentImage: 'ami-1' }));
    await client.send(new Update({ ...settings, imageRecipeArn, imagePipelineArn, description: 'new', schedule: gated }));
    pass(hour);
    expect(await runsOf(client)).toHaveLength(1);
  });

  it('starts the first run at once where the switch says so', async () => {
    const { client, pass } = await running({ speed: 1, switches: { neverBuiltCountsAsUpdate: true } });
    await client.send(new Create({ ...minimal, schedule: gated }));
    pass(3 * hour);
    expect(await runsOf(client)).toHaveLength(1);
  });
});

describe('a pipeline with a run under way', () => {
  it('can be started, updated and found by its schedule', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, schedule: { ...hourly, scheduleExpression: 'rate(10 minutes)' } }));
    await client.send(new Start({ imagePipelineArn }));
    await client.send(new Start({ imagePipelineArn }));
    pass(hour / 6);
    expect(await runsOf(client)).toHaveLength(3);
    await expect(client.send(new Update({ ...settings, imagePipelineArn }))).resolves.toMatchObject({ imagePipelineArn });
  });

  it('is in use where the switch says so', async () => {
    const { client, pass } = await running({ speed: 1, switches: { refusedWhileRunning: ['start', 'update'] } });
    await client.send(new Create({ ...minimal, schedule: { ...hourly, scheduleExpression: 'rate(10 minutes)' } }));
    await client.send(new Start({ imagePipelineArn }));
    const inUse = { name: 'ResourceInUseException', $metadata: { httpStatusCode: 400 } };
    await expect(client.send(new Start({ imagePipelineArn }))).rejects.toMatchObject(inUse);
    await expect(client.send(new Update({ ...settings, imagePipelineArn }))).rejects.toMatchObject(inUse);
    pass(hour / 6);
    expect(await runsOf(client)).toHaveLength(1);
    pass(hour / 6);
    expect(await runsOf(client)).toHaveLength(2);
  });
});
