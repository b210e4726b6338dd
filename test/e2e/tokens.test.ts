import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listenOnLoopback } from '../../infra/local/gateway/loopback.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

const script = join(import.meta.dirname, '../../infra/local/issuer/token.ts');

/** What `npm run token` prints, and the code that it ends with. */
async function token(...args: readonly string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  try {
    return { ...(await promisify(execFile)(process.execPath, [script, ...args])), code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = Object(error); // how a failed child process is told
    return { stdout, stderr, code };
  }
}

async function whoami(url: string, authorization?: string) {
  const response = await fetch(`${url}/v1/whoami`, { headers: authorization === undefined ? {} : { authorization } });
  return { status: response.status, headers: response.headers, json: Object(await response.json()) };
}

describe('npm start without options', () => {
  let imagegate: StartedImagegate;
  beforeAll(async () => {
    imagegate = await startImagegate();
  }, 30_000);
  afterAll(() => imagegate.stop());

  it('takes whoever brings no token for the developer, and says so', async () => {
    expect((await whoami(imagegate.url)).json).toMatchObject({
      subject: 'arn:aws:iam::111122223333:role/developer',
      kind: 'iam',
      team: 'web',
    });
    expect(imagegate.output().stdout).toContain(
      'Without a token, callers on this machine are arn:aws:sts::111122223333:assumed-role/developer/local',
    );
  });

  it('gives tokens for any team, which its own functions believe', async () => {
    const { stdout } = await token(
      '--url',
      imagegate.url,
      '--team',
      'payments',
      '--scope',
      'write,read',
      '--environment',
      'staging',
    );
    expect((await whoami(imagegate.url, `Bearer ${stdout.trim()}`)).json).toMatchObject({
      subject: 'Local:developer-of-payments',
      kind: 'oidc',
      team: 'payments',
      scopes: ['read', 'write'],
      jobEnvironment: 'staging',
      tokenId: expect.stringMatching(/^[\w-]{36}$/),
    });
  });

  it('refuses a token that is wrong, although none would do', async () => {
    const { status, headers } = await whoami(imagegate.url, 'Bearer a.b.c');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="imagegate"']);
  });

  it('writes caller, team and id of the token to its log, and not the token', async () => {
    const { stdout } = await token('--url', imagegate.url, '--team', 'payments');
    const { json } = await whoami(imagegate.url, `Bearer ${stdout.trim()}`);
    const lines = imagegate
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes(json.tokenId));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ authorization: 'allow', caller: json.subject, team: 'payments' }),
      expect.objectContaining({ operation: 'whoami', caller: json.subject, team: 'payments' }),
    ]);
    expect(imagegate.output().stdout).not.toContain(stdout.trim().split('.')[2]);
  });

  it.each([
    [['--team', 'payment'], 1, 'did you mean payments?'],
    [[], 2, '--team is missing'],
    [['--team', 'web', '--scope', 'wirte'], 2, '--scope must be one of read, write, execute, admin'],
    [['--team', 'web', '--seconds', 'x'], 2, '--seconds must be'],
    [['--team', 'web', '--seconds', '86401'], 2, '--seconds must be a whole number from 1 to 86400; it is "86401"'],
    [['--tema', 'web'], 2, '--tema'],
  ])('is asked for a token in a wrong way: %j', async (args, code, sentence) => {
    const run = await token('--url', imagegate.url, ...args);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toContain(sentence);
  });

  it.each([
    ['a page of another origin', { origin: 'https://attacker.example' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('gives no token to %s', async (_, headers, status) => {
    const body = JSON.stringify({ team: 'web', scopes: ['admin'], seconds: 60 });
    const response = await fetch(`${imagegate.url}/_local/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    expect(response.status).toBe(status);
    expect(await response.json()).not.toHaveProperty('token');
  });

  it.each(['/_local', '/_local/', '/_local/keys', '/_local/token', '/_local/issuer/../token'])(
    'has nothing else at %s',
    async (path) => {
      expect([404, 405]).toContain((await fetch(`${imagegate.url}${path}`)).status);
    },
  );
});

describe('npm start -- --auth jwt', () => {
  let imagegate: StartedImagegate;
  beforeAll(async () => {
    imagegate = await startImagegate(['--auth', 'jwt']);
  }, 30_000);
  afterAll(() => imagegate.stop());

  it('demands a token from everybody, and says so', async () => {
    const { status, headers, json } = await whoami(imagegate.url);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="imagegate"']);
    expect(json).toMatchObject({ type: 'https://imagegate.dev/problems/unauthenticated', instance: '/v1/whoami' });
    expect(imagegate.output().stdout).toContain('Every call needs a token');
  });

  it('lets in who has one', async () => {
    const { stdout } = await token('--url', imagegate.url, '--team', 'web', '--scope', 'read');
    const response = await fetch(`${imagegate.url}/v1/pipelines`, { headers: { authorization: `Bearer ${stdout.trim()}` } });
    expect(response.status).toBe(200);
  });

  it('does not believe the tokens of another process', async () => {
    const other = await startImagegate();
    const { stdout } = await token('--url', other.url, '--team', 'web');
    await other.stop();
    expect((await whoami(imagegate.url, `Bearer ${stdout.trim()}`)).status).toBe(401);
  }, 30_000);
});

describe('npm run token', () => {
  it('says what to do when nothing runs', async () => {
    const run = await token('--url', 'http://localhost:1', '--team', 'web');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('Start imagegate with npm start');
  });

  it.each(['<html>', '7', '{"token": 7}'])('says what to do when something else answers: %s', async (body) => {
    const other = await listenOnLoopback((_, response) => response.end(body), 0, 'sha256-test');
    onTestFinished(() => other.close(0));
    const url = `http://127.0.0.1:${other.port}`;
    expect(await token('--url', url, '--team', 'web')).toEqual({
      code: 1,
      stdout: '',
      stderr: `What answers at ${url} is not imagegate. Say with --url where imagegate runs.\n`,
    });
  });

  it('explains itself', async () => {
    expect((await token('--help')).stdout).toContain('--team NAME');
  });
});
