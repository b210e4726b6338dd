import {
  CancelImageCreationCommand,
  CreateImagePipelineCommand,
  DeleteImagePipelineCommand,
  GetImageCommand,
  GetImagePipelineCommand,
  ImagebuilderClient,
  ListImagePipelineImagesCommand,
  ListImagePipelinesCommand,
  StartImagePipelineExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateImagePipelineCommand,
} from '@aws-sdk/client-imagebuilder';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConnection } from '../../../lib/image-builder/wire/connection.ts';
import { protocol } from '../../../lib/image-builder/wire/protocol.ts';
import { Sha256 } from '../../../lib/image-builder/wire/sha256.ts';
import { type Arrival, json, startUpstream, text, type Upstream } from '../../support/upstream.ts';

// The SDK's own protocol and handler are the measure of ours: the same command has to leave as the same request, and the same
// answer has to arrive as the same object or error.

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const image = 'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/7';
const settings = {
  description: 'Grüße “€” & <b> \u2028 \\',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  containerRecipeArn: undefined,
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  imageTestsConfiguration: { imageTestsEnabled: false, timeoutMinutes: 90 },
  enhancedImageMetadataEnabled: false,
  schedule: { scheduleExpression: 'rate(7 days)', timezone: 'UTC', autoDisablePolicy: { failureCount: 3 } },
  status: 'DISABLED' as const,
  imageScanningConfiguration: { ecrConfiguration: { repositoryName: 'r', containerTags: ['a', 'b'] } },
  workflows: [{ workflowArn: 'arn:x', parameters: [{ name: 'p', value: ['v', ''] }], onFailure: 'ABORT' as const }],
  loggingConfiguration: { imageLogGroupName: '/a', pipelineLogGroupName: '/b' },
  executionRole: 'role',
  imageTags: {},
  clientToken: 't-1',
};

type Call = (client: ImagebuilderClient) => Promise<unknown>;

const calls: readonly (readonly [name: string, call: Call])[] = [
  [
    'CreateImagePipeline',
    (client) => client.send(new CreateImagePipelineCommand({ ...settings, name: 'Web', tags: { a: 'b', 'x y': '' } })),
  ],
  ['UpdateImagePipeline', (client) => client.send(new UpdateImagePipelineCommand({ ...settings, imagePipelineArn: arn }))],
  ['GetImagePipeline', (client) => client.send(new GetImagePipelineCommand({ imagePipelineArn: arn }))],
  [
    'ListImagePipelines',
    (client) => client.send(new ListImagePipelinesCommand({ maxResults: 25, filters: [{ name: 'name', values: ['a'] }] })),
  ],
  ['ListImagePipelines without anything', (client) => client.send(new ListImagePipelinesCommand({}))],
  ['DeleteImagePipeline', (client) => client.send(new DeleteImagePipelineCommand({ imagePipelineArn: arn }))],
  ['TagResource', (client) => client.send(new TagResourceCommand({ resourceArn: arn, tags: { 'a/b': 'c' } }))],
  ['UntagResource', (client) => client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a b', 'c&d', "!'()*"] }))],
  ['UntagResource of nothing', (client) => client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [] }))],
  [
    'StartImagePipelineExecution',
    (client) => client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn: arn, clientToken: 't' })),
  ],
  [
    'ListImagePipelineImages',
    (client) => client.send(new ListImagePipelineImagesCommand({ imagePipelineArn: arn, nextToken: 'n==' })),
  ],
  ['GetImage', (client) => client.send(new GetImageCommand({ imageBuildVersionArn: image }))],
  [
    'CancelImageCreation',
    (client) => client.send(new CancelImageCreationCommand({ imageBuildVersionArn: image, clientToken: 't' })),
  ],
];

let upstream: Upstream;
let step: (arrival: Arrival) => void;
let theirs: ImagebuilderClient;
let ours: ImagebuilderClient;
beforeAll(async () => {
  upstream = await startUpstream((arrival) => step(arrival));
  const common = {
    region: 'eu-west-1',
    endpoint: upstream.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  };
  theirs = new ImagebuilderClient(common);
  ours = new ImagebuilderClient({
    ...common,
    protocol,
    sha256: Sha256,
    requestHandler: createConnection({ connecting: 2_000, answering: 2_000 }),
  });
});
afterEach(() => {
  step = json(200, {});
});
afterAll(async () => {
  theirs.destroy();
  ours.destroy();
  await upstream.close();
});

describe('what is sent', () => {
  it.each(calls)('is what the SDK sends: %s', async (_, call) => {
    step = json(200, {});
    expect(await sentBy(ours, call)).toEqual(await sentBy(theirs, call));
  });

  it('is what the SDK sends, whatever texts are in it', async () => {
    step = json(200, {});
    const texts = fc.string({ unit: 'binary', minLength: 1 });
    await fc.assert(
      fc.asyncProperty(texts, fc.dictionary(texts, fc.string({ unit: 'grapheme' })), async (resourceArn, tags) => {
        for (const call of [
          (client) => client.send(new TagResourceCommand({ resourceArn, tags })),
          (client) => client.send(new UntagResourceCommand({ resourceArn, tagKeys: Object.keys(tags) })),
          (client) => client.send(new GetImageCommand({ imageBuildVersionArn: resourceArn })),
        ] satisfies Call[]) {
          expect(await sentBy(ours, call)).toEqual(await sentBy(theirs, call));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out a member that the operation does not have, as the SDK does', async () => {
    step = json(200, {});
    const input = { imagePipelineArn: arn, stranger: 1, __proto__: null };
    const call: Call = (client) => client.send(new GetImagePipelineCommand(input));
    expect(await sentBy(ours, call)).toEqual(await sentBy(theirs, call));
  });
});

describe('what is answered', () => {
  it.each([
    [
      'a pipeline',
      json(200, { requestId: 'r', imagePipeline: { arn, name: 'Web', tags: { a: 'b' } } }, { 'x-amzn-requestid': 'q' }),
    ],
    [
      'a pipeline with members that are null',
      json(200, {
        imagePipeline: {
          arn,
          name: null,
          tags: { b: 'c' },
          schedule: { timezone: null, autoDisablePolicy: null },
          workflows: [{ workflowArn: 'w', parameters: null, onFailure: null }],
        },
        requestId: null,
      }),
    ],
    ['nothing', text(200, '')],
    ['an empty object', json(200, {})],
    ['an error named in the header', failure(404, { message: 'm' }, 'ResourceNotFoundException:http://internal.amazon.com/x/')],
    ['an error named before a comma', failure(404, { message: 'm' }, 'ResourceNotFoundException,http://x/')],
    ['an error named twice', failure(404, { message: 'm' }, 'ResourceNotFoundException, ResourceNotFoundException')],
    ['an error named in the body', failure(400, { __type: 'com.amazonaws#InvalidRequestException', message: 'm' })],
    ['an error named by a code', failure(429, { code: 'ThrottlingException', message: 'm' })],
    ['an error in the body’s other spelling', failure(400, { __type: 'ValidationException', Message: 'm' })],
    ['an error that no model lists', failure(403, { message: 'm' }, 'ExpiredTokenException')],
    ['an error of the service', failure(500, { message: 'm' }, 'InternalFailure')],
  ])('is what the SDK makes of it: %s', async (_, answer) => {
    step = answer;
    expect(await outcomeOf(ours)).toEqual(await outcomeOf(theirs));
  });

  it('has no null in maps and lists either, where the SDK leaves it', async () => {
    step = json(200, { imagePipeline: { arn, tags: { a: null, b: 'null' }, workflows: [null, { workflowArn: 'w' }, null] } });
    const { imagePipeline } = await ours.send(new GetImagePipelineCommand({ imagePipelineArn: arn }));
    expect(imagePipeline).toEqual({ arn, tags: { b: 'null' }, workflows: [{ workflowArn: 'w' }] });
  });

  it('keeps members that the SDK’s model does not know', async () => {
    step = json(200, { imagePipeline: { arn, jitter: '5m' }, extra: 1 });
    expect(await ours.send(new GetImagePipelineCommand({ imagePipelineArn: arn }))).toMatchObject({
      imagePipeline: { arn, jitter: '5m' },
      extra: 1,
    });
  });

  it.each(['null', '[]', '"x"', '7', '{"a"', '<html>'])('of %s is refused', async (body) => {
    step = text(200, body);
    await expect(ours.send(new GetImagePipelineCommand({ imagePipelineArn: arn }))).rejects.toThrow();
  });

  it.each(['<html>', 'null', '[]', '{"message": 7}', '{"__type": 7}'])('is an error without a name: %s', async (body) => {
    step = text(400, body);
    const error: unknown = await ours.send(new GetImagePipelineCommand({ imagePipelineArn: arn })).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'Unknown', $metadata: { httpStatusCode: 400 } });
    expect(error).not.toHaveProperty('$fault');
  });
});

/** The request that a command leaves as, without what differs from call to call. */
async function sentBy(client: ImagebuilderClient, call: Call): Promise<object> {
  await call(client);
  const { method, url, headers, body } = upstream.arrivals.at(-1) ?? expect.fail('nothing was sent');
  return {
    method,
    url,
    type: headers['content-type'],
    host: headers.host,
    length: headers['content-length'],
    signed: /SignedHeaders=([^,]*)/
      .exec(headers.authorization ?? '')?.[1]
      ?.split(';')
      .filter((name) => name !== 'x-amz-user-agent'),
    body: body === '' ? '' : JSON.parse(body),
  };
}

async function outcomeOf(client: ImagebuilderClient): Promise<unknown> {
  try {
    const { $metadata, ...answer } = await client.send(new GetImagePipelineCommand({ imagePipelineArn: arn }));
    const { imagePipeline, requestId } = answer;
    return { imagePipeline, requestId, status: $metadata.httpStatusCode, id: $metadata.requestId };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message, $fault, $metadata } = error as Error & { $fault?: string; $metadata?: { httpStatusCode?: number } };
    return { name, message, $fault, status: $metadata?.httpStatusCode };
  }
}

function failure(status: number, body: object, name?: string) {
  return json(status, body, name === undefined ? {} : { 'x-amzn-errortype': name });
}
