import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { ExecutionService } from '../execution/image-builder.ts';
import type { ImageBuilder } from '../pipeline/image-builder.ts';
import type { Deployment } from '../settings.ts';
import { executionsOf } from './executions.ts';
import { pipelinesOf } from './pipelines.ts';

/**
 * The ports to Image Builder, with the AWS SDK behind them. Make one per process: it keeps connections open, and its retries share one
 * allowance, so that a service in trouble is not asked three times by everybody.
 */
export function createImageBuilder(deployment: Deployment): ImageBuilder & ExecutionService {
  const client = createClient(deployment);
  return { ...pipelinesOf(client, deployment), ...executionsOf(client, deployment) };
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
