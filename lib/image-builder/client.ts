import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { ImageBuilder } from '../pipeline/image-builder.ts';
import { normaliseName } from '../pipeline/name.ts';
import { NotFound } from '../problem/errors.ts';
import type { Deployment } from '../settings.ts';
import { readCreatedArn, readPipeline } from './answers.ts';
import { pipelineArn } from './arn.ts';
import { type Call, upstreamError } from './errors.ts';

/**
 * The port to Image Builder, with the AWS SDK behind it. Make one per process: it keeps connections open, and its retries share one
 * allowance, so that a service in trouble is not asked three times by everybody.
 */
export function createImageBuilder(deployment: Deployment): ImageBuilder {
  const client = createClient(deployment);
  const { account } = deployment;

  return {
    createPipeline(definition, { clientToken, signal }) {
      const call = { operation: 'CreateImagePipeline', pipeline: normaliseName(definition.name), account, signal } as const;
      // Made once, before any attempt: every retry carries the same token, and the service creates once per token.
      const command = new CreateImagePipelineCommand({ ...definition, clientToken });
      return answered(call, async () => ({ arn: readCreatedArn(await client.send(command, { abortSignal: signal })) }));
    },

    async getPipeline(name, { signal }) {
      const imagePipelineArn = pipelineArn(deployment, name);
      if (imagePipelineArn === undefined) throw new NotFound('No pipeline can have this name.');
      const call = { operation: 'GetImagePipeline', pipeline: name, account, signal } as const;
      const command = new GetImagePipelineCommand({ imagePipelineArn });
      return answered(call, async () => readPipeline(await client.send(command, { abortSignal: signal })));
    },
  };
}

async function answered<Answer>(call: Call, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw upstreamError(error, call);
  }
}

function createClient({ region, endpoint }: Deployment): ImagebuilderClient {
  return new ImagebuilderClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // Said here and not looked up: a profile file or a variable of the environment shall not change how often a write is sent.
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2_000,
      // One attempt. Without `throwOnRequestTimeout` the SDK's handler only warns. The caller's signal ends the call as a whole.
      requestTimeout: 7_000,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    },
  });
}
