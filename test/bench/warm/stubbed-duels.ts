import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { endpoint, type Handler } from '../../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../../lib/http/operations/create-pipeline.ts';
import { getPipelineOperation } from '../../../lib/http/operations/get-pipeline.ts';
import { pipelineCreation, pipelineReading } from '../../../lib/image-builder/pipelines.ts';
import { referenceReading } from '../../../lib/image-builder/references.ts';
import { createConnection } from '../../../lib/image-builder/wire/connection.ts';
import { protocol } from '../../../lib/image-builder/wire/protocol.ts';
import { Sha256 } from '../../../lib/image-builder/wire/sha256.ts';
import { createPipeline, getPipeline } from '../../../lib/service/routes.ts';
import { startJudgingRuntime } from '../../../lib/service/runtime.ts';
import { arnOf, compliant, referredTo } from '../../support/pipelines.ts';
import { answering, type Duel, duel } from './duel.ts';
import { requests } from './requests.ts';
import { tell } from './told.ts';

// Bundled as a function is, but with the whole SDK, and started in a process of its own.

const runtime = startJudgingRuntime();
const { region, endpoint: address = '' } = runtime.deployment;
const arn = arnOf('image-pipeline', 'web-base');

const pipeline = { imagePipeline: { ...compliant, arn, platform: 'Linux' } };

/** Makes no connection, and answers as the stand-in behind TLS does. */
const stub = {
  ...createConnection({ connecting: 1, answering: 1 }),
  async handle({ path }: { readonly path: string }) {
    const operation = path.slice(1);
    const told = operation === 'CreateImagePipeline' ? { imagePipelineArn: arn } : (referredTo.get(operation) ?? pipeline);
    return { response: { statusCode: 200, headers: {}, body: JSON.stringify({ requestId: 'r', ...told }) } };
  },
};

/** @param references Whether what a pipeline refers to is looked at (`own`). */
function gated(client: ImagebuilderClient, references: 'own' | 'any'): Handlers {
  const ports = {
    ...runtime,
    teams: { ...runtime.teams, references },
    imageBuilder: {
      ...pipelineCreation(client, runtime.deployment),
      ...pipelineReading(client, runtime.deployment),
      ...referenceReading(client, runtime.deployment),
    },
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

tell(fight());

async function fight(): Promise<Duel[]> {
  const client = new ImagebuilderClient({
    region,
    endpoint: address,
    maxAttempts: 3,
    requestHandler: stub,
    protocol,
    sha256: Sha256,
  });
  const { create, get } = requests;
  const [left, right, blind] = [bare(client), gated(client, 'own'), gated(client, 'any')];
  return [
    // Whoever comes first has code that V8 has not compiled for good, so the one that counts is not first.
    await duel('refusal, beside nothing', async () => undefined, answering(right.create, requests.refusal, 422)),
    await duel('create and read back', answering(left.create, create, 201), answering(right.create, create, 201)),
    await duel(
      'create, with the look at what it refers to, beside imagegate without it',
      answering(blind.create, create, 201),
      answering(right.create, create, 201),
    ),
    await duel('get', answering(left.get, get, 200), answering(right.get, get, 200)),
  ];
}
