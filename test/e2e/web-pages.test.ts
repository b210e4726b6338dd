import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

// What a browser of this machine sends for a page that somebody else has written, to services that listen on loopback and ask
// nobody who they are.

let imagegate: StartedImagegate;
beforeAll(async () => {
  imagegate = await startImagegate(['--cors', 'https://portal.example', '--quiet']);
});
afterAll(() => imagegate.stop());

const allowed = 'https://portal.example';

/** Sends a request line with these headers, and no others but what closes the connection. */
function send(address: string, line: string, headers: readonly string[], body = '') {
  const lines = [`${line} HTTP/1.1`, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  return sendRaw(Number(new URL(address).port), `${lines.join('\r\n')}\r\n\r\n${body}`);
}

const stranger: readonly [string, readonly string[]][] = [
  ['a page of another origin', ['Host: localhost', 'Origin: https://evil.example']],
  ['a page without an origin', ['Host: localhost', 'Origin: null']],
  ['a page of another port', ['Host: localhost', 'Origin: http://localhost:8080']],
  ['a page that sends no Origin', ['Host: localhost', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']],
  ['a name that leads here', ['Host: rebind.example']],
  ['a name that leads here, with the Origin of it', ['Host: rebind.example:3000', 'Origin: http://rebind.example:3000']],
  ['a name that leads here, with an Origin that may', ['Host: rebind.example', `Origin: ${allowed}`]],
];

describe('imagegate on this machine', () => {
  it.each(stranger)('obeys nothing that comes by %s', async (_, headers) => {
    for (const line of [
      'POST /v1/pipelines/web-base/executions',
      'GET /v1/pipelines',
      'DELETE /v1/pipelines/web-base',
      'OPTIONS /v1/pipelines',
    ]) {
      const { status, headers: answered, body } = await send(imagegate.url, line, headers);
      expect(status).toBe(403);
      expect(answered['content-type']).toBe('application/problem+json');
      expect(answered).toMatchObject({ 'x-request-id': expect.any(String), 'policy-digest': expect.stringMatching(/^sha256-/) });
      expect(JSON.parse(body)).toMatchObject({
        type: expect.stringMatching(/forbidden$/),
        detail: expect.stringMatching(/Host|page/),
      });
    }
  });

  it.each(stranger)('gives no token to what comes by %s', async (_, headers) => {
    const order = JSON.stringify({ team: 'web', scopes: ['read'], seconds: 60 });
    const { status, headers: answered } = await send(
      imagegate.url,
      'POST /_local/token',
      [...headers, 'Content-Type: application/json'],
      order,
    );
    expect(status).toBe(403);
    expect(answered).toMatchObject({ 'x-request-id': expect.any(String), 'policy-digest': expect.stringMatching(/^sha256-/) });
  });

  it('gives no token to a page that may call it', async () => {
    const headers = ['Host: localhost', `Origin: ${allowed}`, 'Content-Type: application/json'];
    expect((await send(imagegate.url, 'POST /_local/token', headers, '{}')).status).toBe(403);
  });

  it('serves a page that may call it, also before it sends', async () => {
    const headers = ['Host: localhost', `Origin: ${allowed}`, 'Sec-Fetch-Site: cross-site'];
    for (const line of ['OPTIONS /v1/pipelines', 'GET /v1/pipelines']) {
      const { status, headers: answered } = await send(imagegate.url, line, headers);
      expect([200, 204]).toContain(status);
      expect(answered['access-control-allow-origin']).toBe(allowed);
    }
  });

  it('needs to be told for whom a request is', async () => {
    const { status, body } = await send(imagegate.url, 'GET /v1/health', []);
    expect({ status, type: JSON.parse(body).type }).toMatchObject({
      status: 400,
      type: expect.stringMatching(/malformed-request$/),
    });
  });
});

describe('the embedded Image Builder', () => {
  it.each(stranger)('obeys nothing that comes by %s', async (_, headers) => {
    for (const line of ['POST /_control/clock', 'GET /_control/calls', 'POST /ListImagePipelines', 'DELETE /_control/faults']) {
      const { status, headers: answered, body } = await send(imagegate.imageBuilderUrl, line, headers, '{"seconds":1}');
      expect({ status, error: answered['x-amzn-errortype'] }).toEqual({ status: 403, error: 'AccessDeniedException' });
      expect(JSON.parse(body)).toMatchObject({ message: expect.stringMatching(/Host|page/) });
    }
  });

  it('obeys programs, under every name of this machine', async () => {
    for (const host of ['localhost', '127.0.0.1:4566', '[::1]:4566']) {
      expect((await send(imagegate.imageBuilderUrl, 'GET /_control/calls', [`Host: ${host}`])).status).toBe(200);
    }
  });
});

describe('what is not HTTP that can be read', () => {
  it.each([
    [
      'headers of 11 kB',
      `GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(11_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['bytes', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['an expectation', rawRequest('GET /v1/health', ['Expect: nonsense']), 417, 'expectation-failed'],
  ])('is answered like everything else: %s', async (_, request, expected, type) => {
    const { status, headers, body } = await sendRaw(Number(new URL(imagegate.url).port), request);
    expect(status).toBe(expected);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'policy-digest': expect.stringMatching(/^sha256-/),
      'cache-control': 'private, no-cache',
    });
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ status: expected, type: expect.stringContaining(`/problems/${type}`) });
    expect(problem.requestId).toBe(headers['x-request-id']);
  });
});

describe('a follower of a run', () => {
  it('is told to look again as fast as builds go here', async () => {
    const definition = {
      name: 'Web Paced',
      imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
      infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
      executionRole: 'web-image-builder',
      loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
      tags: { team: 'web', owner: 'web@example.com', 'cost-center': 'CC-1234', 'data-class': 'internal' },
    };
    const headers = { 'content-type': 'application/json' };
    const created = await fetch(`${imagegate.url}/v1/pipelines`, { method: 'POST', headers, body: JSON.stringify(definition) });
    expect(created.status).toBe(201);
    const started = await fetch(`${imagegate.url}/v1/pipelines/web-paced/executions`, { method: 'POST' });
    expect({ status: started.status, after: started.headers.get('retry-after') }).toEqual({ status: 202, after: '1' });
  });

  it('finds the version in the health', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await (await fetch(`${imagegate.url}/v1/health`)).json()).toEqual({ status: 'ok', version });
  });
});
