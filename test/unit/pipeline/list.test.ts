import { describe, expect, it } from 'vitest';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { listPipelinesOperation } from '../../../lib/http/operations/list-pipelines.ts';
import { pageToken } from '../../../lib/http/page.ts';
import type { ImageBuilder, PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import type { PipelineSummary } from '../../../lib/pipeline/view/summary.ts';
import { type PolicyDocument, preparePolicy } from '../../../lib/policy/policy.ts';
import { RateLimited, UpstreamError, UpstreamTimeout, UpstreamUnavailable } from '../../../lib/problem/errors.ts';
import { apiEvent, lambdaContext } from '../../support/event.ts';
import { type FakeImageBuilder, fakeImageBuilder } from '../../support/image-builder-fake.ts';
import { routeOf } from '../../support/route-of.ts';
import { testRuntime } from '../../support/runtime.ts';

const policy: PolicyDocument = {
  name: 'owners',
  version: '1',
  rules: [
    { id: 'owner', type: 'tags', require: { owner: {} } },
    { id: 'mail', type: 'tags', level: 'warn', require: { mail: {} } },
  ],
};

type Query = Readonly<Record<string, string | number>>;

interface Listed {
  readonly items: readonly PipelineSummary[];
  readonly nextPageToken: string | null;
}

/** The route over an Image Builder that has these pipelines. */
function house(records: readonly PipelineRecord[], replaced: Partial<ImageBuilder> = {}, timer = () => 0) {
  const runtime = { ...testRuntime(policy), timer };
  const imageBuilder = fakeImageBuilder(replaced);
  for (const record of records) imageBuilder.pipelines.set(record.arn.split('/')[1] ?? '', record);
  const handler = endpoint(routeOf('listPipelines'), runtime, listPipelinesOperation({ ...runtime, imageBuilder }));
  async function list(query: Query = {}) {
    const event = apiEvent({ query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [String(value)]])) });
    const { statusCode, body, headers } = await handler(event, lambdaContext());
    return { status: statusCode, headers, json: JSON.parse(body) };
  }
  return { list, imageBuilder };
}

/** Turns the pages of a query to the last one. */
async function walk({ list }: Pick<ReturnType<typeof house>, 'list'>, query: Query): Promise<Listed[]> {
  const pages: Listed[] = [];
  let token: Query = {};
  while (pages.length < 600) {
    const { status, json } = await list({ ...query, ...token });
    expect(status).toBe(200);
    pages.push(json);
    if (json.nextPageToken === null) return pages;
    token = { pageToken: json.nextPageToken };
  }
  throw new Error('the pages have no end');
}

const namesOf = (pages: readonly Listed[]) => pages.flatMap(({ items }) => items.map(({ name }) => name));

function record(name: string, members: Partial<PipelineRecord> = {}): PipelineRecord {
  const arn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${name.toLowerCase().replaceAll(' ', '-')}`;
  return { arn, name, status: 'ENABLED', tags: {}, ...members };
}

const owned = { tags: { owner: 'a.meyer', mail: 'a@example.com' } };

/** Of 500 every third is disabled, every seventh is of team web, every tenth has an owner. */
const many = Array.from({ length: 500 }, (_, index) =>
  record(`Image ${String(index).padStart(3, '0')}`, {
    status: index % 3 === 0 ? 'DISABLED' : 'ENABLED',
    tags: { team: index % 7 === 0 ? 'web' : 'payments', ...(index % 10 === 0 ? owned.tags : {}) },
  }),
);

const nameOf = (index: number) => `image-${String(index).padStart(3, '0')}`;
const indices = many.map((_, index) => index);

describe('a list of pipelines', () => {
  it('of none is an empty page and the last', async () => {
    const { status, json, headers } = await house([]).list();
    expect({ status, json }).toEqual({ status: 200, json: { items: [], nextPageToken: null } });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'policy-digest': 'sha256-test' });
  });

  it('has the view of each, with the findings counted', async () => {
    const { json } = await house([record('Web Base'), record('Web Next', owned)]).list();
    expect(json.nextPageToken).toBeNull();
    expect(json.items).toMatchObject([
      { name: 'web-base', displayName: 'Web Base', status: 'enabled', schedule: null, health: { state: 'never-run' } },
      { name: 'web-next' },
    ]);
    expect(json.items.map((item: PipelineSummary) => item.compliance)).toEqual([
      { compliant: false, violations: 1, advisories: 1, excepted: 0 },
      { compliant: true, violations: 0, advisories: 0, excepted: 0 },
    ]);
  });

  it('knows the parameters that the route table names', async () => {
    const { json } = await house([]).list({ zone: 'x' });
    expect(json.errors[0].expected).toBe(`one of ${routeOf('listPipelines').query.join(', ')}`);
  });

  it.each<[Query, (index: number) => boolean]>([
    [{}, () => true],
    [{ status: 'enabled' }, (index) => index % 3 !== 0],
    [{ status: 'disabled' }, (index) => index % 3 === 0],
    [{ team: 'web' }, (index) => index % 7 === 0],
    [{ compliance: 'compliant' }, (index) => index % 10 === 0],
    [{ compliance: 'violating' }, (index) => index % 10 !== 0],
    [{ name: 'image-4*' }, (index) => index >= 400],
    [{ name: 'IMAGE_?99' }, (index) => index % 100 === 99],
    [{ name: '*7', status: 'enabled', team: 'web', compliance: 'violating' }, (index) => index % 70 === 7 && index % 3 !== 0],
    [{ team: 'nobody' }, () => false],
  ])('of 500 is read with %j in whole pages, each pipeline once, and with few calls', async (filter, isWanted) => {
    for (const pageSize of [10, 25, 40, 100]) {
      const service = house(many);
      const pages = await walk(service, { ...filter, pageSize });
      const wanted = indices.filter(isWanted).map(nameOf);
      expect(namesOf(pages)).toEqual(wanted);
      for (const { items } of pages.slice(0, -1)) expect(items).toHaveLength(pageSize);
      expect(pages.length).toBeLessThanOrEqual(Math.floor(wanted.length / pageSize) + 1);
      expect(service.imageBuilder.listed.length).toBeLessThanOrEqual(500 / 25 + pages.length);
    }
  });

  it('has 25 to a page unless another size is asked for', async () => {
    const { json } = await house(many).list();
    expect(json.items).toHaveLength(25);
  });

  it('can be read with another page size halfway', async () => {
    const { list } = house(many);
    const first = await list({ team: 'web', pageSize: 3 });
    const second = await list({ team: 'web', pageSize: 2, pageToken: first.json.nextPageToken });
    expect(namesOf([first.json, second.json])).toEqual([0, 7, 14, 21, 28].map(nameOf));
  });

  it('leaves to the service what the service does as well', async () => {
    const { list, imageBuilder } = house(many);
    await list({ status: 'disabled', pageSize: 30 });
    expect(imageBuilder.listed).toEqual([
      { status: 'DISABLED', maxResults: 25 },
      { status: 'DISABLED', maxResults: 5, nextToken: expect.any(String) },
    ]);
  });

  it('asks nothing more once it knows that there is no more', async () => {
    const { list, imageBuilder } = house(many.slice(0, 25));
    expect((await list({ pageSize: 25 })).json.nextPageToken).toBeNull();
    expect((await list({ pageSize: 1, name: '*-000' })).json.nextPageToken).toBeNull();
    expect(imageBuilder.listed).toHaveLength(2);
  });
});

describe('a list by one name', () => {
  const { list, imageBuilder } = house([record('Web Base', { status: 'DISABLED', tags: { team: 'web' } }), record('web-base-2')]);

  it.each<[Query, readonly string[]]>([
    [{ name: 'web-base' }, ['web-base']],
    [{ name: 'Web Base' }, ['web-base']],
    [{ name: 'WEB_BASE', status: 'disabled', team: 'web', compliance: 'violating' }, ['web-base']],
    [{ name: 'web-base', status: 'enabled' }, []],
    [{ name: 'web-base', team: 'payments' }, []],
    [{ name: 'web-base', compliance: 'compliant' }, []],
    [{ name: 'web' }, []],
    [{ name: 'we' }, []],
  ])('%j reads that pipeline and no list', async (query, names) => {
    const { json } = await list(query);
    expect(namesOf([json])).toEqual(names);
    expect(json.nextPageToken).toBeNull();
    expect(imageBuilder.listed).toEqual([]);
  });

  it('fails as the service fails', async () => {
    const failing = house([], { getPipeline: () => Promise.reject(new UpstreamUnavailable('Down.', 5)) });
    expect((await failing.list({ name: 'web-base' })).status).toBe(503);
  });
});

describe('what cannot be read', () => {
  it('is refused whole, in one answer', async () => {
    const { status, json } = await house([]).list({ pageSize: 101, compliance: 'violatng', nmae: 'x', name: 'a/b' });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      type: 'https://imagegate.dev/problems/malformed-request',
      errors: [
        { parameter: 'nmae', suggestion: 'name' },
        { parameter: 'pageSize', code: 'above-maximum' },
        { parameter: 'name', code: 'pattern' },
        { parameter: 'compliance', code: 'unknown-value', suggestion: 'violating' },
      ],
    });
  });

  it('is a page token with another filter, an altered one, or none at all', async () => {
    const { list, imageBuilder } = house(many);
    const { nextPageToken } = (await list({ team: 'web', pageSize: 2 })).json;
    const calls = imageBuilder.listed.length;
    for (const query of [
      { pageToken: nextPageToken },
      { team: 'payments', pageToken: nextPageToken },
      { team: 'web', status: 'enabled', pageToken: nextPageToken },
      { team: 'web', pageToken: `${nextPageToken}A` },
      { team: 'web', pageToken: nextPageToken.slice(1) },
      { team: 'web', pageToken: 'eyJkb25lIjowfQ' },
    ]) {
      const { status, json } = await list(query);
      expect({ status, type: json.type }).toEqual({ status: 400, type: 'https://imagegate.dev/problems/malformed-request' });
    }
    expect(imageBuilder.listed).toHaveLength(calls);
  });

  it.each(['', '[]', '{}', '{"shown":-1}', '{"shown":{}}', '{"shown":[7]}', '{"shown":[],"page":7}', '{"done":3}'])(
    'is a page token that somebody made of %j',
    async (position) => {
      const { list, imageBuilder } = house(many);
      const { status, json } = await list({ pageToken: pageToken({ operation: 'listPipelines' }, position) });
      expect({ status, type: json.type }).toEqual({ status: 400, type: 'https://imagegate.dev/problems/malformed-request' });
      expect(imageBuilder.listed).toEqual([]);
    },
  );
});

describe('while pages are turned', () => {
  const web = { team: 'web', pageSize: 2 };

  /** The first page, what happens then, and all further pages. */
  async function interrupted(happening: (imageBuilder: FakeImageBuilder) => void) {
    const service = house(many.slice(0, 60));
    const { json } = await service.list(web);
    happening(service.imageBuilder);
    const rest = await walk({ list: (query = {}) => service.list({ pageToken: json.nextPageToken, ...query }) }, web);
    return namesOf([json, ...rest]);
  }

  const untouched = [0, 7, 14, 21, 28, 35, 42, 49, 56].map(nameOf);

  it.each<[string, (imageBuilder: FakeImageBuilder) => void]>([
    ['one in front is deleted', ({ pipelines }) => pipelines.delete(nameOf(3))],
    ['one that was shown is deleted', ({ pipelines }) => pipelines.delete(nameOf(0))],
    ['the last that was shown is deleted', ({ pipelines }) => pipelines.delete(nameOf(7))],
    ['the next to be shown has moved', ({ pipelines }) => pipelines.delete(nameOf(13))],
    ['one is created in front', ({ pipelines }) => pipelines.set('image-000a', record('image-000a', { tags: { team: 'web' } }))],
  ])('nothing else is lost or repeated when %s', async (_, happening) => {
    // What comes meanwhile may be seen or not.
    expect((await interrupted(happening)).filter((name) => name !== 'image-000a')).toEqual(untouched);
  });

  it('what is created behind is found', async () => {
    const created = record('image-010a', { tags: { team: 'web' } });
    const names = await interrupted(({ pipelines }) => pipelines.set('image-010a', created));
    expect(names.toSorted()).toEqual([...untouched, 'image-010a'].toSorted());
  });
});

describe('a list of which one page is turned', () => {
  const number = (index: number) => `a-${String(index).padStart(2, '0')}`;
  const compliant = { team: 'web', ...owned.tags };
  const thirty = Array.from({ length: 30 }, (_, index) => record(number(index + 1), { tags: compliant }));
  const all = thirty.map(({ name }) => name);
  const came = ({ pipelines }: FakeImageBuilder, name: string) => pipelines.set(name, record(name, { tags: compliant }));
  const went = ({ pipelines }: FakeImageBuilder, ...names: readonly string[]) => names.map((name) => pipelines.delete(name));

  const happenings: [string, (imageBuilder: FakeImageBuilder) => void, readonly string[]][] = [
    ['the last item goes and one comes in front', (at) => [went(at, 'a-07'), came(at, 'a-00')], ['a-00', 'a-07']],
    ['the last item goes and one before it', (at) => went(at, 'a-07', 'a-01'), ['a-07', 'a-01']],
    ['all that were shown go', (at) => went(at, ...all.slice(0, 7)), all.slice(0, 7)],
    ['so many come in front that what was shown moves on', (at) => front.map((name) => came(at, name)), []],
    ['nothing happens', () => undefined, []],
  ];
  const front = Array.from({ length: 40 }, (_, index) => `a-00-${String(index).padStart(2, '0')}`);

  const filters = [{ team: 'web' }, { compliance: 'compliant' }, { name: 'a-*' }, { status: 'enabled' }, {}];

  it.each(filters.flatMap((filter) => happenings.map(([what, happen, gone]) => [filter, what, happen, gone] as const)))(
    'with %j has each pipeline that stays on exactly one page when %s',
    async (filter, _, happen, gone) => {
      const service = house(thirty);
      const asked = { ...filter, pageSize: 7 };
      const { json } = await service.list(asked);
      happen(service.imageBuilder);
      const rest = await walk({ list: (query = {}) => service.list({ pageToken: json.nextPageToken, ...query }) }, asked);
      const seen = namesOf([json, ...rest]);
      const stays = (name: string) => all.includes(name) && !gone.includes(name);
      expect(seen.filter(stays)).toEqual(all.filter(stays));
    },
  );
});

describe('a list that Image Builder does not end', () => {
  it('because a page leads to itself or back to an earlier one is a 502 and no circle', async () => {
    for (const tokens of [['x'], ['x', 'y'], ['x', 'y', 'z']]) {
      let calls = 0;
      const { list } = house([], {
        listPipelines: async () => ({ records: [], nextToken: tokens[calls++ % tokens.length] ?? '' }),
      });
      const { status, json } = await list({ team: 'web' });
      expect({ status, title: json.title }).toEqual({ status: 502, title: 'The list from Image Builder has no end' });
      expect(calls).toBe(tokens.length + 1);
    }
  });

  it('is found out also where each request reads one page', async () => {
    const { list } = house([], { listPipelines: async () => ({ records: [record('a')], nextToken: 'x' }) });
    const first = await list({ pageSize: 1 });
    expect(first.status).toBe(200);
    expect((await list({ pageSize: 1, pageToken: first.json.nextPageToken })).status).toBe(502);
  });

  it.each([
    [5_000, 200],
    [7_000, 502],
    [65_535, 502],
  ])('at a token of %i characters answers %i, and never a token that it refuses later', async (length, expected) => {
    const nextToken = 'n'.repeat(length);
    const { list } = house([], {
      listPipelines: async ({ nextToken: asked }) => ({ records: [record('a')], ...(asked === undefined ? { nextToken } : {}) }),
    });
    const { status, json } = await list({ pageSize: 1 });
    expect(status).toBe(expected);
    if (status === 200) expect((await list({ pageSize: 1, pageToken: json.nextPageToken })).status).toBe(200);
    else expect(json.title).toBe('The next page of the list cannot be addressed');
  });
});

type BeforeEach = (...asked: Parameters<ImageBuilder['listPipelines']>) => void | Promise<void>;

/** The route over an Image Builder with the 500, where each call for a page of it goes through `call` first. */
function houseOfMany(call: BeforeEach, timer?: () => number) {
  const { pipelines, listPipelines } = fakeImageBuilder();
  for (const each of many) pipelines.set(each.arn.split('/')[1] ?? '', each);
  const replaced: Partial<ImageBuilder> = {
    async listPipelines(...asked) {
      await call(...asked);
      return listPipelines(...asked);
    },
  };
  return house([], replaced, timer);
}

describe('a list that takes long', () => {
  /** A house where each call for a page takes so many milliseconds. */
  function slowHouse(milliseconds: number) {
    const state = { now: 0, calls: 0 };
    const pass = () => {
      state.now += milliseconds;
      state.calls += 1;
    };
    return { ...houseOfMany(pass, () => state.now), state };
  }

  it('stops reading after 8 seconds and gives what was found, with the place to go on', async () => {
    const { list, state } = slowHouse(1_500);
    const { json } = await list({ name: '*9', pageSize: 100 });
    expect(state.calls).toBe(6);
    expect(namesOf([json])).toEqual(indices.filter((index) => index < 150 && index % 10 === 9).map(nameOf));
    const whole = await walk({ list }, { name: '*9', pageSize: 100 });
    expect(namesOf(whole)).toEqual(indices.filter((index) => index % 10 === 9).map(nameOf));
  });

  it('gets on even where a page holds nothing', async () => {
    const pages = await walk(slowHouse(10_000), { name: '*-499' });
    expect(pages.map(({ items }) => items.length)).toEqual([...Array(19).fill(0), 1]);
  });

  it('reads at most 500 pipelines for one page', async () => {
    const records = Array.from({ length: 600 }, (_, index) => record(`n${String(index).padStart(3, '0')}`));
    const service = house(records);
    const { json } = await service.list({ team: 'web' });
    expect(json).toMatchObject({ items: [], nextPageToken: expect.any(String) });
    expect(service.imageBuilder.listed).toHaveLength(20);
    expect((await service.list({ team: 'web', pageToken: json.nextPageToken })).json).toEqual({ items: [], nextPageToken: null });
  });

  it('cuts a call off that would take it beyond its time', async () => {
    let cutOff = 0;
    let now = 0;
    const { list } = houseOfMany(
      async ({ nextToken }, { signal }) => {
        now = 7_980;
        if (nextToken === undefined) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        cutOff += 1;
        throw new UpstreamTimeout('Too late.');
      },
      () => now,
    );
    const { status, json } = await list({ pageSize: 100 });
    expect({ status, cutOff }).toEqual({ status: 200, cutOff: 1 });
    expect(json.items).toHaveLength(25);
    expect(json.nextPageToken).not.toBeNull();
  });

  it.each([
    ['throttles', new RateLimited('Slow down.', 2), 429],
    ['is down', new UpstreamUnavailable('Down.', 5), 503],
    ['is late', new UpstreamTimeout('Late.'), 504],
  ])('keeps what it has when the service %s, and fails only with nothing to show', async (_, failure, status) => {
    let failing = false;
    const { list } = houseOfMany(({ nextToken }) => {
      if (failing) throw failure;
      failing = nextToken === undefined;
    });
    const first = await list({ pageSize: 100 });
    expect(first.json.items).toHaveLength(25);
    expect((await list({ pageSize: 100, pageToken: first.json.nextPageToken })).status).toBe(status);
    failing = false;
    const next = await list({ pageSize: 100, pageToken: first.json.nextPageToken });
    expect(namesOf([first.json, next.json])).toEqual(indices.slice(0, 125).map(nameOf));
  });

  it('does not hide a failure that will not pass', async () => {
    const { list } = houseOfMany(({ nextToken }) => {
      if (nextToken !== undefined) throw new UpstreamError('Nonsense.');
    });
    expect((await list({ pageSize: 100 })).status).toBe(502);
  });
});

describe('a pipeline that cannot be judged', () => {
  it('is listed as not compliant, and the others are listed beside it', async () => {
    const runtime = testRuntime(policy);
    const prepared = preparePolicy(policy, 'sha256-test');
    const imageBuilder = fakeImageBuilder();
    for (const each of [record('a-strange'), record('b-sound', owned)]) imageBuilder.pipelines.set(each.name, each);
    const environmentOf = () => {
      calls += 1;
      if (calls === 1) throw new TypeError('a shape that nobody foresaw');
      return null;
    };
    let calls = 0;
    const ports = { ...runtime, policy: { ...prepared, environmentOf }, imageBuilder };
    const response = await endpoint(
      routeOf('listPipelines'),
      runtime,
      listPipelinesOperation(ports),
    )(apiEvent({}), lambdaContext());
    expect(response.statusCode).toBe(200);
    const { items } = JSON.parse(response.body);
    expect(items).toMatchObject([
      { name: 'a-strange', compliance: { compliant: false, violations: 0, advisories: 0 } },
      { name: 'b-sound', compliance: { compliant: true } },
    ]);
    expect(runtime.records).toMatchObject([{ unjudged: [expect.stringMatching(/a-strange: a shape that nobody foresaw$/)] }]);
  });

  it('has a view all the same, whatever its members say', async () => {
    const strange = record('Web Base', {
      arn: 'arn:nonsense',
      status: 'PAUSED',
      platform: 'BeOS',
      imageRecipeArn: 'nonsense',
      schedule: { scheduleExpression: 'every full moon', timezone: 'Mars/Phobos' },
      dateNextRun: 'soon',
    });
    const { list, imageBuilder } = house([]);
    imageBuilder.pipelines.set('web-base', strange);
    const { status, json } = await list();
    expect(status).toBe(200);
    expect(json.items).toMatchObject([{ status: 'unknown:PAUSED', platform: 'unknown:BeOS', nextRunAt: null }]);
  });
});
