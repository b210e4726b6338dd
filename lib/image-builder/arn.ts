import { parseArn } from '../arn.ts';
import { isNormalisedName } from '../pipeline/definition/name.ts';
import { NotFound } from '../problem/errors.ts';
import type { Deployment } from '../service/settings.ts';

/** The ARN of a pipeline of this deployment. Throws `NotFound` for a name that no pipeline can have. */
export function requirePipelineArn(deployment: Deployment, name: string): string {
  const arn = pipelineArn(deployment, name);
  if (arn === undefined) throw new NotFound('No pipeline can have this name.');
  return arn;
}

/**
 * The ARN of a pipeline of this deployment. `undefined` for a text that can be the end of no pipeline's ARN, so that no name
 * reaches another account, Region or kind of resource.
 */
export function pipelineArn({ partition, region, account }: Deployment, name: string): string | undefined {
  return isNormalisedName(name) ? `arn:${partition}:imagebuilder:${region}:${account}:image-pipeline/${name}` : undefined;
}

/** Whether an ARN is one of a pipeline of this deployment. */
export function isPipelineOf({ partition, region, account }: Deployment, arn: string): boolean {
  const found = parseArn(arn);
  if (found?.kind !== 'image-pipeline' || found.version !== undefined) return false;
  return found.partition === partition && found.region === region && found.account === account;
}
