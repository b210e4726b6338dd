import { describe, expect, it } from 'vitest';
import { endpoint, type Operation } from '../../../lib/http/endpoint.ts';
import { NotFound, RateLimited } from '../../../lib/problem/errors.ts';
import type { OperationId } from '../../../lib/service/routes.ts';
import { createBuckets } from '../../../lib/time/rate.ts';
import { apiEvent, developerArn, lambdaContext, type RequestLine } from '../../support/event.ts';
import { routeOf } from '../../support/route-of.ts';
import { type TestRuntime, testRuntime } from '../../support/runtime.ts';
import { testTeams } from '../../support/teams.ts';

const definition = { name: 'a' };
const ok: Operation = () => ({ status: 200, body: { ok: true }, tagged: definition });
const echo: Operation = ({ request }) => ({ status: 200, body: request.body });

interface Called {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly runtime: TestRuntime;
}

async function call(
  operation: Operation,
  line: RequestLine = {},
  { route, remaining, runtime = testRuntime() }: Options = {},
): Promise<Called> {
  const operationId = route ?? (line.method === 'POST' ? 'createPipeline' : 'getPipeline');
  const response = await endpoint(routeOf(operationId), runtime, operation)(apiEvent(line), lambdaContext(remaining));
  const text = response.body;
  return { status: response.statusCode, headers: response.headers, body: text === '' ? {} : JSON.parse(text), text, runtime };
}

interface Options {
  readonly route?: OperationId;
  readonly remaining?: number;
  readonly runtime?: TestRuntime;
}

const json = { 'Content-Type': 'application/json' };

describe('every answer', () => {
  const failing: Operation = () => {
    throw new NotFound('There is no pipeline with this name.');
  };
  const broken: Operation = () => {
    throw new TypeError('secret of the inside');
  };

  it.each<[string, Operation, RequestLine, number]>([
    ['a success', ok, {}, 200],
    ['an unchanged resource', ok, { headers: { 'If-None-Match': '*' } }, 304],
    ['a failure', failing, {}, 404],
    ['a bug', broken, {}, 500],
    ['an unreadable body', echo, { method: 'POST', headers: json, body: '{' }, 400],
    ['an unproven caller', ok, { userArn: null }, 401],
  ])('carries request id, digest and safety headers: %s', async (_, operation, line, status) => {
    const answer = await call(operation, { ...line, headers: { ...line.headers, 'X-Request-Id': 'build-4711' } });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-request-id': 'build-4711',
      'policy-digest': 'sha256-test',
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Accept, Origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it('writes one log record, with the caller and without the body', async () => {
    const { runtime } = await call(echo, { method: 'POST', headers: json, body: '{"tags":{"secret":"value"}}' });
    expect(runtime.records).toHaveLength(1);
    expect(runtime.records[0]).toMatchObject({
      operation: 'createPipeline',
      status: 200,
      caller: 'arn:aws:iam::111122223333:role/web-ci',
      team: 'web',
    });
    expect(JSON.stringify(runtime.records)).not.toContain('secret');
  });

  it('mints a request id where the caller offers a harmful one', async () => {
    const answer = await call(ok, { headers: { 'X-Request-Id': 'a\r\nb' } });
    expect(answer.headers['x-request-id']).toBe('id-1');
  });

  it('continues the trace of the caller in the log', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { runtime } = await call(ok, { headers: { traceparent } });
    expect(runtime.records[0]).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentId: '00f067aa0ba902b7' });
  });
});

describe('a problem', () => {
  it('is an RFC 9457 body with the media type of one', async () => {
    const answer = await call(
      () => {
        throw new RateLimited('Too fast.', 7, { extensions: { limit: 3 } });
      },
      { path: '/v1/pipelines/a', stage: '/live' },
    );
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '7' });
    expect(answer.body).toEqual({
      type: 'https://imagegate.dev/problems/rate-limited',
      title: 'Too many requests',
      status: 429,
      detail: 'Too fast.',
      instance: '/live/v1/pipelines/a',
      requestId: 'id-1',
      limit: 3,
    });
  });

  it('tells nothing of the inside when it is a bug of ours, and logs it whole', async () => {
    const answer = await call(() => {
      throw new TypeError('secret of the inside');
    });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret');
    expect(answer.text).not.toContain('TypeError');
    expect(answer.runtime.records[0]?.error?.cause).toMatchObject({ message: 'secret of the inside' });
  });

  it('is a 504 when the use case does not come back before the time limit, and the signal is aborted', async () => {
    let aborted = false;
    const hanging: Operation = ({ signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    const answer = await call(hanging, {}, { remaining: 1_050 });
    expect(answer.status).toBe(504);
    expect(answer.body['type']).toBe('https://imagegate.dev/problems/upstream-timeout');
    expect(aborted).toBe(true);
  });

  it('leaves no timer behind when it is in time', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await call(ok, {}, { remaining: 600_000 });
    expect(timers()).toBe(before);
  });
});

describe('the caller', () => {
  it('is a 401 problem without a proven identity', async () => {
    expect((await call(ok, { userArn: null })).status).toBe(401);
  });

  it('may read without a team where the organisation says so, and otherwise only ask who it is', async () => {
    const userArn = 'arn:aws:sts::111122223333:assumed-role/stranger/s';
    const runtime = testRuntime();
    const open = { ...runtime, teams: { ...runtime.teams, unknownCallers: 'read' } as const };
    expect((await call(ok, { userArn }, { runtime: open })).status).toBe(200);
    const refused = await call(ok, { userArn });
    expect(refused.status).toBe(403);
    expect(refused.body['detail']).toContain('role/stranger among its principals, so it may only ask who it is');
    expect((await call(ok, { userArn }, { route: 'whoami' })).status).toBe(200);
  });

  it('may not write without a team', async () => {
    const answer = await call(echo, {
      method: 'POST',
      headers: json,
      body: '{}',
      userArn: 'arn:aws:sts::111122223333:assumed-role/stranger/s',
    });
    expect(answer.status).toBe(403);
    expect(answer.body['detail']).toContain('arn:aws:iam::111122223333:role/stranger');
  });

  it('may do what its scopes name and nothing else, an admin too', async () => {
    const runtime = testRuntime();
    const admins = {
      ...runtime,
      teams: testTeams({ platform: [{ role: 'arn:aws:iam::111122223333:role/web-*', scopes: ['admin'] }] }),
    };
    const answer = await call(ok, {}, { runtime: admins });
    expect([answer.status, answer.body['requiredScope'], answer.body['scopes']]).toEqual([403, 'read', ['admin']]);
  });

  it('uses up its share also by what it may not do', async () => {
    const spent = { ...testRuntime(), shares: () => 3 };
    const answer = await call(ok, { userArn: 'arn:aws:sts::111122223333:assumed-role/stranger/s' }, { runtime: spent });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3']);
  });

  it('is told of a condition that cannot be read before anything is done', async () => {
    let calls = 0;
    const counting: Operation = () => {
      calls += 1;
      return { status: 200, body: {} };
    };
    const answer = await call(counting, { headers: { 'If-None-Match': 'abc' } });
    expect([answer.status, calls]).toEqual([400, 0]);
  });

  it('is not taken from a header or the body', async () => {
    let seen: unknown;
    await call(
      ({ caller }) => {
        seen = caller.subject;
        return { status: 200 };
      },
      {
        method: 'POST',
        headers: { ...json, 'X-Caller': 'role/admin', 'X-Amzn-Iam-User': 'admin' },
        body: '{"caller":"role/admin"}',
      },
    );
    expect(seen).toBe('arn:aws:iam::111122223333:role/web-ci');
    expect(developerArn).toContain('web-ci');
  });
});

describe('the body', () => {
  const post = (body: string | null, headers: Record<string, string> = json) => call(echo, { method: 'POST', headers, body });

  it.each([
    [{ 'Content-Type': 'application/json' }],
    [{ 'content-type': 'application/json' }],
    [{ 'CONTENT-TYPE': 'Application/JSON' }],
    [{ 'Content-Type': 'application/json ; charset=utf-8' }],
    [{ 'Content-Type': 'application/json;charset=UTF-8' }],
  ])('is read with %j', async (headers) => {
    expect((await post('{"a":[1,null,"ü"]}', headers)).body).toEqual({ a: [1, null, 'ü'] });
  });

  it.each([
    [{}],
    [{ 'Content-Type': 'text/plain' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
    [{ 'Content-Type': '' }],
  ])('is a 415 problem that names what is taken with %j', async (headers: Record<string, string>) => {
    const answer = await post('{}', headers);
    expect(answer.status).toBe(415);
    expect(answer.headers['accept']).toBe('application/json');
  });

  it.each<[string, string | null, RegExp]>([
    ['missing', null, /empty/],
    ['empty', '', /empty/],
    ['blank', '  \n', /empty/],
    ['cut short', '{"a":1', /position 6 \(line 1 column 7\)/],
    ['not JSON', 'hello', /Unexpected token 'h'/],
    ['with a trailing comma', '{"a":1,}', /line 1 column 8/],
    ['with a member named twice', '{"tags":{"team":"web","team":"payments"}}', /\/tags\/team twice/],
    ['with __proto__', '{"__proto__":{"admin":true}}', /__proto__/],
    ['nested too deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, /JSON/],
  ])('is a 400 problem when it is %s', async (_, body, detail) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body['type']).toBe('https://imagegate.dev/problems/malformed-request');
    expect(answer.body['detail']).toMatch(detail);
  });

  it.each([
    ['a byte that begins nothing', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
    ['an overlong form', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d])],
    ['half of a surrogate pair', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d])],
    ['a character that is cut short', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe2, 0x82, 0x22, 0x7d])],
  ])('is a 400 problem when it is not UTF-8: %s', async (_, bytes) => {
    const asText = await post(bytes.toString());
    const event = { method: 'POST', headers: json, body: bytes.toString('base64'), isBase64Encoded: true };
    for (const answer of [asText, await call(echo, event)]) {
      expect(answer.status).toBe(400);
      expect(answer.body['detail']).toContain('not UTF-8');
    }
  });

  it('is a 400 problem with half of a surrogate pair as an escape, and may have both halves', async () => {
    const answer = await post('{"tags":{"a":"x\\ud83dy"}}');
    expect(answer.status).toBe(400);
    expect(answer.body['detail']).toContain('at /tags/a, has half of a surrogate pair');
    expect((await post('{"a":"\\ud83d\\ude00 \\ufffd"}')).body).toEqual({ a: '\u{1f600} \ufffd' });
  });

  it('may begin with a byte order mark', async () => {
    expect((await post('\uFEFF{"a":1}')).body).toEqual({ a: 1 });
  });

  it('may come in base64, as API Gateway sends binary media types', async () => {
    const body = Buffer.from('{"a":"ü"}').toString('base64');
    expect((await call(echo, { method: 'POST', headers: json, body, isBase64Encoded: true })).body).toEqual({ a: 'ü' });
  });

  it('may have 64 KiB', async () => {
    const frame = '{"a":""}';
    expect((await post(`{"a":"${'x'.repeat(65_536 - frame.length)}"}`)).status).toBe(200);
  });

  it.each([
    ['one byte more than 64 KiB', `{"a":"${'x'.repeat(65_537 - 8)}"}`],
    ['64 KiB of two-byte letters', `{"a":"${'ü'.repeat(33_000)}"}`],
    ['a megabyte of no JSON', 'x'.repeat(1_000_000)],
  ])('is a 413 problem with %s', async (_, body) => {
    expect((await post(body)).status).toBe(413);
    const encoded = { method: 'POST', headers: json, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    expect((await call(echo, encoded)).status).toBe(413);
  });
});

describe('negotiation', () => {
  it('is a 406 problem when JSON is excluded', async () => {
    const answer = await call(ok, { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(406);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('answers a read with its entity tag, and 304 without a body to who has it', async () => {
    const first = await call(ok);
    const etag = first.headers['etag'] ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const second = await call(ok, { headers: { 'If-None-Match': `"other", W/${etag}` } });
    expect(second).toMatchObject({ status: 304, text: '' });
    expect(second.headers['etag']).toBe(etag);
    expect((await call(ok, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  });

  it('leaves the body out for Prefer: return=minimal, and says so', async () => {
    const created: Operation = () => ({ status: 201, body: { name: 'a' }, tagged: definition, created: 'a' });
    const line = { method: 'POST', headers: { ...json, Prefer: 'return=minimal' }, body: '{}', stage: '/live' };
    const answer = await call(created, line);
    expect(answer).toMatchObject({ status: 201, text: '' });
    expect(answer.headers).toMatchObject({ 'preference-applied': 'return=minimal', location: '/live/v1/pipelines/a' });
    expect(answer.headers['etag']).toBeDefined();
    expect(answer.headers['content-type']).toBeUndefined();
  });

  it.each([
    ['https://portal.example.com', 'https://portal.example.com'],
    ['https://portal.example.com.evil.com', undefined],
    ['https://PORTAL.example.com', undefined],
    ['null', undefined],
  ])('allows the origin %s only when the deployment names it', async (origin, allowed) => {
    const answer = await call(
      ok,
      { headers: { Origin: origin } },
      { runtime: testRuntime(undefined, ['https://portal.example.com']) },
    );
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    expect(answer.headers['access-control-expose-headers']).toEqual(
      allowed === undefined ? undefined : expect.stringMatching(/^ETag, Location, .*, X-Imagegate-Unchanged, .*, Allow, /),
    );
  });
});

describe('an event that API Gateway cannot have sent', () => {
  it.each([null, {}, [], 'x', { httpMethod: 1 }, { httpMethod: 'GET', path: '/', requestContext: null }])(
    'is a 400 problem: %j',
    async (event) => {
      const response = await endpoint(routeOf('getPipeline'), testRuntime(), ok)(event as never, lambdaContext());
      expect(response.statusCode).toBe(400);
      expect(response.headers['x-request-id']).toBe('id-1');
    },
  );
});

describe('a caller with an allowance of its own', () => {
  it('is refused when it is used up, before anything is done, and others are not', async () => {
    const runtime = { ...testRuntime(), shares: createBuckets({ perSecond: 0.5, burst: 2 }) };
    const other = 'arn:aws:sts::111122223333:assumed-role/web-nightly/session';
    const sessions = ['one', 'two', 'three'].map((name) => `arn:aws:sts::111122223333:assumed-role/web-ci/${name}`);
    let calls = 0;
    const counting: Operation = () => ({ status: 200, body: { calls: ++calls } });
    const answers = [];
    for (const userArn of [...sessions, other]) answers.push(await call(counting, { userArn }, { runtime }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
    expect(answers[2]).toMatchObject({
      headers: { 'retry-after': '2', 'content-type': 'application/problem+json' },
      body: { type: 'https://imagegate.dev/problems/rate-limited', detail: expect.stringContaining('Try again in 2 s') },
    });
    expect(calls).toBe(3);
    expect(runtime.records[2]).toMatchObject({ status: 429, problem: 'rate-limited', caller: expect.stringContaining('web-ci') });
  });
});
