import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { rawRequest } from '../support/raw-http.ts';
import { runImagegate, type StartedImagegate, startImagegate } from '../support/start.ts';
import { json, reset, startUpstream, type Upstream } from '../support/upstream.ts';

const started: StartedImagegate[] = [];
const start = async (...[args, environment]: Parameters<typeof startImagegate>) => {
  const imagegate = await startImagegate(args, environment);
  started.push(imagegate);
  return imagegate;
};
afterEach(async () => {
  for (const imagegate of started.splice(0)) await imagegate.stop('SIGKILL');
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The commands that the banner offers, run as it prints them but for the shell. */
function examplesIn(stdout: string): { url: string; body: string }[] {
  return [...stdout.matchAll(/curl -i (\S+) -H 'Content-Type: application\/json' -d '(.*)'$/gm)].map(
    ([, url = '', body = '']) => ({
      url,
      body,
    }),
  );
}

const post = (url: string, body: string) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('a started imagegate', () => {
  it('creates what it offers as an example, reads it back, and refuses the other example', async () => {
    const { output } = await start();
    const [create, refusal] = examplesIn(output().stdout);
    const created = await post(create?.url ?? '', create?.body ?? '');
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ name: 'web-base', status: 'enabled' });
    const location = created.headers.get('location') ?? '';
    expect((await fetch(new URL(location, create?.url))).status).toBe(200);

    const refused = await post(refusal?.url ?? '', refusal?.body ?? '');
    expect(refused.status).toBe(422);
    const { violations } = (await refused.json()) as { violations: { rule: string }[] };
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(['tags', 'auto-disable', 'references']));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly on %s', async (signal) => {
    const { stop, output } = await start(['--quiet']);
    expect(await stop(signal)).toBe(0);
    expect(output().stderr).toBe('');
  });

  it('prints two lines and no more when it is to be quiet', async () => {
    const { url, imageBuilderUrl, output } = await start(['--quiet']);
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    expect(output()).toEqual({ stdout: `imagegate  ${url}\nimage-builder  ${imageBuilderUrl}\n`, stderr: '' });
  });

  it('leaves one line of JSON per request on standard output', async () => {
    const { url, output, stop } = await start();
    await fetch(`${url}/v1/policy`);
    await stop();
    const lines = output()
      .stdout.split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ operation: 'describePolicy', status: 200 });
  });

  it('keeps its state in a file over a restart', async () => {
    const data = join(folder, 'state.json');
    const first = await start(['--data', data]);
    const [create] = examplesIn(first.output().stdout);
    expect((await post(create?.url ?? '', create?.body ?? '')).status).toBe(201);
    await first.stop();
    const second = await start(['--data', data, '--quiet']);
    expect((await fetch(`${second.url}/v1/pipelines/web-base`)).status).toBe(200);
  });

  it('judges by another policy, also by one without rules', async () => {
    const policy = join(folder, 'open.yaml');
    writeFileSync(policy, 'name: open\nversion: "1"\nrules: []\n');
    const { output } = await start(['--policy', policy]);
    const [, refusal] = examplesIn(output().stdout);
    expect((await post(refusal?.url ?? '', refusal?.body ?? '')).status).toBe(201);
  });

  it('takes references that the embedded Image Builder does not have, when told so', async () => {
    const { output } = await start(['--accept-unknown-references']);
    const [create] = examplesIn(output().stdout);
    const body = create?.body.replace('image-recipe/web/1.4.0', 'image-recipe/web-elsewhere/9.9.9') ?? '';
    expect((await post(create?.url ?? '', body)).status).toBe(201);
  });

  it('calls as whom it is told', async () => {
    const { output } = await start(['--caller', 'arn:aws:iam::111122223333:role/nobody-knows']);
    const [create] = examplesIn(output().stdout);
    expect((await post(create?.url ?? '', create?.body ?? '')).status).toBe(403);
  });

  it('leaves no file behind', async () => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const { stop } = await start(['--quiet'], { TMPDIR: temporary });
    expect(readdirSync(temporary)).toHaveLength(1);
    await stop();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('imagegate in front of an Image Builder elsewhere', () => {
  const arn = 'arn:aws:imagebuilder:us-east-1:444455556666:image-pipeline/web-base';
  const found = json(200, { imagePipeline: { arn, name: 'Web Base', tags: { team: 'web' } } });
  const environmentOf = ({ url }: Upstream) => ({
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ACCOUNT_ID: '444455556666',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_IMAGEBUILDER: url,
  });

  it('asks with the credentials, the account and the Region of the machine', async () => {
    const upstream = await startUpstream(found);
    const { url } = await start(['--aws', '--quiet'], environmentOf(upstream));
    const response = await fetch(`${url}/v1/pipelines/web-base`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'web-base', arn });
    const [asked] = upstream.arrivals;
    expect(decodeURIComponent(asked?.url ?? '')).toContain(arn);
    expect(asked?.headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/us-east-1\/imagebuilder\//);
    await upstream.close();
  });

  it('outlives it: a call that breaks off is a 503, and the next one works', async () => {
    const upstream = await startUpstream(reset, reset, reset, found);
    const { url } = await start(['--aws', '--quiet'], environmentOf(upstream));
    const broken = await fetch(`${url}/v1/pipelines/web-base`);
    expect(broken.status).toBe(503);
    expect(broken.headers.get('retry-after')).toBe('5');
    expect(await broken.json()).toMatchObject({ type: expect.stringMatching(/upstream-unavailable$/) });
    expect((await fetch(`${url}/v1/pipelines/web-base`)).status).toBe(200);
    await upstream.close();
  });

  it('says that there are no credentials', async () => {
    const nothing = { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stderr } = await runImagegate(['--port', '0', '--aws'], { ...nothing, AWS_REGION: 'eu-west-1' });
    expect(code).toBe(1);
    expect(stderr).toContain('There are no AWS credentials that can be used');
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('a signal to stop', () => {
  /** An imagegate with one request under way, whose answer comes when the test says so. */
  async function asked(...args: readonly string[]) {
    const arrived = Promise.withResolvers<() => void>();
    const upstream = await startUpstream((arrival) => arrived.resolve(() => json(404, {})(arrival)));
    onTestFinished(upstream.close);
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_ACCOUNT_ID: '444455556666' };
    const imagegate = await start(['--aws', ...args], {
      ...credentials,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_IMAGEBUILDER: upstream.url,
    });
    const response = fetch(`${imagegate.url}/v1/pipelines/web-base`).catch(() => undefined);
    return { ...imagegate, response, answer: await arrived.promise };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets a request under way be answered, and says what it waits for',
    async (signal) => {
      const { response, answer, stop, output, url } = await asked();
      const stopped = stop(signal);
      await vi.waitFor(() => expect(output().stderr).toContain('Finishing one request, for 29 seconds at most.'));
      await expect(fetch(`${url}/v1/health`)).rejects.toThrow();
      answer();
      expect((await response)?.headers.get('x-request-id')).toEqual(expect.any(String));
      expect(await stopped).toBe(0);
    },
  );

  it('does not wait when it comes twice', async () => {
    const { response, stop, output } = await asked();
    const stopped = stop();
    await vi.waitFor(() => expect(output().stderr).toContain('Finishing'));
    expect(await stop()).toBe(0);
    expect(await stopped).toBe(0);
    expect(await response).toBeUndefined();
  });

  it('does not wait for a connection on which nothing was said', async () => {
    const { url, stop } = await start(['--quiet']);
    const silent = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void silent.destroy());
    await once(silent, 'connect');
    // It is accepted by then: connections are taken in their order, but for some milliseconds.
    await fetch(`${url}/v1/health`);
    expect(await stop()).toBe(0);
  });
});

it('says nothing of callers who go away in the middle of their bodies', async () => {
  const { url, stop, output } = await start(['--quiet']);
  for (let left = 0; left < 5; left++) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(rawRequest('POST /v1/pipelines', ['Content-Type: application/json', 'Content-Length: 1000']));
    await fetch(`${url}/v1/health`);
    socket.resetAndDestroy();
  }
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect(await stop()).toBe(0);
  expect(output().stderr).toBe('');
});

describe('a command line that cannot be served', () => {
  it.each([
    [['--prot', '1'], 'There is no option --prot; did you mean --port?'],
    [['--port', 'web'], '--port must be a whole number'],
  ])('%j is explained and ends with 2', async (args, sentence) => {
    const { code, stdout, stderr } = await runImagegate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.split('\n').slice(1)).toEqual(['See: npm start -- --help', '']);
  });

  it('is told what there is when it asks for help', async () => {
    expect(await runImagegate(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--port N'), stderr: '' });
  });

  it.each(['--port', '--image-builder-port'])('names the busy port and %s', async (flag) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const free = flag === '--port' ? '--image-builder-port' : '--port';
    const { code, stderr } = await runImagegate([flag, String(port), free, '0']);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain(flag);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('names file, line and column of a wrong policy', async () => {
    const policy = join(folder, 'wrong.yaml');
    writeFileSync(policy, 'name: wrong\nversion: "1"\nrules:\n  - id: a\n    type: tagz\n');
    const { code, stderr } = await runImagegate(['--port', '0', '--image-builder-port', '0', '--policy', policy]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/wrong\.yaml:5:\d+/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('says which file is not there', async () => {
    const { code, stderr } = await runImagegate([
      '--port',
      '0',
      '--image-builder-port',
      '0',
      '--policy',
      join(folder, 'absent.yaml'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('absent.yaml');
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
