import {
  CancelImageCreationCommand,
  GetImageCommand,
  type ImagebuilderClient,
  ListImagePipelineImagesCommand,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { executionIdOf } from '../execution/id.ts';
import type { ExecutionService } from '../execution/image-builder.ts';
import type { Deployment } from '../service/settings.ts';
import { requirePipelineArn } from './arn.ts';
import { callOf } from './call.ts';
import { answered } from './errors.ts';
import { imageIn, readCancellation, readExecutionPage, readStartedArn } from './execution-answers.ts';

// The port to Image Builder's runs of pipelines, which it calls images from their first moment on, in parts as that to the
// pipelines.

export function executionStart(client: ImagebuilderClient, deployment: Deployment): Pick<ExecutionService, 'startExecution'> {
  return {
    async startExecution(pipeline, tags, { clientToken, signal }) {
      const imagePipelineArn = requirePipelineArn(deployment, pipeline);
      // The service takes no empty map of tags.
      const tagged = Object.keys(tags).length === 0 ? {} : { tags: { ...tags } };
      // Made once, before any attempt: every retry carries the same token, and the service starts once per token.
      const command = new StartImagePipelineExecutionCommand({ imagePipelineArn, clientToken, ...tagged });
      const call = callOf(deployment, 'StartImagePipelineExecution', `pipeline ${pipeline}`, signal);
      return answered(call, async () => ({ arn: readStartedArn(await client.send(command, { abortSignal: signal })) }));
    },
  };
}

export function executionListing(client: ImagebuilderClient, deployment: Deployment): Pick<ExecutionService, 'listExecutions'> {
  return {
    async listExecutions(pipeline, { maxResults, nextToken }, { signal }) {
      const imagePipelineArn = requirePipelineArn(deployment, pipeline);
      const page = nextToken === undefined ? { maxResults } : { maxResults, nextToken };
      const call = callOf(deployment, 'ListImagePipelineImages', `pipeline ${pipeline}`, signal);
      const command = new ListImagePipelineImagesCommand({ imagePipelineArn, ...page });
      return answered(call, async () => readExecutionPage(await client.send(command, { abortSignal: signal })));
    },
  };
}

export function executionReading(client: ImagebuilderClient, deployment: Deployment): Pick<ExecutionService, 'getExecution'> {
  return {
    getExecution(arn, { signal }) {
      const command = new GetImageCommand({ imageBuildVersionArn: arn });
      const call = callOf(deployment, 'GetImage', executionAt(arn), signal);
      return answered(call, async () => imageIn(await client.send(command, { abortSignal: signal })));
    },
  };
}

export function executionCancellation(
  client: ImagebuilderClient,
  deployment: Deployment,
): Pick<ExecutionService, 'cancelExecution'> {
  return {
    cancelExecution(arn, { clientToken, signal }) {
      const command = new CancelImageCreationCommand({ imageBuildVersionArn: arn, clientToken });
      const call = callOf(deployment, 'CancelImageCreation', executionAt(arn), signal);
      return answered(call, async () => readCancellation(await client.send(command, { abortSignal: signal })));
    },
  };
}

function executionAt(arn: string): string {
  return `execution ${executionIdOf(arn) ?? arn}`;
}
