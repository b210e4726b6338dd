import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExecutionService } from '../../../lib/execution/image-builder.ts';
import type { ImageBuilder } from '../../../lib/pipeline/stored/image-builder.ts';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { json, reset, startUpstream, text, type Upstream } from '../../support/upstream.ts';

const home = 'arn:aws:imagebuilder:eu-west-1:111122223333';
const arn = `${home}:image-pipeline/web-base`;
const image = `${home}:image/web/1.4.0/7`;
const definition = {
  name: 'Web Base',
  imageRecipeArn: `${home}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${home}:infrastructure-configuration/std`,
  status: 'DISABLED' as const,
  imageTags: { a: 'b' },
  tags: { team: 'web' },
};
const { name: _, tags: __, ...settings } = definition;

let upstream: Upstream;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await upstream?.close();
});

type Service = ImageBuilder & ExecutionService;

const { signal } = new AbortController();
const write = { clientToken: 't-1', signal };
const service = (): Service =>
  wholeImageBuilder({ account: '111122223333', region: 'eu-west-1', partition: 'aws', endpoint: upstream.url });

interface Row {
  readonly does: string;
  readonly call: (port: Service) => Promise<unknown>;
  readonly line: string;
  /** The body that is sent; `undefined` for none. */
  readonly body?: unknown;
  readonly answer: unknown;
  readonly result: unknown;
}

const throttled = json(429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'CallRateLimitExceededException' });
const encoded = encodeURIComponent(arn);
const record = { arn, name: 'Web Base', tags: {} };
const acknowledged = { requestId: 'r', imagePipelineArn: arn };
const started = { requestId: 'r', clientToken: 't-1', imageBuildVersionArn: image };

const rows: readonly Row[] = [
  {
    does: 'lists the first page',
    call: (port) => port.listPipelines({ maxResults: 25 }, { signal }),
    line: 'POST /ListImagePipelines',
    body: { maxResults: 25 },
    answer: { requestId: 'r', imagePipelineList: [record], nextToken: 'n' },
    result: { records: [record], nextToken: 'n' },
  },
  {
    does: 'lists a further page, filtered',
    call: (port) => port.listPipelines({ maxResults: 1, name: 'Web Base', status: 'ENABLED', nextToken: 'n' }, { signal }),
    line: 'POST /ListImagePipelines',
    body: {
      maxResults: 1,
      nextToken: 'n',
      filters: [
        { name: 'name', values: ['Web Base'] },
        { name: 'status', values: ['ENABLED'] },
      ],
    },
    answer: { requestId: 'r', imagePipelineList: [] },
    result: { records: [] },
  },
  {
    does: 'updates with every setting, but without name and tags',
    call: (port) => port.updatePipeline('web-base', definition, write),
    line: 'PUT /UpdateImagePipeline',
    body: { ...settings, imagePipelineArn: arn, clientToken: 't-1' },
    answer: acknowledged,
    result: undefined,
  },
  {
    does: 'deletes',
    call: (port) => port.deletePipeline('web-base', { signal }),
    line: `DELETE /DeleteImagePipeline?imagePipelineArn=${encoded}`,
    answer: acknowledged,
    result: undefined,
  },
  {
    does: 'tags',
    call: (port) => port.tagPipeline('web-base', { constructor: 'x' }, { signal }),
    line: `POST /tags/${encoded}`,
    body: { tags: { constructor: 'x' } },
    answer: {},
    result: undefined,
  },
  {
    does: 'untags',
    call: (port) => port.untagPipeline('web-base', ['a b', 'c&d'], { signal }),
    line: `DELETE /tags/${encoded}?tagKeys=a%20b&tagKeys=c%26d`,
    answer: {},
    result: undefined,
  },
  {
    does: 'starts',
    call: (port) => port.startExecution('web-base', { why: 'patch' }, write),
    line: 'PUT /StartImagePipelineExecution',
    body: { imagePipelineArn: arn, clientToken: 't-1', tags: { why: 'patch' } },
    answer: started,
    result: { arn: image },
  },
  {
    does: 'starts without tags, of which the service takes no empty map',
    call: (port) => port.startExecution('web-base', {}, write),
    line: 'PUT /StartImagePipelineExecution',
    body: { imagePipelineArn: arn, clientToken: 't-1' },
    answer: started,
    result: { arn: image },
  },
  ...(
    [
      ['image-recipe', 'image-recipe/web/1.x.x', 'GetImageRecipe?imageRecipeArn', 'imageRecipe'],
      ['container-recipe', 'container-recipe/web/x.x.x', 'GetContainerRecipe?containerRecipeArn', 'containerRecipe'],
      [
        'infrastructure-configuration',
        'infrastructure-configuration/std',
        'GetInfrastructureConfiguration?infrastructureConfigurationArn',
        'infrastructureConfiguration',
      ],
      [
        'distribution-configuration',
        'distribution-configuration/eu',
        'GetDistributionConfiguration?distributionConfigurationArn',
        'distributionConfiguration',
      ],
      ['workflow', 'workflow/test/smoke/1.0.0', 'GetWorkflow?workflowBuildVersionArn', 'workflow'],
    ] as const
  ).map(([kind, path, target, member]) => ({
    does: `looks at the tags of a resource of the kind ${kind}`,
    call: (port: Service) => port.tagsOfReference({ kind, arn: `${home}:${path}` }, { signal }),
    line: `GET /${target}=${encodeURIComponent(`${home}:${path}`)}`,
    answer: { requestId: 'r', [member]: { arn: `${home}:${path}`, tags: { team: 'web', constructor: 'x' } } },
    result: { team: 'web', constructor: 'x' },
  })),
  {
    does: 'lists the executions of a pipeline',
    call: (port) => port.listExecutions('web-base', { maxResults: 3, nextToken: 'n' }, { signal }),
    line: 'POST /ListImagePipelineImages',
    body: { imagePipelineArn: arn, maxResults: 3, nextToken: 'n' },
    answer: { requestId: 'r', imageSummaryList: [{ arn: image, deprecationTime: 1_767_225_600 }], nextToken: 'o' },
    result: { records: [{ arn: image }], nextToken: 'o' },
  },
  {
    does: 'gets an execution',
    call: (port) => port.getExecution(image, { signal }),
    line: `GET /GetImage?imageBuildVersionArn=${encodeURIComponent(image)}`,
    answer: { requestId: 'r', image: { arn: image, imageRecipe: { name: 'web' } } },
    result: { arn: image },
  },
  {
    does: 'cancels an execution',
    call: (port) => port.cancelExecution(image, write),
    line: 'PUT /CancelImageCreation',
    body: { imageBuildVersionArn: image, clientToken: 't-1' },
    answer: started,
    result: undefined,
  },
];

describe('the port', () => {
  it.each(rows)('$does', async ({ call, line, body, answer, result }) => {
    upstream = await startUpstream(json(200, answer));
    expect(await call(service())).toEqual(result);
    const [arrival] = upstream.arrivals;
    expect(`${arrival?.method} ${arrival?.url}`).toBe(line);
    expect(arrival?.body === '' ? undefined : JSON.parse(arrival?.body ?? '')).toEqual(body);
  });

  /** What a second writer may have made or changed meanwhile is not for the same words. */
  const isForOnce = ({ line }: (typeof rows)[number]) => /^DELETE |\/tags\/|\/UpdateImagePipeline/.test(line);

  it.each(rows.filter(isForOnce))('$does once, and leaves it to who looks to do it again', async ({ call, answer }) => {
    for (const failure of [reset, text(503, '<html>'), text(200, '{"requestId": "r", '), throttled]) {
      upstream = await startUpstream(failure, json(200, answer));
      await expect(call(service())).rejects.toMatchObject({ mayHaveHappened: true });
      expect(upstream.arrivals).toHaveLength(1);
      await upstream.close();
    }
  });

  it.each(rows.filter((row) => !isForOnce(row)))(
    '$does after a lost connection, with the same bytes',
    async ({ call, answer, result }) => {
      upstream = await startUpstream(reset, json(200, answer));
      expect(await call(service())).toEqual(result);
      expect(upstream.arrivals).toHaveLength(2);
      expect(upstream.arrivals[1]?.body).toBe(upstream.arrivals[0]?.body);
    },
  );

  it.each(rows)('$does, and rejects an answer that breaks off', async ({ call }) => {
    upstream = await startUpstream(text(200, '{"requestId": "r", '));
    await expect(call(service())).rejects.toMatchObject({ type: 'upstream-error', status: 502 });
  });

  it.each(rows)('$does, and rejects an answer that is none of Image Builder', async ({ call, answer }) => {
    // An answer without members is all that the operations on tags promise.
    const objects = Object.keys(Object(answer)).length === 0 ? [] : ['{"ok":true}', '{}', ''];
    for (const nonsense of ['[]', 'null', '<html>Welcome</html>', ...objects]) {
      upstream = await startUpstream(text(200, nonsense));
      await expect(call(service()), nonsense).rejects.toMatchObject({ type: 'upstream-error', status: 502 });
      await upstream.close();
    }
  });

  const named: readonly [string, (port: Service, name: string) => Promise<unknown>][] = [
    ['updates', (port, name) => port.updatePipeline(name, definition, write)],
    ['deletes', (port, name) => port.deletePipeline(name, { signal })],
    ['tags', (port, name) => port.tagPipeline(name, { a: 'b' }, { signal })],
    ['untags', (port, name) => port.untagPipeline(name, ['a'], { signal })],
    ['starts', (port, name) => port.startExecution(name, {}, write)],
    ['lists executions', (port, name) => port.listExecutions(name, { maxResults: 1 }, { signal })],
  ];

  it.each(named)('%s nothing for a text that can be no name', async (_name, call) => {
    upstream = await startUpstream(json(200, {}));
    for (const name of ['../x', '', 'a/b', `${home}:image-pipeline/x`]) {
      await expect(call(service(), name)).rejects.toMatchObject({ type: 'not-found' });
    }
    expect(upstream.arrivals).toEqual([]);
  });
});

describe('what the service says of a failed build', () => {
  const state = {
    status: 'FAILED',
    reason: 'The build step failed.',
    failureContext: { failedStep: 'ApplyBuildComponents', workflowArn: 'w', youngerMember: 'x' },
  };

  it.each<[string, (port: Service) => Promise<unknown>, unknown, unknown]>([
    ['one execution', (port) => port.getExecution(image, { signal }), { image: { arn: image, state } }, { arn: image, state }],
    [
      'a list',
      (port) => port.listExecutions('web-base', { maxResults: 25 }, { signal }),
      { imageSummaryList: [{ arn: image, state }] },
      { records: [{ arn: image, state }] },
    ],
  ])('comes through whole, though the SDK does not know it: %s', async (_name, call, answer, result) => {
    upstream = await startUpstream(json(200, answer));
    expect(await call(service())).toEqual(result);
  });
});

describe('a call whose answer says more than the SDK’s model, or nothing', () => {
  const calls: readonly [string, (port: Service, deadline: AbortSignal) => Promise<unknown>][] = [
    ['GetImage', (port, deadline) => port.getExecution(image, { signal: deadline })],
    ['ListImagePipelineImages', (port, deadline) => port.listExecutions('web-base', { maxResults: 1 }, { signal: deadline })],
    ['TagResource', (port, deadline) => port.tagPipeline('web-base', { a: 'b' }, { signal: deadline })],
    ['UntagResource', (port, deadline) => port.untagPipeline('web-base', ['a'], { signal: deadline })],
  ];

  it.each(calls)('still knows the name of a refusal: %s', async (_name, call) => {
    upstream = await startUpstream(json(404, { message: 'gone' }, { 'x-amzn-errortype': 'ResourceNotFoundException' }));
    await expect(call(service(), signal)).rejects.toMatchObject({ type: 'not-found' });
  });

  it.each(calls)('still carries Retry-After on: %s', async (_name, call) => {
    const headers = { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '1' };
    upstream = await startUpstream(json(429, { message: 'Rate exceeded' }, headers));
    await expect(call(service(), signal)).rejects.toMatchObject({ type: 'rate-limited', headers: { 'retry-after': '1' } });
  });

  it.each(calls)('ends at our deadline when the service stalls in the middle: %s', async (_name, call) => {
    upstream = await startUpstream(({ response }) => void response.writeHead(200).write('{'));
    await expect(call(service(), AbortSignal.timeout(150))).rejects.toMatchObject({ type: 'upstream-timeout' });
  });

  it.each(calls)('tells that an answer broke off: %s', async (_name, call) => {
    upstream = await startUpstream(({ response }) => {
      response.writeHead(200, { 'content-length': '500' }).write('{');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    await expect(call(service(), signal)).rejects.toMatchObject({ type: 'upstream-unavailable' });
  });

  it('gives the last attempt’s answer', async () => {
    upstream = await startUpstream(json(503, { image: { arn: 'first' } }), json(200, { image: { arn: image } }));
    expect(await service().getExecution(image, { signal })).toEqual({ arn: image });
  });
});
