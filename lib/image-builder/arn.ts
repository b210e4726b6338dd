import { NotFound } from '../problem/errors.ts';
import type { Deployment } from '../settings.ts';

/** The ARN of a pipeline of this deployment. Throws `NotFound` for a name that no pipeline can have. */
export function requirePipelineArn(deployment: Deployment, name: string): string {
  const arn = pipelineArn(deployment, name);
  if (arn === undefined) throw new NotFound('No pipeline can have this name.');
  return arn;
}

/**
 * The ARN of a pipeline of this deployment. `undefined` for a text that can be the end of no pipeline's ARN, so that no name reaches
 * another account, Region or kind of resource. Source: Image Builder API Reference, GetImagePipeline, pattern of imagePipelineArn.
 */
export function pipelineArn({ partition, region, account }: Deployment, name: string): string | undefined {
  // 128 is the longest name that CreateImagePipeline takes, and normalising keeps the length.
  if (!/^[a-z0-9_-]{1,128}$/.test(name)) return undefined;
  return `arn:${partition}:imagebuilder:${region}:${account}:image-pipeline/${name}`;
}
