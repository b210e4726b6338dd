import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateImagePipelineCommand as Create,
  DeleteImagePipelineCommand as Delete,
  GetImagePipelineCommand as Get,
  ListImagePipelinesCommand as List,
  ListImagePipelineImagesCommand as ListImages,
  StartImagePipelineExecutionCommand as Start,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it, onTestFinished } from 'vitest';
import { limitedDisk } from './limited-disk.ts';
import { spawned } from './process.ts';
import { arn, clientOf, minimal, type Running, running } from './running.ts';

const refusal = { name: 'ServiceUnavailableException', $metadata: { httpStatusCode: 503 } };
const hourly = {
  schedule: { scheduleExpression: 'rate(1 hour)', pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' },
} as const;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'image-builder-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function runningOnLimitedDisk() {
  const path = await folder();
  const dataFile = join(path, 'state.json');
  const disk = limitedDisk();
  const notices: string[] = [];
  const defects: unknown[] = [];
  const settings = { dataFile, disk, onNotice: (sentence: string) => notices.push(sentence) };
  const server = await running({ ...settings, onDefect: (error) => defects.push(error) });
  return { ...server, dataFile, disk, notices, defects, fill: (left = 0) => disk.leave(left, path) };
}

const named = (name: string) => ({ ...minimal, name });
const create = ({ client }: Pick<Running, 'client'>, ...names: string[]) =>
  Promise.all(names.map((name) => client.send(new Create(named(name)))));
const remove = ({ client }: Pick<Running, 'client'>, name: string) =>
  client.send(new Delete({ imagePipelineArn: arn(`image-pipeline/${name}`) }));

async function namesOf({ client }: Pick<Running, 'client'>): Promise<(string | undefined)[]> {
  const { imagePipelineList = [] } = await client.send(new List({}));
  return imagePipelineList.map(({ name }) => name);
}

async function createUntilRefused(server: Pick<Running, 'client'>, prefix: string): Promise<string[]> {
  const created: string[] = [];
  try {
    for (;;) {
      const name = `${prefix}-${created.length}`;
      await create(server, name);
      created.push(name);
    }
  } catch (error) {
    expect(error).toMatchObject(refusal);
  }
  return created;
}

async function namesIn(dataFile: string): Promise<string[]> {
  const { state } = JSON.parse(await readFile(dataFile, 'utf8'));
  return state.pipelines.map(([, { name }]: [string, { name: string }]) => name);
}

describe('a data file that cannot be written', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG', 'EIO'])(
    'for %s leaves reads as they were, refuses writes with a sentence, and takes them again later',
    async (code) => {
      const server = await runningOnLimitedDisk();
      await create(server, 'web-a');
      server.disk.refuse(code);
      const message = expect.stringMatching(
        new RegExp(`cannot be written \\(${code}.*nothing was changed.*send the request again`),
      );
      await expect(server.client.send(new Create(named('web-b')))).rejects.toMatchObject({ ...refusal, message });
      expect(await namesOf(server)).toEqual(['web-a']);
      await expect(remove(server, 'web-a')).rejects.toMatchObject(refusal);
      expect(await namesOf(server)).toEqual(['web-a']);

      server.disk.refuse(undefined);
      await create(server, 'web-c');
      expect(await namesOf(server)).toEqual(['web-a', 'web-c']);
      expect(await namesIn(server.dataFile)).toEqual(['web-a', 'web-c']);
      expect(server.defects).toEqual([]);
      expect(server.notices).toEqual([
        expect.stringMatching(
          new RegExp(`cannot be written \\(${code}.*\\)\\. Reads go on; writes are refused until it can\\.$`),
        ),
        expect.stringMatching(/can be written again\.$/),
      ]);
    },
  );

  it('forgets the token of a create that was refused, so that its repeat creates', async () => {
    const server = await runningOnLimitedDisk();
    const request = { ...minimal, clientToken: 'once' };
    server.disk.refuse('ENOSPC');
    await expect(server.client.send(new Create(request))).rejects.toMatchObject(refusal);
    server.disk.refuse(undefined);
    expect(await namesOf(server)).toEqual([]);
    await server.client.send(new Create(request));
    expect(await namesIn(server.dataFile)).toEqual(['Web Base']);
  });

  it('takes back what a refused request changed beside the file: the clock, and the failures that were ordered', async () => {
    const server = await runningOnLimitedDisk();
    await create(server, 'web-a');
    server.server.control.failRuns({ pipeline: 'web-a', stage: 'BUILDING', count: 1 });
    const before = server.server.control.now();
    server.disk.refuse('ENOSPC');
    const body = JSON.stringify({ seconds: 86_400 });
    expect((await fetch(`${server.server.url}/_control/clock`, { method: 'POST', body })).status).toBe(503);
    await expect(server.client.send(new Start({ imagePipelineArn: arn('image-pipeline/web-a') }))).rejects.toMatchObject(refusal);
    expect(server.server.control.now()).toEqual(before);
    expect(server.server.control.failures()).toEqual([{ pipeline: 'web-a', stage: 'BUILDING', count: 1 }]);
  });

  it('lets nothing that is due stand in the way of a read, and makes up for it in time', async () => {
    const server = await runningOnLimitedDisk();
    const imagePipelineArn = arn('image-pipeline/web-a');
    await server.client.send(new Create({ ...named('web-a'), ...hourly }));
    server.disk.refuse('ENOSPC');
    server.pass(3600);
    expect(await namesOf(server)).toEqual(['web-a']);
    await expect(server.client.send(new Create(named('web-b')))).rejects.toMatchObject(refusal);
    server.pass(600);
    expect((await server.client.send(new Get({ imagePipelineArn }))).imagePipeline).toMatchObject({ name: 'web-a' });

    server.disk.refuse(undefined);
    await create(server, 'web-c');
    const { imageSummaryList } = await server.client.send(new ListImages({ imagePipelineArn }));
    expect(imageSummaryList).toMatchObject([{ dateCreated: '2026-11-21T10:00:00.123Z' }]);
  });

  it('refuses of many requests at once those alone that do not fit', async () => {
    const server = await runningOnLimitedDisk();
    await create(server, 'web-a', 'web-b', 'web-c', 'web-d');
    await server.fill();
    const kept = await createUntilRefused(server, 'more');
    const outcomes = await Promise.allSettled([
      ...['web-e', 'web-f', 'web-g', 'web-h'].map((name) => create(server, name)),
      ...['web-a', 'web-b', 'web-c'].map((name) => remove(server, name)),
      namesOf(server),
    ]);
    expect(outcomes.slice(4).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
    const created = ['web-e', 'web-f', 'web-g', 'web-h'].filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(await namesIn(server.dataFile)).toEqual(['web-d', ...kept, ...created]);
  });
});

describe('a full disk', () => {
  it('takes creates while there is room, and lets deletions make room again, down to the last pipeline', async () => {
    const server = await runningOnLimitedDisk();
    const first = Array.from({ length: 40 }, (_, index) => `first-${index}`);
    await create(server, ...first);
    await server.fill();
    const kept = await createUntilRefused(server, 'second');
    expect(await namesIn(server.dataFile)).toEqual([...first, ...kept]);
    for (const name of first) await remove(server, name);
    const again = await createUntilRefused(server, 'third');
    expect(again.length).toBeGreaterThan(5);
    for (const name of [...kept, ...again]) await remove(server, name);
    expect(await namesIn(server.dataFile)).toEqual([]);
    await server.server.close();

    const after = await running({ dataFile: server.dataFile });
    expect(await namesOf(after)).toEqual([]);
  });

  it('lets schedules wait, which would fill what a deletion has freed', async () => {
    const server = await runningOnLimitedDisk();
    for (const name of ['web-a', 'web-b', 'web-c']) await server.client.send(new Create({ ...named(name), ...hourly }));
    await server.fill();
    const kept = await createUntilRefused(server, 'more');
    server.pass(4 * 3600);
    await remove(server, 'web-a');
    expect(await namesIn(server.dataFile)).toEqual(['web-b', 'web-c', ...kept]);
  });
});

describe('a limit on the size of files', () => {
  it('is a refusal of what goes beyond it, and no end of the server', async () => {
    const dataFile = join(await folder(), 'state.json');
    // In blocks of 512 bytes (POSIX, ulimit).
    const limited = spawned.under('ulimit -f 64', '--port', '0', '--data', dataFile, '--pipeline-quota', '1000');
    const client = clientOf(await limited.url);
    onTestFinished(() => client.destroy());
    const acknowledged: string[] = [];
    const fillUp = async () => {
      for (let count = 0; count < 1000; count++) {
        await create({ client }, `pipeline-${count}`);
        acknowledged.push(`pipeline-${count}`);
      }
    };
    await expect(fillUp()).rejects.toMatchObject(refusal);
    expect(acknowledged.length).toBeGreaterThan(5);
    expect((await namesOf({ client })).toSorted()).toEqual(acknowledged.toSorted());
    await remove({ client }, 'pipeline-0');
    limited.process.kill('SIGKILL');
    await limited.ended;
    expect(await namesIn(dataFile)).toEqual(acknowledged.slice(1));
  });
});
