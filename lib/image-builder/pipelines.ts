import {
  CreateImagePipelineCommand,
  DeleteImagePipelineCommand,
  type Filter,
  GetImagePipelineCommand,
  type ImagebuilderClient,
  ListImagePipelinesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateImagePipelineCommand,
} from '@aws-sdk/client-imagebuilder';
import { normaliseName } from '../pipeline/definition/name.ts';
import type { ImageBuilder, PipelineQuery } from '../pipeline/stored/image-builder.ts';
import type { Deployment } from '../service/settings.ts';
import { requirePipelineArn } from './arn.ts';
import { type Call, callOf, type UpstreamOperation } from './call.ts';
import { answered } from './errors.ts';
import { pipelineIn, readAcknowledgement, readCreatedArn, readPipelinePage } from './pipeline-answers.ts';

// The port to Image Builder's pipelines, in parts: a function brings along the calls that it makes, and no others.

export function pipelineCreation(client: ImagebuilderClient, deployment: Deployment): Pick<ImageBuilder, 'createPipeline'> {
  return {
    createPipeline(definition, { clientToken, signal }) {
      const call = callAbout(deployment, 'CreateImagePipeline', normaliseName(definition.name), signal);
      // Made once, before any attempt: every retry carries the same token, and the service creates once per token.
      const command = new CreateImagePipelineCommand({ ...definition, clientToken });
      return answered(call, async () => ({
        arn: readCreatedArn(await client.send(command, { abortSignal: signal }), deployment),
      }));
    },
  };
}

export function pipelineReading(client: ImagebuilderClient, deployment: Deployment): Pick<ImageBuilder, 'getPipeline'> {
  return {
    async getPipeline(name, { signal }) {
      const command = new GetImagePipelineCommand({ imagePipelineArn: requirePipelineArn(deployment, name) });
      const call = callAbout(deployment, 'GetImagePipeline', name, signal);
      return answered(call, async () => pipelineIn(await client.send(command, { abortSignal: signal })));
    },
  };
}

export function pipelineListing(client: ImagebuilderClient, deployment: Deployment): Pick<ImageBuilder, 'listPipelines'> {
  return {
    listPipelines({ maxResults, nextToken, ...filtered }, { signal }) {
      const filters = filtersOf(filtered);
      const call = callAbout(deployment, 'ListImagePipelines', filtered.name ?? '', signal);
      const command = new ListImagePipelinesCommand({
        maxResults,
        // The service takes no empty list of filters.
        ...(filters.length === 0 ? {} : { filters }),
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      return answered(call, async () => readPipelinePage(await client.send(command, { abortSignal: signal })));
    },
  };
}

export function pipelineChange(
  client: ImagebuilderClient,
  deployment: Deployment,
): Pick<ImageBuilder, 'updatePipeline' | 'tagPipeline' | 'untagPipeline'> {
  return {
    async updatePipeline(name, { name: _, tags: __, ...settings }, { clientToken, signal }) {
      const imagePipelineArn = requirePipelineArn(deployment, name);
      const command = new UpdateImagePipelineCommand({ ...settings, imagePipelineArn, clientToken });
      const call = callAbout(deployment, 'UpdateImagePipeline', name, signal);
      return answered(call, async () => readAcknowledgement(await client.send(command, { abortSignal: signal })));
    },

    async tagPipeline(name, tags, { signal }) {
      const command = new TagResourceCommand({ resourceArn: requirePipelineArn(deployment, name), tags: { ...tags } });
      const call = callAbout(deployment, 'TagResource', name, signal);
      await answered(call, () => client.send(command, { abortSignal: signal }));
    },

    async untagPipeline(name, keys, { signal }) {
      const command = new UntagResourceCommand({ resourceArn: requirePipelineArn(deployment, name), tagKeys: [...keys] });
      const call = callAbout(deployment, 'UntagResource', name, signal);
      await answered(call, () => client.send(command, { abortSignal: signal }));
    },
  };
}

export function pipelineDeletion(client: ImagebuilderClient, deployment: Deployment): Pick<ImageBuilder, 'deletePipeline'> {
  return {
    async deletePipeline(name, { signal }) {
      const command = new DeleteImagePipelineCommand({ imagePipelineArn: requirePipelineArn(deployment, name) });
      const call = callAbout(deployment, 'DeleteImagePipeline', name, signal);
      return answered(call, async () => readAcknowledgement(await client.send(command, { abortSignal: signal })));
    },
  };
}

function callAbout(deployment: Deployment, operation: UpstreamOperation, name: string, signal: AbortSignal): Call {
  return callOf(deployment, operation, `pipeline ${name}`, signal);
}

function filtersOf({ name, status }: Omit<PipelineQuery, 'maxResults' | 'nextToken'>): Filter[] {
  const filters = Object.entries({ name, status });
  return filters.flatMap(([filter, value]) => (value === undefined ? [] : [{ name: filter, values: [value] }]));
}
