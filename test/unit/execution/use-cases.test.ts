import { describe, expect, it } from 'vitest';
import type { ExecutionService, ImageRecord } from '../../../lib/execution/image-builder.ts';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { cancelExecutionOperation } from '../../../lib/http/operations/cancel-execution.ts';
import { getExecutionOperation } from '../../../lib/http/operations/get-execution.ts';
import { listExecutionsOperation } from '../../../lib/http/operations/list-executions.ts';
import { startExecutionOperation } from '../../../lib/http/operations/start-execution.ts';
import type { ImageBuilder } from '../../../lib/pipeline/stored/image-builder.ts';
import { IdempotencyKeyReused, NotFound, ResourceInUse, UpstreamRejected, UpstreamTimeout } from '../../../lib/problem/errors.ts';
import { apiEvent, lambdaContext, type RequestLine } from '../../support/event.ts';
import { fakeExecutionService, imageOf } from '../../support/execution-service-fake.ts';
import { fakeImageBuilder } from '../../support/image-builder-fake.ts';
import { routeOf } from '../../support/route-of.ts';
import { testRuntime } from '../../support/runtime.ts';

const subject = 'arn:aws:iam::111122223333:role/web-ci';
const json = { 'Content-Type': 'application/json' };
const problem = (name: string) => `https://imagegate.dev/problems/${name}`;

function house(replaced: Partial<ImageBuilder & ExecutionService> = {}) {
  const runtime = testRuntime();
  const service = fakeExecutionService(replaced);
  const pipelines = fakeImageBuilder();
  for (const name of ['web-base', 'other', 'payments']) {
    pipelines.pipelines.set(name, { arn: `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${name}`, name });
  }
  const imageBuilder = { ...pipelines, ...service, ...replaced };
  const ports = { ...runtime, imageBuilder };
  const handlers = {
    start: endpoint(routeOf('startExecution'), runtime, startExecutionOperation(ports)),
    list: endpoint(routeOf('listExecutions'), runtime, listExecutionsOperation(ports)),
    get: endpoint(routeOf('getExecution'), runtime, getExecutionOperation(ports)),
    cancel: endpoint(routeOf('cancelExecution'), runtime, cancelExecutionOperation(ports)),
  };
  const call = async (handler: keyof typeof handlers, line: RequestLine) => {
    const response = await handlers[handler](apiEvent(line), lambdaContext());
    return { ...response, json: response.body === '' ? null : JSON.parse(response.body) };
  };
  return {
    service,
    records: runtime.records,
    call,
    start: (body?: unknown, headers: Record<string, string> = json, name = 'web-base') =>
      call('start', {
        method: 'POST',
        path: `/v1/pipelines/${name}/executions`,
        pathParameters: { name },
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      }),
    list: (query: Record<string, string[]> = {}, name = 'web-base') => call('list', { pathParameters: { name }, query }),
    get: (id: string, name = 'web-base') => call('get', { pathParameters: { name, id } }),
    cancel: (id: string, name = 'web-base') => call('cancel', { method: 'DELETE', pathParameters: { name, id } }),
    put: (...images: ImageRecord[]) => {
      for (const image of images) service.images.set(image.arn, image);
    },
  };
}

/** Who, and behind that which of its starts. */
const markedFor = (who: string) => expect.stringMatching(new RegExp(`^${who.replaceAll('+', '\\+')} \\+[\\w-]{10}$`));

const refused = async () => {
  throw new UpstreamTimeout('Too slow.');
};

describe('starting an execution', () => {
  it('answers 202 with what began, where it is found, and when to look again', async () => {
    const { start, service, records } = house();
    const answer = await start({ tags: { reason: 'patch' } });
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { location: '/v1/pipelines/web-base/executions/web-1.4.0-1', 'retry-after': '30' },
      json: { id: 'web-1.4.0-1', pipeline: 'web-base', state: 'pending', ended: false, trigger: 'manual', startedBy: subject },
    });
    expect(service.started).toEqual([
      {
        pipeline: 'web-base',
        tags: { reason: 'patch', 'imagegate:started-by': markedFor(subject) },
        clientToken: expect.any(String),
      },
    ]);
    expect(records[0]).toMatchObject({ operation: 'startExecution', status: 202, pipeline: 'web-base' });
  });

  it.each<[string, string | null, Record<string, string>]>([
    ['without a body and a media type', null, {}],
    ['with an empty body', '', {}],
    ['with a blank body', ' \n', json],
    [
      'with an empty body of another media type, as curl -d "" sends it',
      '',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    ],
    ['with an empty object', '{}', json],
    ['with no tags', '{"tags":{}}', json],
  ])('works %s', async (_, body, headers) => {
    const { call, service } = house();
    const answer = await call('start', { method: 'POST', pathParameters: { name: 'web-base' }, headers, body });
    expect(answer.statusCode).toBe(202);
    expect(service.started[0]?.tags).toEqual({ 'imagegate:started-by': markedFor(subject) });
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['a body without a media type', '{}', {}, 415],
    ['a body of another media type', '{}', { 'Content-Type': 'text/plain' }, 415],
    ['a broken body', '{', json, 400],
    ['a member named twice', '{"tags":{"a":"1","a":"2"}}', json, 400],
  ])('refuses %s', async (_, body, headers, status) => {
    const { call, service } = house();
    const answer = await call('start', { method: 'POST', pathParameters: { name: 'web-base' }, headers, body });
    expect(answer.statusCode).toBe(status);
    expect(service.started).toEqual([]);
  });

  it('says that the pipeline is disabled', async () => {
    const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
    const settings = (status: string) => house({ getPipeline: async () => ({ arn, name: 'Web Base', status }) });
    expect((await settings('DISABLED').start()).json.notices).toEqual([
      { code: 'pipeline-disabled', message: expect.stringContaining('not on its schedule') },
    ]);
    expect((await settings('ENABLED').start()).json.notices).toEqual([]);
  });

  it('answers 202 with what is known when only the look back fails', async () => {
    const { start } = house({ getExecution: refused });
    const answer = await start({ tags: { reason: 'patch' } });
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { location: '/v1/pipelines/web-base/executions/web-1.4.0-1', 'retry-after': '30' },
      json: {
        id: 'web-1.4.0-1',
        recipe: { name: 'web', version: '1.4.0' },
        build: 1,
        state: null,
        ended: false,
        trigger: 'manual',
        startedBy: subject,
        tags: { reason: 'patch', 'imagegate:started-by': subject },
        startedAt: null,
      },
    });
  });

  it('starts nothing where it is not known whose the pipeline is', async () => {
    const { start, service } = house({ getPipeline: refused });
    expect((await start()).statusCode).toBe(504);
    expect(service.started).toEqual([]);
  });

  it('uses one client token for one key, pipeline and caller, and a fresh one without', async () => {
    const { start, service } = house();
    const keyed = (key: string) => ({ ...json, 'Idempotency-Key': key });
    await start({}, keyed('"k-1"'));
    await start(undefined, { 'Idempotency-Key': 'k-1' });
    await start({ clientToken: 'k-1' });
    await start({}, keyed('k-2'));
    await start({}, keyed('k-1'), 'other');
    await start();
    const tokens = service.started.map((each) => each.clientToken);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(4);
    expect(tokens[5]).toMatch(/^id-/);
  });

  it.each([
    [new IdempotencyKeyReused('Used.'), 422, 'idempotency-key-reused'],
    [new ResourceInUse('Busy.'), 409, 'resource-in-use'],
    [new NotFound('There is no pipeline web-base.'), 404, 'not-found'],
    [new UpstreamTimeout('Too slow.'), 504, 'upstream-timeout'],
  ])('passes on what Image Builder has against it: %s', async (error, status, type) => {
    const { start } = house({
      startExecution: async () => {
        throw error;
      },
    });
    expect(await start()).toMatchObject({ statusCode: status, json: { type: problem(type) } });
  });

  it.each(['Web Base', '../x', '', 'a/b', 'arn:aws:imagebuilder:eu-west-1:444455556666:image-pipeline/x'])(
    'starts nothing at %j',
    async (name) => {
      const { start, service } = house();
      expect((await start({}, json, name)).statusCode).toBe(404);
      expect(service.started).toEqual([]);
    },
  );

  it('is not for a caller without a team', async () => {
    const { call, service } = house();
    const userArn = 'arn:aws:sts::111122223333:assumed-role/stranger/s';
    const answer = await call('start', { method: 'POST', pathParameters: { name: 'web-base' }, userArn });
    expect(answer.statusCode).toBe(403);
    expect(service.started).toEqual([]);
  });
});

describe('the body of a start', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  it.each<[string, unknown, readonly object[]]>([
    ['a list', [], [{ pointer: '', code: 'wrong-type' }]],
    ['a text', 'now', [{ pointer: '', code: 'wrong-type' }]],
    ['null', null, [{ pointer: '', code: 'wrong-type' }]],
    ['tags of a wrong type', { tags: ['a'] }, [{ pointer: '/tags', code: 'wrong-type' }]],
    ['null for tags', { tags: null }, [{ pointer: '/tags', code: 'null-member' }]],
    ['a number in a tag', { tags: { a: 7 } }, [{ pointer: '/tags/a', code: 'wrong-type', suggestion: '7' }]],
    ['a key of AWS', { tags: { 'aws:x': 'y' } }, [{ pointer: '/tags/aws:x', code: 'reserved-tag-key' }]],
    ['a key of AWS in capitals', { tags: { 'AWS:x': 'y' } }, [{ pointer: '/tags/AWS:x', code: 'reserved-tag-key' }]],
    ['a key with a sign that is not allowed', { tags: { 'a!': 'y' } }, [{ pointer: '/tags/a!', code: 'invalid-tag-key' }]],
    ['a misspelt member', { Tags: { a: 'b' } }, [{ pointer: '/Tags', code: 'unknown-member', suggestion: 'tags' }]],
    ['an unknown member', { status: 'ENABLED' }, [{ pointer: '/status', code: 'unknown-member' }]],
    [
      'somebody else’s signature',
      { tags: { 'imagegate:started-by': 'x' } },
      [{ pointer: '/tags/imagegate:started-by', code: 'reserved-tag-key' }],
    ],
    ['a tag that leaves no room for ours', { tags: many(50) }, [{ pointer: '/tags', code: 'too-many' }]],
    ['too many tags', { tags: many(51) }, [{ pointer: '/tags', code: 'too-many' }]],
    ['a token that is too long', { clientToken: 'x'.repeat(65) }, [{ pointer: '/clientToken', code: 'too-long' }]],
    [
      'several things at once, sorted',
      { tagz: 1, tags: { b: 1, a: 2 } },
      [{ pointer: '/tags/a' }, { pointer: '/tags/b' }, { pointer: '/tagz' }],
    ],
  ])('is refused with every problem it has: %s', async (_, body, errors) => {
    const { start, service } = house();
    const answer = await start(body);
    expect(answer).toMatchObject({ statusCode: 422, json: { type: problem('validation-failed'), errors } });
    expect(answer.json.errors).toHaveLength(errors.length);
    expect(service.started).toEqual([]);
  });

  it('is mended by the fix where that is certain', async () => {
    const { start } = house();
    const { json: refusal } = await start({ Tags: { a: 7 } });
    expect(refusal.fix).toEqual({
      patch: [
        { op: 'remove', path: '/Tags' },
        { op: 'add', path: '/tags', value: { a: '7' } },
      ],
      verified: true,
      needsInput: [],
    });
  });

  it('may have 49 tags, also with the names of object members', async () => {
    const { start, service } = house();
    expect((await start({ tags: { ...many(47), constructor: 'a', toString: 'b' } })).statusCode).toBe(202);
    expect(Object.keys(service.started[0]?.tags ?? {})).toHaveLength(50);
  });
});

describe('who started an execution', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/web-a,b/s', 'arn:aws:iam::111122223333:role/web-a_b'],
    [
      `arn:aws:sts::111122223333:assumed-role/web-${'x'.repeat(300)}/s`,
      `arn:aws:iam::111122223333:role/web-${'x'.repeat(300)}`.slice(0, 244),
    ],
  ])('is a tag that every service takes: %s', async (userArn, expected) => {
    const { call, service } = house();
    await call('start', { method: 'POST', pathParameters: { name: 'web-base' }, userArn });
    expect(service.started[0]?.tags['imagegate:started-by']).toEqual(markedFor(expected));
  });
});

describe('reading an execution', () => {
  it('answers the view, and when to look again while it goes on', async () => {
    const { get, put } = house();
    put(imageOf('web-base', 7));
    const answer = await get('web-1.4.0-7');
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'retry-after': '30' },
      json: { id: 'web-1.4.0-7', pipeline: 'web-base', state: 'building', durationSeconds: 89 },
    });
  });

  it('does not ask to look again once it has ended', async () => {
    const { get, put } = house();
    put(imageOf('web-base', 7, { state: { status: 'FAILED', reason: 'It broke.' } }));
    const answer = await get('web-1.4.0-7');
    expect(answer).toMatchObject({ statusCode: 200, json: { state: 'failed', reason: 'It broke.', durationSeconds: null } });
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  const other = 'arn:aws:imagebuilder:eu-west-1:444455556666:image-pipeline/web-base';

  it('tells an execution of another pipeline from a missing one by nothing', async () => {
    const { get, put } = house();
    put(
      imageOf('payments', 1),
      imageOf('web-base', 2, { sourcePipelineArn: undefined }),
      imageOf('web-base', 3, { sourcePipelineArn: other }),
      imageOf('web-base', 4, { sourcePipelineArn: other.replace('eu-west-1:444455556666', 'us-east-1:111122223333') }),
      imageOf('web-base', 5, { sourcePipelineArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web-base' }),
    );
    const missing = await get('web-1.4.0-9');
    expect(missing).toMatchObject({ statusCode: 404, json: { type: problem('not-found') } });
    for (const build of [1, 2, 3, 4, 5]) {
      const foreign = await get(`web-1.4.0-${build}`);
      expect(foreign.statusCode).toBe(404);
      expect(foreign.json.detail).toBe(missing.json.detail.replace('web-1.4.0-9', `web-1.4.0-${build}`));
    }
  });

  it.each([
    ['nonsense', 'web-base'],
    ['web-1.4.0', 'web-base'],
    ['', 'web-base'],
    ['../web-1.4.0-7', 'web-base'],
    ['arn:aws:imagebuilder:eu-west-1:444455556666:image/web/1.4.0/7', 'web-base'],
    ['web-1.4.0-7', 'Web Base'],
    ['web-1.4.0-7', '..'],
  ])('answers 404 for %j of %j and asks nobody', async (id, name) => {
    let asked = false;
    const { get } = house({
      getExecution: async () => {
        asked = true;
        throw new UpstreamTimeout('Too slow.');
      },
    });
    expect((await get(id, name)).statusCode).toBe(404);
    expect(asked).toBe(false);
  });

  it('passes on that the service is slow', async () => {
    expect((await house({ getExecution: refused }).get('web-1.4.0-7')).statusCode).toBe(504);
  });
});

describe('cancelling an execution', () => {
  it('answers 202 with what became of it', async () => {
    const { cancel, put, service } = house();
    const image = imageOf('web-base', 7);
    put(image);
    const answer = await cancel('web-1.4.0-7');
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { 'retry-after': '30' },
      json: { id: 'web-1.4.0-7', state: 'cancelled', ended: true },
    });
    expect(service.cancelled).toEqual([image.arn]);
  });

  it.each(['AVAILABLE', 'FAILED', 'CANCELLED', 'DELETED'])('answers 409 and cancels nothing when it is %s', async (status) => {
    const { cancel, put, service } = house();
    put(imageOf('web-base', 7, { state: { status } }));
    const state = status.toLowerCase();
    expect(await cancel('web-1.4.0-7')).toMatchObject({
      statusCode: 409,
      json: { type: problem('already-ended'), detail: expect.stringContaining(state), state },
    });
    expect(service.cancelled).toEqual([]);
  });

  it('answers 409 when it ends between the look and the word', async () => {
    let looks = 0;
    const { cancel, records } = house({
      getExecution: async () => imageOf('web-base', 7, { state: { status: looks++ === 0 ? 'DISTRIBUTING' : 'AVAILABLE' } }),
      cancelExecution: async () => {
        throw new UpstreamRejected('Not any more.');
      },
    });
    expect(await cancel('web-1.4.0-7')).toMatchObject({
      statusCode: 409,
      json: { type: problem('already-ended'), state: 'available' },
    });
    expect(records[0]).toMatchObject({ problem: 'already-ended' });
  });

  it('passes on what Image Builder has against it while the run goes on', async () => {
    const { cancel } = house({
      getExecution: async () => imageOf('web-base', 7),
      cancelExecution: async () => {
        throw new ResourceInUse('Busy.');
      },
    });
    expect(await cancel('web-1.4.0-7')).toMatchObject({ statusCode: 409, json: { type: problem('resource-in-use') } });
  });

  it('answers 202 with what was seen before when only the look back fails', async () => {
    let looks = 0;
    const { cancel } = house({
      getExecution: async () => (looks++ === 0 ? imageOf('web-base', 7) : refused()),
      cancelExecution: async () => {},
    });
    expect(await cancel('web-1.4.0-7')).toMatchObject({ statusCode: 202, json: { id: 'web-1.4.0-7', state: 'building' } });
  });

  it('reaches no execution of another pipeline', async () => {
    const { cancel, put, service } = house();
    put(imageOf('payments', 7));
    expect((await cancel('web-1.4.0-7')).statusCode).toBe(404);
    expect(service.cancelled).toEqual([]);
  });
});

describe('listing executions', () => {
  const times = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const dateCreated = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
      return imageOf('web-base', index + 1, { dateCreated });
    });
  const ids = (answer: { json: { items: { id: string }[] } }) => answer.json.items.map((item) => item.id);

  it('answers the newest first', async () => {
    const { list, put } = house();
    put(...times(3), imageOf('payments', 9), imageOf('web-base', 10, { dateCreated: undefined }));
    const answer = await list();
    expect(answer).toMatchObject({ statusCode: 200, json: { nextPageToken: null } });
    expect(ids(answer)).toEqual(['web-1.4.0-3', 'web-1.4.0-2', 'web-1.4.0-1', 'web-1.4.0-10']);
  });

  it('answers an empty page for a pipeline that never ran', async () => {
    expect((await house().list()).json).toEqual({ items: [], nextPageToken: null });
  });

  it.each([
    [undefined, 60, [25, 25, 10]],
    ['7', 20, [7, 7, 6]],
    ['25', 25, [25]],
    ['40', 100, [40, 40, 20]],
    ['100', 230, [100, 100, 30]],
  ])('gives each once, with a page size of %s and %i executions', async (pageSize, count, sizes) => {
    const { list, put, service } = house();
    put(...times(count));
    const seen: string[][] = [];
    let token: string | null | undefined;
    while (token !== null) {
      const answer = await list({ ...(pageSize && { pageSize: [pageSize] }), ...(token && { pageToken: [token] }) });
      expect(answer.statusCode).toBe(200);
      seen.push(ids(answer));
      token = answer.json.nextPageToken;
      // A token that leads nowhere must not keep the test for ever.
      expect(seen.length).toBeLessThan(10);
    }
    expect(seen.map((page) => page.length)).toEqual(sizes);
    expect(new Set(seen.flat()).size).toBe(count);
    expect(Math.max(...service.listed.map((query) => query.maxResults))).toBeLessThanOrEqual(25);
  });

  it('goes on over pages that the service leaves empty, but not without end', async () => {
    let calls = 0;
    const { list } = house({
      listExecutions: async () => {
        calls += 1;
        return { records: calls === 3 ? times(1) : [], nextToken: `t-${calls}` };
      },
    });
    const answer = await list({ pageSize: ['2'] });
    expect(ids(answer)).toEqual(['web-1.4.0-1']);
    expect(answer.json.nextPageToken).toEqual(expect.any(String));
    expect(calls).toBe(8);
  });

  it('ends with a 502 where the service leads in a circle', async () => {
    let calls = 0;
    const { list } = house({ listExecutions: async () => ({ records: [], nextToken: `t-${calls++ % 2}` }) });
    const answer = await list({ pageSize: ['2'] });
    expect(answer).toMatchObject({ statusCode: 502, json: { title: 'The list from Image Builder has no end' } });
    expect(calls).toBe(3);
  });

  it('shows an odd one beside the others, and says what it lacks', async () => {
    const { list, put } = house();
    put(...times(2), imageOf('web-base', 3, { state: undefined, unreadable: ['state'] }));
    const { json } = await list();
    const message = 'Image Builder gave state in an undocumented form: shown as absent.';
    const odd = { id: 'web-1.4.0-3', state: null, notices: [{ code: 'unreadable-members', message }] };
    expect(json.items).toMatchObject([odd, { notices: [] }, { notices: [] }]);
  });

  it('takes a token only for the pipeline that it was made for', async () => {
    const { list, put } = house();
    put(...times(2), imageOf('payments', 8), imageOf('payments', 9));
    const token = (await list({ pageSize: ['1'] })).json.nextPageToken;
    expect((await list({ pageSize: ['1'], pageToken: [token] })).statusCode).toBe(200);
    expect((await list({ pageToken: [token] }, 'payments')).statusCode).toBe(400);
    expect((await list({ pageToken: [`${token}x`] })).statusCode).toBe(400);
  });

  it.each<Record<string, string[]>>([
    { pageSize: ['0'] },
    { pageSize: ['101'] },
    { pageSize: ['ten'] },
    { pageSize: ['5', '6'] },
    { pageToken: [''] },
    { pageToken: ['x'] },
    { status: ['failed'] },
  ])('refuses the query %j', async (query) => {
    const { list, service } = house();
    expect(await list(query)).toMatchObject({ statusCode: 400, json: { type: problem('malformed-request') } });
    expect(service.listed).toEqual([]);
  });

  it('shows an image of another form among the others', async () => {
    const { list, put } = house();
    put(...times(1), { ...imageOf('web-base', 2), arn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0' });
    expect(ids(await list())).toEqual([null, 'web-1.4.0-1']);
  });

  it('answers 404 for a pipeline that is not there', async () => {
    const { list } = house({
      listExecutions: async () => {
        throw new NotFound('There is no pipeline web-base.');
      },
    });
    expect((await list()).statusCode).toBe(404);
    expect((await list({}, 'Web Base')).json.detail).toContain('web-base');
  });
});

describe('the record of an execution', () => {
  const running = imageOf('web-base', 7);

  it('names what was started', async () => {
    const { start, records } = house();
    const { json: body } = await start();
    expect(records.at(-1)).toMatchObject({ effect: 'started', pipeline: 'web-base', execution: body.id });
  });

  it('names what was cancelled', async () => {
    const { put, cancel, records } = house();
    put(running);
    await cancel('web-1.4.0-7');
    expect(records.at(-1)).toMatchObject({ status: 202, effect: 'cancelled', execution: 'web-1.4.0-7' });
  });

  it('names what was not to be cancelled, without an effect', async () => {
    const { cancel, records } = house();
    await cancel(`${'x'.repeat(5_000)}-1.4.0-7`);
    expect(records.at(-1)).toMatchObject({ status: 404, execution: 'x'.repeat(172) });
    expect(Object.keys(records.at(-1) ?? {})).not.toContain('effect');
  });
});
