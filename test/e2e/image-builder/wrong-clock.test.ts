import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateImagePipelineCommand as Create,
  GetImagePipelineCommand as Get,
  ListImagePipelineImagesCommand as ListImages,
  StartImagePipelineExecutionCommand as Start,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageBuilderSettings } from '../../../infra/image-builder/server.ts';
import { arn, minimal, running, startOfTime } from './running.ts';

async function newFile(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'image-builder-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return join(path, 'state.json');
}

const imagePipelineArn = arn('image-pipeline/web-base');
const at = (time: string) => () => new Date(time);
const hourly = {
  schedule: { scheduleExpression: 'rate(1 hour)', pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' },
} as const;

async function started(settings: Partial<ImageBuilderSettings>) {
  const notices: string[] = [];
  return { ...(await running({ ...settings, onNotice: (sentence) => notices.push(sentence) })), notices };
}

/** What a server with a clock of 2036 leaves. */
async function fileOfTheFuture(): Promise<string> {
  const dataFile = await newFile();
  const wrong = await running({ dataFile, clock: at('2036-03-01T12:00:00.000Z') });
  await wrong.client.send(new Create({ ...minimal, ...hourly, clientToken: 'once' }));
  await wrong.client.send(new Start({ imagePipelineArn }));
  await wrong.server.close();
  return dataFile;
}

describe('a data file of a time that is still to come', () => {
  it('is put right with a sentence: its clock, what it dates, and when its schedules come up', async () => {
    const dataFile = await fileOfTheFuture();
    const { client, server, notices, pass } = await started({ dataFile });
    expect(notices).toEqual([
      'The data file was last written at 2036-03-01T12:00:00.000Z, which is still to come: the clock of this machine was wrong then, ' +
        `or is now. The server goes on at ${startOfTime}, and what it had noted of later times is moved back by as much.`,
    ]);
    expect(server.control.now().toISOString()).toBe(startOfTime);
    pass(1);
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({
      dateCreated: startOfTime,
      dateUpdated: startOfTime,
      dateNextRun: '2026-11-21T10:00:00.123Z',
    });
    const dates = async () =>
      (await client.send(new ListImages({ imagePipelineArn }))).imageSummaryList?.map(({ dateCreated }) => dateCreated);
    expect(await dates()).toEqual([startOfTime]);
    pass(3599);
    expect(await dates()).toEqual(['2026-11-21T10:00:00.123Z', startOfTime]);
    expect(await client.send(new Create({ ...minimal, ...hourly, clientToken: 'once' }))).toMatchObject({ imagePipelineArn });
  });

  it('is put right once: the next start says nothing', async () => {
    const dataFile = await fileOfTheFuture();
    await started({ dataFile }).then(({ server }) => server.close());
    const { notices, server } = await started({ dataFile });
    expect({ notices, now: server.control.now().toISOString() }).toEqual({ notices: [], now: startOfTime });
  });

  it('is put right also where the machine was set right while the server ran', async () => {
    const dataFile = await newFile();
    let now = '2036-03-01T12:00:00.000Z';
    const before = await running({ dataFile, clock: () => new Date(now) });
    await before.client.send(new Create(minimal));
    now = startOfTime;
    await before.client.send(new Create({ ...minimal, name: 'Other' }));
    await before.server.close();
    const { client, notices } = await started({ dataFile });
    expect(notices).toHaveLength(1);
    expect((await client.send(new Get({ imagePipelineArn }))).imagePipeline).toMatchObject({ dateCreated: startOfTime });
  });

  it.each([
    ['was told so', {}, 86_400 * 365 * 9, '2035-11-19T09:00:00.123Z'],
    [
      'was told so, and the machine lost an hour since',
      { clock: at('2026-11-21T08:00:00.123Z') },
      86_400,
      '2026-11-22T08:00:00.123Z',
    ],
    ['had its time run a little ahead', { clock: at('2026-11-21T08:56:00.123Z') }, 0, startOfTime],
  ])('keeps what it is ahead on purpose: its server %s', async (_, later, seconds, expected) => {
    const dataFile = await newFile();
    const before = await running({ dataFile });
    before.server.control.advance(seconds);
    await before.client.send(new Create(minimal));
    await before.server.close();
    const { server } = await started({ dataFile, ...later });
    expect(server.control.now().toISOString()).toBe(expected);
  });

  it('keeps a lead over several restarts, also one that a speed has made', async () => {
    const dataFile = await newFile();
    const fast = await running({ dataFile, speed: 86_400 });
    fast.pass(600);
    await fast.client.send(new Create(minimal));
    await fast.server.close();
    const ahead = '2028-07-13T09:00:00.123Z';
    for (const clock of [at('2026-11-21T09:10:00.123Z'), at('2026-11-21T10:00:00.123Z')]) {
      const { server, notices } = await started({ dataFile, clock });
      expect({ now: server.control.now().toISOString(), notices }).toEqual({ now: ahead, notices: [] });
      await server.close();
    }
  });

  it.each([
    ['keeps', 'within a year, which may be on purpose', '2027-05-01T12:00:00.000Z', '2027-05-01T12:00:00.000Z'],
    ['puts right', 'beyond a year', '2036-03-01T12:00:00.000Z', startOfTime],
  ])('%s what an earlier version left %s', async (_does, _what, then, expected) => {
    const dataFile = await newFile();
    const wrong = await running({ dataFile, clock: at(then) });
    await wrong.server.close();
    const { state, ...head } = JSON.parse(await readFile(dataFile, 'utf8'));
    const { lead: _lead, ...rest } = state;
    const sha256 = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
    await writeFile(dataFile, JSON.stringify({ ...head, sha256, state: rest }));
    const { server } = await started({ dataFile });
    expect(server.control.now().toISOString()).toBe(expected);
  });
});
