import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateImagePipelineCommand as Create, ListImagePipelinesCommand as List } from '@aws-sdk/client-imagebuilder';
import { expect, it, onTestFinished } from 'vitest';
import { startImageBuilder } from '../../../infra/image-builder/server.ts';
import { type Spawned, spawned } from './process.ts';
import { clientOf, minimal, running } from './running.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'image-builder-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const inUse = (dataFile: string) =>
  `The data file ${dataFile} is in use by another server. Stop that one, or name another file with --data.`;

it('keeps servers with other folders for temporary files off a data file', async () => {
  const path = await folder();
  const dataFile = join(path, 'state.json');
  await running({ dataFile });
  const elsewhere = spawned.under(`TMPDIR=${path} HOME=${path}; export TMPDIR HOME`, '--port', '0', '--data', dataFile);
  expect(await elsewhere.ended).toMatchObject({ status: 1, errors: `${inUse(dataFile)}\n` });
});

it('lets exactly one of six servers have a data file that start at once beside what a crash has left', async () => {
  const dataFile = join(await folder(), 'state.json');
  for (const round of [1, 2, 3, 4]) {
    const six = Array.from({ length: 6 }, () => spawned('--port', '0', '--data', dataFile));
    const runs = await Promise.all(six.map(({ url }) => url.catch(() => undefined)));
    const winners = six.filter((_, index) => runs[index] !== undefined);
    expect(winners, `round ${round}`).toHaveLength(1);
    const losers = six.filter((server) => !winners.includes(server));
    for (const { ended } of losers) expect(await ended).toMatchObject({ status: 1, errors: `${inUse(dataFile)}\n` });
    await writeAndCrash(winners[0], `round-${round}`);
  }
  const { client } = await running({ dataFile });
  expect((await client.send(new List({}))).imagePipelineList).toHaveLength(4);
}, 60_000);

it('writes no more when its lock was removed, and so destroys nothing of a server that came after', async () => {
  const dataFile = join(await folder(), 'state.json');
  const first = await running({ dataFile });
  await first.client.send(new Create(minimal));
  await rm(`${dataFile}.lock`);
  const second = await running({ dataFile });
  await second.client.send(new Create({ ...minimal, name: 'second' }));
  const message = expect.stringMatching(/its lock .*state\.json\.lock was removed: start the server again/);
  const late = first.client.send(new Create({ ...minimal, name: 'late' }));
  await expect(late).rejects.toMatchObject({ name: 'ServiceUnavailableException', message });
  expect((await first.client.send(new List({}))).imagePipelineList).toHaveLength(1);
  await first.server.close();
  await second.server.close();

  const { client } = await running({ dataFile });
  const { imagePipelineList = [] } = await client.send(new List({}));
  expect(new Set(imagePipelineList.map(({ name }) => name))).toEqual(new Set(['Web Base', 'second']));
});

it('says why a data file cannot be locked, and leaves what is in the way as it is', async () => {
  const path = await folder();
  const dataFile = join(path, 'state.json');
  await writeFile(
    `${dataFile}.lock`,
    'something of somebody else, and long enough to be no SQLite database by any reading of its head\n',
  );
  const message = expect.stringMatching(/state\.json cannot be locked by .*state\.json\.lock \(file is not a database\)/);
  await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject({ name: 'StartFailure', message });
  expect(await readdir(path)).toEqual(['state.json.lock']);
});

async function writeAndCrash(server: Spawned | undefined, name: string): Promise<void> {
  const client = clientOf((await server?.url) ?? '');
  await client.send(new Create({ ...minimal, name }));
  client.destroy();
  server?.process.kill('SIGKILL');
  await server?.ended;
}
