import {
  CancelImageCreationCommand,
  GetImageCommand,
  type ImagebuilderClient,
  ListImagePipelineImagesCommand,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { executionIdOf } from '../execution/id.ts';
import type { ExecutionService } from '../execution/image-builder.ts';
import type { Deployment } from '../settings.ts';
import { requirePipelineArn } from './arn.ts';
import type { Call, Operation } from './call.ts';
import { answered } from './errors.ts';
import { readCancellation, readExecutionPage, readImage, readStartedArn } from './execution-answers.ts';
import { rawAnswer } from './raw-answer.ts';

/** The port to Image Builder's runs of pipelines, which it calls images from their first moment on. */
export function executionsOf(client: ImagebuilderClient, deployment: Deployment): ExecutionService {
  const callOf = (operation: Operation, subject: string, signal: AbortSignal): Call => {
    return { operation, subject, account: deployment.account, signal };
  };
  const execution = (arn: string) => `execution ${executionIdOf(arn) ?? arn}`;

  return {
    async startExecution(pipeline, tags, { clientToken, signal }) {
      const imagePipelineArn = requirePipelineArn(deployment, pipeline);
      // The service takes no empty map of tags.
      const tagged = Object.keys(tags).length === 0 ? {} : { tags: { ...tags } };
      // Made once, before any attempt: every retry carries the same token, and the service starts once per token.
      const command = new StartImagePipelineExecutionCommand({ imagePipelineArn, clientToken, ...tagged });
      const call = callOf('StartImagePipelineExecution', `pipeline ${pipeline}`, signal);
      return answered(call, async () => ({ arn: readStartedArn(await client.send(command, { abortSignal: signal })) }));
    },

    async listExecutions(pipeline, { maxResults, nextToken }, { signal }) {
      const imagePipelineArn = requirePipelineArn(deployment, pipeline);
      const page = nextToken === undefined ? { maxResults } : { maxResults, nextToken };
      const call = callOf('ListImagePipelineImages', `pipeline ${pipeline}`, signal);
      const command = new ListImagePipelineImagesCommand({ imagePipelineArn, ...page });
      return answered(call, async () => readExecutionPage(await rawAnswer(client, command, signal)));
    },

    getExecution(arn, { signal }) {
      const command = new GetImageCommand({ imageBuildVersionArn: arn });
      return answered(callOf('GetImage', execution(arn), signal), async () =>
        readImage(await rawAnswer(client, command, signal)),
      );
    },

    cancelExecution(arn, { clientToken, signal }) {
      const command = new CancelImageCreationCommand({ imageBuildVersionArn: arn, clientToken });
      const call = callOf('CancelImageCreation', execution(arn), signal);
      return answered(call, async () => readCancellation(await client.send(command, { abortSignal: signal })));
    },
  };
}
