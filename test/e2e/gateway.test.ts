import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { createAdmission } from '../../infra/local/gateway/fairness.ts';
import { type Answered, createGateway, type GatewayOptions } from '../../infra/local/gateway/gateway.ts';
import type { DeployedHandler } from '../../infra/local/gateway/invocation.ts';
import { type Listening, listenOnLoopback } from '../../infra/local/gateway/loopback.ts';
import { type Route, routes } from '../../lib/service/routes.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';

const caller = { account: '111122223333', userArn: 'arn:aws:sts::111122223333:assumed-role/developer/local' };
const running: Listening[] = [];
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close(0);
});

/** Serves the real route table with one handler for all of its rows. */
async function serve(handler: DeployedHandler, options: Partial<GatewayOptions> = {}) {
  const table = options.routes ?? routes;
  const handlers = new Map(table.map((route) => [route.operationId, handler]));
  const listener = createGateway({ routes: table, handlers, caller, policyDigest: 'sha256-test', corsOrigins: [], ...options });
  const gateway = await listenOnLoopback(listener, 0, 'sha256-test');
  running.push(gateway);
  return { port: gateway.port, url: `http://localhost:${gateway.port}` };
}

const ok: DeployedHandler = () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' });

/** Answers with the event itself. */
const mirror: DeployedHandler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = await response.json();
  expect(body).toMatchObject({ status: response.status, requestId: response.headers.get('x-request-id') });
  return body;
}

describe('the event that a function gets', () => {
  it('has the shape of a REST API', async () => {
    const { url, port } = await serve(mirror, { newId: () => 'id-1', clock: () => new Date('2026-11-02T09:05:07.250Z') });
    const response = await fetch(`${url}/v1/pipelines/web%20base?a=1&a=2&b=%C3%A4+c`, { headers: { 'X-Custom': 'Yes' } });
    const event = (await response.json()) as APIGatewayProxyEvent;
    expect(event).toMatchObject({
      resource: '/v1/pipelines/{name}',
      path: '/v1/pipelines/web%20base',
      httpMethod: 'GET',
      queryStringParameters: { a: '2', b: 'ä c' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['ä c'] },
      pathParameters: { name: 'web base' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        accountId: '111122223333',
        httpMethod: 'GET',
        path: '/v1/pipelines/web%20base',
        protocol: 'HTTP/1.1',
        requestId: 'id-1',
        requestTime: '02/Nov/2026:09:05:07 +0000',
        requestTimeEpoch: Date.parse('2026-11-02T09:05:07.250Z'),
        resourcePath: '/v1/pipelines/{name}',
        identity: { userArn: caller.userArn, accountId: '111122223333', sourceIp: expect.stringMatching(/127\.0\.0\.1|::1/) },
      },
    });
    expect(event.headers).toMatchObject({ 'X-Forwarded-Proto': 'http' });
    expect(event.headers['host'] ?? event.headers['Host']).toBe(`localhost:${port}`);
    expect(Object.keys(event).sort()).toEqual([
      'body',
      'headers',
      'httpMethod',
      'isBase64Encoded',
      'multiValueHeaders',
      'multiValueQueryStringParameters',
      'path',
      'pathParameters',
      'queryStringParameters',
      'requestContext',
      'resource',
      'stageVariables',
    ]);
  });

  it('has null for what is not there', async () => {
    const { url } = await serve(mirror);
    expect(await (await fetch(`${url}/v1/health`)).json()).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
  });

  it('carries the body as text, byte for byte', async () => {
    const { url } = await serve(mirror);
    const body = '{"name": "ä€𝄞",\n "__proto__": 1}';
    const response = await fetch(`${url}/v1/pipelines`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ body, isBase64Encoded: false });
  });

  it('keeps the spelling, the order and the repeats of headers, and those of the connection away', async () => {
    const { port } = await serve(mirror);
    const sent = [
      'X-Twice: one',
      'x-twice: two',
      'CONTENT-Type: application/json',
      'X-Latin: caf\xe9',
      'TE: trailers',
      'X-Empty:',
    ];
    const { body } = await sendRaw(port, Buffer.from(rawRequest('GET /v1/health', sent), 'latin1'));
    const event = JSON.parse(Buffer.from(body, 'latin1').toString()) as APIGatewayProxyEvent;
    expect(event.multiValueHeaders).toMatchObject({
      'X-Twice': ['one', 'two'],
      'CONTENT-Type': ['application/json'],
      'X-Empty': [''],
    });
    expect(event.headers).toMatchObject({ 'X-Twice': 'two', 'X-Latin': 'café' });
    expect(Object.keys(event.headers)).not.toEqual(expect.arrayContaining(['TE']));
    expect(Object.keys(event.headers)).not.toEqual(expect.arrayContaining(['Connection']));
  });

  it('survives names of object members', async () => {
    const { url } = await serve(mirror);
    const response = await fetch(`${url}/v1/health?__proto__=a&constructor=b`, {
      headers: { __proto__: 'x', constructor: 'y' } as never,
    });
    const { queryStringParameters } = (await response.json()) as APIGatewayProxyEvent;
    expect(Object.entries(queryStringParameters ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('says who called whatever the request claims', async () => {
    const { url } = await serve(mirror);
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x', 'x-forwarded-for': '203.0.113.9' };
    const event = (await (await fetch(`${url}/v1/health`, { headers })).json()) as APIGatewayProxyEvent;
    expect(event.requestContext.identity.userArn).toBe(caller.userArn);
    expect(event.headers['X-Forwarded-For']).toMatch(/^203\.0\.113\.9, /);
  });

  it('comes with a context of Lambda', async () => {
    const seen: Context[] = [];
    const handler: DeployedHandler = (_, context) => {
      seen.push(context);
      return ok(_, context);
    };
    const { url } = await serve(handler, { newId: () => 'id-1' });
    await fetch(`${url}/v1/pipelines`, { method: 'POST', body: '{}' });
    const [context] = seen;
    expect(context).toMatchObject({
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      functionName: 'imagegate-create-pipeline',
      functionVersion: '$LATEST',
    });
    const remaining = context?.getRemainingTimeInMillis() ?? 0;
    expect(remaining).toBeGreaterThan(20_000);
    expect(remaining).toBeLessThanOrEqual(25_000);
  });
});

describe('an answer of a function', () => {
  it('reaches the caller as it is', async () => {
    const result = {
      statusCode: 201,
      headers: { etag: '"a"', 'x-number': 7 },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: '{"a":"ä"}',
    };
    const { url } = await serve(() => Promise.resolve(result));
    const response = await fetch(`${url}/v1/health`);
    expect(response.status).toBe(201);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: '"a"',
      'x-number': '7',
      'content-type': 'application/json',
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ a: 'ä' });
  });

  it('may be encoded', async () => {
    const { url } = await serve(() => ({
      statusCode: 200,
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    }));
    expect(new Uint8Array(await (await fetch(`${url}/v1/health`)).arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  it.each([204, 304])('has no body with a %d', async (statusCode) => {
    const { url } = await serve(() => ({ statusCode, headers: { etag: '"a"' }, body: '' }));
    const response = await fetch(`${url}/v1/health`);
    expect(response.status).toBe(statusCode);
    expect(await response.text()).toBe('');
  });

  it('does not decide on the length and the connection', async () => {
    const headers = { 'Content-Length': '999', 'Transfer-Encoding': 'chunked', Connection: 'upgrade' };
    const { url } = await serve(() => ({ statusCode: 200, headers, body: 'abc' }));
    const response = await fetch(`${url}/v1/health`);
    expect(response.headers.get('content-length')).toBe('3');
    expect(await response.text()).toBe('abc');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ok'],
    ['no status', { body: '' }],
    ['a status in words', { statusCode: '200' }],
    ['a status that is none', { statusCode: 99 }],
    ['a status that is no answer', { statusCode: 101 }],
    ['an object for a body', { statusCode: 200, body: {} }],
    ['a header that splits the response', { statusCode: 200, headers: { 'x-a': 'b\r\nx-c: d' } }],
    ['a header with a name that is none', { statusCode: 200, headers: { 'x a': 'b' } }],
    ['a header that is an object', { statusCode: 200, headers: { 'x-a': {} } }],
  ])('of %s is a 502', async (_, result) => {
    const answered: Answered[] = [];
    const { url } = await serve(() => result, { onAnswered: (one) => answered.push(one) });
    const response = await fetch(`${url}/v1/health`);
    expect(response.status).toBe(502);
    expect(await problemOf(response)).toMatchObject({ type: expect.stringMatching(/upstream-error$/) });
    expect(answered).toMatchObject([{ method: 'GET', path: '/v1/health', status: 502, cause: expect.any(TypeError) }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['throws what is no error', () => Promise.reject('secret')],
  ] satisfies [string, DeployedHandler][])('that %s is a 502 that tells nothing', async (_, handler) => {
    const answered: Answered[] = [];
    const { url } = await serve(handler, { onAnswered: (one) => answered.push(one) });
    const response = await fetch(`${url}/v1/health`);
    expect(response.status).toBe(502);
    expect(JSON.stringify(await problemOf(response))).not.toContain('secret');
    expect(answered).toHaveLength(1);
    expect(String(answered[0]?.cause)).toContain('secret');
  });

  it('that does not come in time is a 504', async () => {
    const hasty = routes.map((route): Route => ({ ...route, timeoutSeconds: 0.05 }));
    const { url } = await serve(() => new Promise(() => undefined), { routes: hasty });
    const response = await fetch(`${url}/v1/health`);
    expect(response.status).toBe(504);
    expect(await problemOf(response)).toMatchObject({ title: 'The service did not answer in time' });
  });
});

describe('what the gateway answers by itself', () => {
  const forbidden: DeployedHandler = () => {
    throw new Error('no function is to be called');
  };

  it.each([
    ['GET', '/', 404],
    ['GET', '/v1/nothing', 404],
    ['POST', '/v1/pipelines/', 404],
    ['GET', '/v1//health', 404],
    ['GET', '/v1/pipelines/a/../../health', 404],
    ['GET', '/v1/pipelines/%2e%2e/health', 404],
    ['GET', '/v1/pipelines/%zz', 400],
    ['GET', '/v1/pipelines/%', 400],
    ['GET', '/v1/pipelines/%ff', 400],
    ['GET', '/v1/pipelines/%c0%af', 400],
    ['PUT', '/v1/health', 405],
    ['OPTIONS', '/v1/health', 405],
    ['OPTIONS', '*', 404],
    ['PURGE', '/v1/health', 405],
    ['GET', 'http://elsewhere.example/v1/nothing', 404],
  ])('%s %s is a %d', async (method, target, status) => {
    const { port } = await serve(forbidden);
    const response = await sendRaw(port, rawRequest(`${method} ${target}`, ['Content-Length: 0']));
    expect(response).toMatchObject({ status, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(response.body)).toMatchObject({ status, requestId: response.headers['x-request-id'] });
  });

  it.each([
    ['/v1/pipelines', 'PUT', 'POST, GET'],
    ['/v1/health', 'DELETE', 'GET'],
    ['/v1/policy/evaluations', 'PATCH', 'POST'],
  ])('names what %s allows', async (path, method, allow) => {
    const { url } = await serve(forbidden);
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('has no HEAD where API Gateway has none', async () => {
    const { url } = await serve(forbidden);
    const response = await fetch(`${url}/v1/health`, { method: 'HEAD' });
    expect(response.status).toBe(405);
    expect(await response.text()).toBe('');
  });

  it('has the headers of every answer', async () => {
    const { url } = await serve(forbidden);
    const response = await fetch(`${url}/v1/nothing`, { headers: { 'x-request-id': 'mine-1' } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': 'mine-1',
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Accept, Origin',
      'x-content-type-options': 'nosniff',
      'policy-digest': 'sha256-test',
    });
    expect(await problemOf(response)).toMatchObject({ instance: '/v1/nothing', requestId: 'mine-1' });
  });

  it('makes a request id of its own where the caller’s would do harm', async () => {
    const { url } = await serve(forbidden, { newId: () => 'made-1' });
    const response = await fetch(`${url}/v1/nothing`, { headers: { 'x-request-id': '<script>' } });
    expect(response.headers.get('x-request-id')).toBe('made-1');
  });

  it('refuses a body of over 10 MB, and serves the next request', async () => {
    const { url } = await serve(ok);
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const response = await fetch(`${url}/v1/pipelines`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ type: expect.stringMatching(/payload-too-large$/) });
    expect((await fetch(`${url}/v1/pipelines`, { method: 'POST', body: body.subarray(1) })).status).toBe(200);
  });

  it('refuses a body of over 10 MB whose length is not announced', async () => {
    const { url } = await serve(ok);
    const piece = new Uint8Array(1024 * 1024);
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++pieces > 11) controller.close();
        else controller.enqueue(piece);
      },
    });
    const response = await fetch(`${url}/v1/pipelines`, { method: 'POST', body, duplex: 'half' });
    expect(response.status).toBe(413);
  });

  it('refuses what is over the rate, and takes the next second’s', async () => {
    let now = 0;
    const { url } = await serve(ok, {
      admit: createAdmission({ perSecond: 1, burst: 2 }, { writeShare: 100, callerShare: 100 }),
      clock: () => new Date(now),
    });
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await fetch(`${url}/v1/health`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await fetch(`${url}/v1/health`);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await problemOf(refused)).toMatchObject({ type: expect.stringMatching(/rate-limited$/) });
    now = 1_000;
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  });

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    ['too large a head', rawRequest('GET /v1/health', [`X-Long: ${'x'.repeat(11_000)}`]), 431],
    ['too long a path', rawRequest(`GET /v1/pipelines/${'x'.repeat(11_000)}`), 431],
    ['two lengths', rawRequest('POST /v1/pipelines', ['Content-Length: 1', 'Content-Length: 2']), 400],
    ['a length and chunks', rawRequest('POST /v1/pipelines', ['Content-Length: 1', 'Transfer-Encoding: chunked']), 400],
    ['a header with a control character', rawRequest('GET /v1/health', ['X-A: a\x01b']), 400],
  ])('answers %s with a problem', async (_, request, status) => {
    const { port } = await serve(forbidden);
    const response = await sendRaw(port, request);
    expect(response).toMatchObject({ status, headers: { 'content-type': 'application/problem+json', connection: 'close' } });
    expect(JSON.parse(response.body)).toMatchObject({
      type: expect.stringMatching(/malformed-request$|headers-too-large$/),
      status,
      requestId: response.headers['x-request-id'],
    });
  });
});

describe('a browser', () => {
  const corsOrigins = ['https://portal.example.com'];

  it('may ask before it sends', async () => {
    const { url } = await serve(ok, { corsOrigins });
    const headers = { origin: 'https://portal.example.com', 'access-control-request-method': 'POST' };
    const response = await fetch(`${url}/v1/pipelines`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://portal.example.com',
      'access-control-allow-methods': 'POST, GET',
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
    });
  });

  it.each(['https://evil.example', 'https://portal.example.com.evil.example', 'null'])(
    'from %s is not let in',
    async (origin) => {
      const { url } = await serve(ok, { corsOrigins });
      const response = await fetch(`${url}/v1/pipelines`, { method: 'OPTIONS', headers: { origin } });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('can read the gateway’s own refusals', async () => {
    const { url } = await serve(ok, { corsOrigins });
    const response = await fetch(`${url}/v1/health`, { method: 'DELETE', headers: { origin: 'https://portal.example.com' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://portal.example.com');
    expect(response.headers.get('allow')).toBe('GET, OPTIONS');
  });
});

describe('the port', () => {
  it.each(['127.0.0.1', '[::1]', 'localhost'])('is served on %s', async (host) => {
    const { port } = await serve(ok);
    expect((await fetch(`http://${host}:${port}/v1/health`)).status).toBe(200);
  });

  it('is refused when another program has it', async () => {
    const { port } = await serve(ok);
    await expect(listenOnLoopback(() => undefined, port, 'sha256-test')).rejects.toMatchObject({
      name: 'PortFailure',
      port,
      reason: 'busy',
    });
  });

  it('is closed when the requests under way are answered', async () => {
    const called = Promise.withResolvers<void>();
    const result = Promise.withResolvers<unknown>();
    const { url } = await serve(() => {
      called.resolve();
      return result.promise;
    });
    const underWay = fetch(`${url}/v1/health`);
    await called.promise;
    const closed = running.splice(0)[0]?.close(60_000);
    result.resolve({ statusCode: 200, body: '{}' });
    expect((await underWay).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/v1/health`)).rejects.toThrow();
  });
});
