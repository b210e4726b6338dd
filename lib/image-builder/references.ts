import {
  GetContainerRecipeCommand,
  GetDistributionConfigurationCommand,
  GetImageRecipeCommand,
  GetInfrastructureConfigurationCommand,
  GetWorkflowCommand,
  type ImagebuilderClient,
} from '@aws-sdk/client-imagebuilder';
import * as v from 'valibot';
import { valueAt } from '../json/pointer.ts';
import type { ReferenceKind } from '../pipeline/definition/references.ts';
import type { ImageBuilder } from '../pipeline/stored/image-builder.ts';
import type { Deployment } from '../service/settings.ts';
import { read, tagsAnswer } from './answer.ts';
import { callOf, type UpstreamOperation } from './call.ts';
import { answered } from './errors.ts';

/**
 * The look at what a pipeline refers to. By the Get operations and not by ListTagsForResource: CreateImagePipeline itself reads
 * with them, so they find what it finds, and they are documented to take a version with an `x`, or a workflow's version without a
 * build. Sources: Image Builder API Reference, GetImageRecipe, GetContainerRecipe, GetWorkflow; Service Authorization Reference,
 * dependent actions of CreateImagePipeline.
 */
export function referenceReading(client: ImagebuilderClient, deployment: Deployment): Pick<ImageBuilder, 'tagsOfReference'> {
  return {
    async tagsOfReference({ kind, arn }, { signal }) {
      const { operation, member, send } = looks[kind];
      const call = callOf(deployment, operation, `resource ${arn}`, signal);
      return answered(call, async () => {
        const answer = await send(client, arn, { abortSignal: signal });
        return read(resource, valueAt(answer, `/${member}`)).tags;
      });
    },
  };
}

const resource = v.object({ tags: v.optional(tagsAnswer, {}) });

interface Look {
  readonly operation: UpstreamOperation;
  /** The resource in the answer. */
  readonly member: string;
  send(client: ImagebuilderClient, arn: string, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

const looks: Readonly<Record<ReferenceKind, Look>> = {
  'image-recipe': {
    operation: 'GetImageRecipe',
    member: 'imageRecipe',
    send: (client, arn, options) => client.send(new GetImageRecipeCommand({ imageRecipeArn: arn }), options),
  },
  'container-recipe': {
    operation: 'GetContainerRecipe',
    member: 'containerRecipe',
    send: (client, arn, options) => client.send(new GetContainerRecipeCommand({ containerRecipeArn: arn }), options),
  },
  'infrastructure-configuration': {
    operation: 'GetInfrastructureConfiguration',
    member: 'infrastructureConfiguration',
    send: (client, arn, options) =>
      client.send(new GetInfrastructureConfigurationCommand({ infrastructureConfigurationArn: arn }), options),
  },
  'distribution-configuration': {
    operation: 'GetDistributionConfiguration',
    member: 'distributionConfiguration',
    send: (client, arn, options) =>
      client.send(new GetDistributionConfigurationCommand({ distributionConfigurationArn: arn }), options),
  },
  workflow: {
    operation: 'GetWorkflow',
    member: 'workflow',
    send: (client, arn, options) => client.send(new GetWorkflowCommand({ workflowBuildVersionArn: arn }), options),
  },
};
