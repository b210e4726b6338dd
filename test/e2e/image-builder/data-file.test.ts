import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateImagePipelineCommand as Create,
  CreateImageRecipeCommand as CreateRecipe,
  DeleteImagePipelineCommand as Delete,
  GetImagePipelineCommand as Get,
  ListImagePipelinesCommand as List,
  ListImagePipelineImagesCommand as ListImages,
  ListImageRecipesCommand as ListRecipes,
  StartImagePipelineExecutionCommand as Start,
  TagResourceCommand as Tag,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startImageBuilder } from '../../../infra/image-builder/server.ts';
import { runImagegate } from '../../support/start.ts';
import { spawned } from './process.ts';
import { arn, clientOf, minimal, running } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'image-builder-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe('a data file', () => {
  it('brings everything back after a restart: pipelines, tags, the catalogue and the client tokens', async () => {
    const dataFile = join(await folder(), 'state.json');
    const before = await running({ dataFile });
    const request = { ...minimal, clientToken: 'once', tags: { '2': 'b', '1': 'a' } };
    await before.client.send(new Create(request));
    await before.client.send(new Tag({ resourceArn: imagePipelineArn, tags: { team: 'web' } }));
    await before.client.send(new CreateRecipe({ name: 'mine', semanticVersion: '1.0.0', parentImage: 'ami-1' }));
    await before.client.send(new Create({ ...minimal, name: 'gone' }));
    await before.client.send(new Delete({ imagePipelineArn: arn('image-pipeline/gone') }));
    const { imagePipeline } = await before.client.send(new Get({ imagePipelineArn }));
    await before.server.close();

    const { client } = await running({ dataFile });
    expect((await client.send(new Get({ imagePipelineArn }))).imagePipeline).toEqual(imagePipeline);
    expect((await client.send(new List({}))).imagePipelineList).toHaveLength(1);
    expect((await client.send(new ListRecipes({}))).imageRecipeSummaryList).toHaveLength(5);
    expect(await client.send(new Create(request))).toMatchObject({ imagePipelineArn });
  });

  it('holds every acknowledged pipeline after SIGKILL in the middle of a stream of writes', async () => {
    const dataFile = join(await folder(), 'state.json');
    const first = spawned('--port', '0', '--data', dataFile, '--pipeline-quota', '1000000');
    const client = clientOf(await first.url);
    const acknowledged: string[] = [];
    let sent = 0;
    const writer = async () => {
      for (;;) {
        const answer = await client.send(new Create({ ...minimal, name: `pipeline-${sent++}` }));
        acknowledged.push(answer.imagePipelineArn ?? '');
        if (acknowledged.length === 60) first.process.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 8 }, () => writer().catch(() => undefined)));
    expect((await first.ended).signal).toBe('SIGKILL');
    client.destroy();

    const { server } = await running({ dataFile });
    const survived = await allPipelines(server.url);
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(survived).toEqual(expect.arrayContaining(acknowledged));
    expect(survived.length).toBeLessThanOrEqual(sent);
  });

  it('does not mind half a file beside it, which a crash may leave', async () => {
    const dataFile = join(await folder(), 'state.json');
    await running({ dataFile }).then(({ server }) => server.close());
    await writeFile(`${dataFile}.new`, '{"format":'.repeat(10_000));
    const { client } = await running({ dataFile });
    await client.send(new Create(minimal));
    expect(JSON.parse(await readFile(dataFile, 'utf8'))).toHaveProperty('state.pipelines.length', 1);
  });

  it('is written through a symbolic link, with its lock and its reserve beside it and nothing else', async () => {
    const path = await folder();
    await running({ dataFile: join(path, 'real.json') }).then(({ server }) => server.close());
    await symlink(join(path, 'real.json'), join(path, 'link.json'));
    const { client } = await running({ dataFile: join(path, 'link.json') });
    await client.send(new Create(minimal));
    expect(await readFile(join(path, 'real.json'), 'utf8')).toContain(imagePipelineArn);
    expect(await readdir(path)).toEqual(['link.json', 'real.json', 'real.json.lock', 'real.json.reserve']);
  });

  it.each([
    ['empty', () => '', /is not a data file of this server/],
    ['no JSON', () => '{"format":', /is not a data file of this server/],
    ['somebody else’s', () => '{"name":"imagegate"}', /is not a data file of this server/],
    ['of a version that never was', (text: string) => text.replace('state/2', 'state/0'), /is not a data file of this server/],
    ['of a later version', (text: string) => text.replace('state/2', 'state/3'), /by a newer version .* start the newer version/],
    ['edited', (text: string) => text.replace('nginx', 'apache'), /is damaged or was edited/],
    ['cut short', (text: string) => text.slice(0, -100), /is not a data file of this server/],
    ['without its state', (text: string) => text.replace(/,"state".*/s, '}'), /is damaged or was edited/],
  ])('that is %s is refused and left as it is', async (_, damage, message) => {
    const dataFile = join(await folder(), 'state.json');
    await running({ dataFile }).then(({ server }) => server.close());
    const damaged = damage(await readFile(dataFile, 'utf8'));
    await writeFile(dataFile, damaged);
    const failure = { name: 'StartFailure', message: expect.stringMatching(message) };
    await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject(failure);
    expect(await readFile(dataFile, 'utf8')).toBe(damaged);
  });

  it('keeps runs and the time: what was due while the server was away happens when it is back', async () => {
    const dataFile = join(await folder(), 'state.json');
    const before = await running({ dataFile, speed: 1 });
    const schedule = { scheduleExpression: 'rate(1 hour)', pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' } as const;
    await before.client.send(new Create({ ...minimal, schedule, imageTags: { a: 'b' } }));
    before.server.control.advance(3600);
    before.server.control.advance(300);
    const first = await before.client.send(new ListImages({ imagePipelineArn }));
    expect(first.imageSummaryList).toMatchObject([{ state: { status: 'BUILDING' } }]);
    await before.server.close();

    const after = await running({ dataFile, speed: 1 });
    expect(after.server.control.now().toISOString()).toBe('2026-11-21T10:05:00.123Z');
    expect((await after.client.send(new ListImages({ imagePipelineArn }))).imageSummaryList).toEqual(first.imageSummaryList);
    await after.server.close();

    const clock = () => new Date('2026-11-21T12:30:00.123Z');
    const later = await running({ dataFile, speed: 1, clock });
    const { imageSummaryList } = await later.client.send(new ListImages({ imagePipelineArn }));
    expect(imageSummaryList?.map(({ version, state }) => [version, state?.status])).toEqual([
      ['1.4.0/3', 'AVAILABLE'],
      ['1.4.0/2', 'AVAILABLE'],
      ['1.4.0/1', 'AVAILABLE'],
    ]);
    const started = await later.client.send(new Start({ imagePipelineArn }));
    expect(started.imageBuildVersionArn).toBe(arn('image/web/1.4.0/4'));
  });

  it('of the first release, which knew no runs, is read', async () => {
    const dataFile = join(await folder(), 'state.json');
    const before = await running({ dataFile });
    await before.client.send(new Create({ ...minimal, schedule: { scheduleExpression: 'rate(1 hour)' } }));
    await before.server.close();
    const document = JSON.parse(await readFile(dataFile, 'utf8'));
    const { at: _at, images: _images, builds: _builds, ...state } = document.state;
    for (const [, pipeline] of state.pipelines) delete pipeline.history;
    const sha256 = createHash('sha256').update(JSON.stringify(state)).digest('hex');
    await writeFile(dataFile, JSON.stringify({ ...document, format: 'imagegate/image-builder-state/1', sha256, state }));

    const { client } = await running({ dataFile, speed: 1 });
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ name: 'Web Base', status: 'ENABLED', dateNextRun: expect.any(String) });
    await client.send(new Start({ imagePipelineArn }));
    expect((await client.send(new ListImages({ imagePipelineArn }))).imageSummaryList).toHaveLength(1);
  });

  it('belongs to one server at a time, by whatever path it is named', async () => {
    const path = await folder();
    const { server } = await running({ dataFile: join(path, 'state.json') });
    await symlink(path, join(path, 'here'));
    for (const dataFile of [join(path, 'state.json'), join(path, 'here', 'state.json')]) {
      const message = `The data file ${dataFile} is in use by another server. Stop that one, or name another file with --data.`;
      await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject({ name: 'StartFailure', message });
      expect(await spawned('--port', '0', '--data', dataFile).ended).toMatchObject({ status: 1, errors: `${message}\n` });
    }
    await server.close();
    const next = await startImageBuilder({ port: 0, dataFile: join(path, 'state.json') });
    await next.close();
  });

  it('is free again when the server that had it could not start, or was killed', async () => {
    const dataFile = join(await folder(), 'state.json');
    const { server } = await running();
    await expect(startImageBuilder({ port: server.port, dataFile })).rejects.toThrow(/is in use/);
    const first = spawned('--port', '0', '--data', dataFile);
    await first.url;
    first.process.kill('SIGKILL');
    await first.ended;
    await (await startImageBuilder({ port: 0, dataFile })).close();
  });

  it('of another account is refused', async () => {
    const dataFile = join(await folder(), 'state.json');
    await running({ dataFile }).then(({ server }) => server.close());
    const start = startImageBuilder({ port: 0, dataFile, account: '444455556666' });
    await expect(start).rejects.toThrow(/belongs to .*111122223333.*444455556666/);
  });

  it('that has another name (a hard link) is refused by each of them', async () => {
    const path = await folder();
    const names = [join(path, 'state.json'), join(path, 'other.json')] as const;
    await running({ dataFile: names[0] }).then(({ server }) => server.close());
    await link(...names);
    for (const dataFile of names) {
      const message = expect.stringMatching(/has 2 names \(hard links\).* name a copy with --data\.$/);
      await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject({ name: 'StartFailure', message });
    }
    await rm(names[1]);
    await running({ dataFile: names[0] });
  });

  it('in a folder that is not there is refused with a sentence', async () => {
    const dataFile = join(await folder(), 'none/state.json');
    const message = expect.stringMatching(/cannot be written \(ENOENT/);
    await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject({ name: 'StartFailure', message });
  });

  it.each([
    ['a folder', 'mkdir', /is a folder\.$/],
    ['a FIFO', 'mkfifo', /is a named pipe \(FIFO\)\.$/],
    ['a link to a FIFO', 'mkfifo real && ln -s real', /is a named pipe \(FIFO\)\.$/],
    ['a device', 'ln -s /dev/null', /is a device\.$/],
  ])('that is %s is refused at once as a wrong option, by both commands', async (_, command, sentence) => {
    const path = await folder();
    execFileSync('sh', ['-c', `${command} odd`], { cwd: path });
    const options = ['--port', '0', '--data', join(path, 'odd')];
    const alone = await spawned(...options).ended;
    const whole = await runImagegate([...options, '--image-builder-port', '0']);
    for (const [status, errors] of [
      [alone.status, alone.errors],
      [whole.code, whole.stderr],
    ] as const) {
      const [first = '', ...rest] = errors.split('\n');
      expect({ status, first, rest }).toEqual({
        status: 2,
        first: expect.stringMatching(sentence),
        rest: [expect.stringMatching(/^See: npm .* --help$/), ''],
      });
    }
    expect((await readdir(path)).filter((name) => name.includes('.'))).toEqual([]);
  });

  it('that is a socket is refused as a wrong option', async () => {
    const dataFile = join(await folder(), 'odd');
    const server = createServer().listen(dataFile);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    await expect(startImageBuilder({ port: 0, dataFile })).rejects.toMatchObject({
      obstacle: 'option',
      message: `--data needs the name of a regular file; ${dataFile} is a socket.`,
    });
  });
});

async function allPipelines(url: string): Promise<string[]> {
  const client = clientOf(url);
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: { imagePipelineList?: { arn?: string | undefined }[] | undefined; nextToken?: string | undefined } =
      await client.send(new List({ nextToken }));
    arns.push(...(page.imagePipelineList ?? []).map((pipeline) => pipeline.arn ?? ''));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  client.destroy();
  return arns;
}
