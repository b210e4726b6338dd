import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { endpoint, type Handler } from '../../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../../lib/http/operations/create-pipeline.ts';
import { getPipelineOperation } from '../../../lib/http/operations/get-pipeline.ts';
import { createConnection } from '../../../lib/image-builder/connection.ts';
import { pipelineCreation, pipelineReading } from '../../../lib/image-builder/pipelines.ts';
import { protocol } from '../../../lib/image-builder/protocol.ts';
import { Sha256 } from '../../../lib/image-builder/sha256.ts';
import { createPipeline, getPipeline } from '../../../lib/routes.ts';
import { startJudgingRuntime } from '../../../lib/runtime.ts';
import { apiEvent, lambdaContext } from '../../support/event.ts';
import { arnOf, compliant, refused } from '../../support/pipelines.ts';
import { type Duel, duel } from './duel.ts';

// Bundled as a function is, but with the whole SDK, and started in a process of its own: its log lines go to its standard output, the
// figures to whoever started it.

const runtime = startJudgingRuntime();
const { region, endpoint: address = '' } = runtime.deployment;
const arn = arnOf('image-pipeline', 'web-base');

const requests = {
  create: creation(compliant),
  refusal: creation(refused),
  get: apiEvent({ path: '/v1/pipelines/web-base', pathParameters: { name: 'web-base' } }),
};

function creation(definition: object): APIGatewayProxyEvent {
  return apiEvent({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(definition) });
}

/** Makes no connection, and answers as the stand-in on the socket does. */
const stub = {
  ...createConnection({ connecting: 1, answering: 1 }),
  async handle({ method }: { readonly method: string }) {
    const told = method === 'GET' ? { imagePipeline: { ...compliant, arn, platform: 'Linux' } } : { imagePipelineArn: arn };
    return { response: { statusCode: 200, headers: {}, body: JSON.stringify({ requestId: 'r', ...told }) } };
  },
};
const socket = createConnection({ connecting: 2_000, answering: 7_000 });

/** As imagegate sets it up, so that the difference is what imagegate does besides. */
const clientOver = (requestHandler: typeof socket) =>
  new ImagebuilderClient({ region, endpoint: address, maxAttempts: 3, requestHandler, protocol, sha256: Sha256 });

function gated(client: ImagebuilderClient): Handlers {
  const ports = {
    ...runtime,
    imageBuilder: { ...pipelineCreation(client, runtime.deployment), ...pipelineReading(client, runtime.deployment) },
  };
  return {
    create: endpoint(createPipeline, runtime, createPipelineOperation(ports)),
    get: endpoint(getPipeline, runtime, getPipelineOperation(ports)),
  };
}

/** The handlers that a team would write without a gate; a creation is read back, as imagegate does. */
function bare(client: ImagebuilderClient): Handlers {
  const show = async (imagePipelineArn: string | undefined, statusCode: number) => {
    const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
    return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(imagePipeline) };
  };
  return {
    async create({ body }) {
      const { imagePipelineArn } = await client.send(new CreateImagePipelineCommand(JSON.parse(body ?? '')));
      return await show(imagePipelineArn, 201);
    },
    get: async () => await show(arn, 200),
  };
}

interface Handlers {
  readonly create: Handler;
  readonly get: Handler;
}

fight().then(
  (duels) => process.send?.(duels, () => process.exit()),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);

async function fight(): Promise<Duel[]> {
  const overStub = clientOver(stub);
  const overSocket = clientOver(socket);
  const asItComes = new ImagebuilderClient({ region, endpoint: address });
  return [
    // Whoever comes first has code that V8 has not compiled for good, so the reference is not last.
    ...(await compared('over TLS, beside the SDK’s client as it comes', bare(asItComes), gated(overSocket))),
    ...(await compared('over TLS, beside the client that imagegate sets up', bare(overSocket), gated(overSocket))),
    ...(await compared('stubbed transport, beside the same', bare(overStub), gated(overStub))),
    await duel('refusal, beside nothing', async () => undefined, answering(gated(overStub).create, requests.refusal, 422)),
    await duel('for comparison: the bare creation on loopback, beside itself', ...twice(bare(overSocket))),
  ];
}

async function compared(transport: string, left: Handlers, right: Handlers): Promise<Duel[]> {
  const { create, get } = requests;
  return [
    await duel(`create, ${transport}`, answering(left.create, create, 201), answering(right.create, create, 201)),
    await duel(`get, ${transport}`, answering(left.get, get, 200), answering(right.get, get, 200)),
  ];
}

function twice({ create }: Handlers) {
  const call = answering(create, requests.create, 201);
  return [call, call] as const;
}

/** A figure counts only where the answer is right. */
function answering(handler: Handler, event: APIGatewayProxyEvent, status: number) {
  return async () => {
    const { statusCode, body } = await handler(event, lambdaContext());
    if (statusCode !== status) throw new Error(`${statusCode} in the place of ${status}: ${body}`);
  };
}
