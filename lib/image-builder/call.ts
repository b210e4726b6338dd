import type { Deployment } from '../service/settings.ts';

/** A call to Image Builder, as far as its failure is put in words. */
export interface Call {
  readonly operation: UpstreamOperation;
  /** What was asked for, for example `pipeline web-base`. */
  readonly subject: string;
  /** The deployment's own account, the only one that a caller may read of. */
  readonly account: string;
  readonly signal: AbortSignal;
}

/** A call that this deployment makes. */
export function callOf({ account }: Deployment, operation: UpstreamOperation, subject: string, signal: AbortSignal): Call {
  return { operation, subject, account, signal };
}

export type UpstreamOperation = keyof typeof sentBy;

/**
 * What of the caller's own an operation sends, and the service may therefore reject; `undefined`: nothing but names that were
 * checked.
 */
export const sentBy = {
  CreateImagePipeline: 'the pipeline',
  GetImagePipeline: undefined,
  ListImagePipelines: undefined,
  UpdateImagePipeline: 'the pipeline',
  DeleteImagePipeline: 'the deletion',
  TagResource: 'the tags',
  UntagResource: 'the removal of tags',
  StartImagePipelineExecution: 'the start',
  ListImagePipelineImages: undefined,
  GetImage: undefined,
  CancelImageCreation: 'the cancellation',
  GetImageRecipe: 'the reference',
  GetContainerRecipe: 'the reference',
  GetInfrastructureConfiguration: 'the reference',
  GetDistributionConfiguration: 'the reference',
  GetWorkflow: 'the reference',
} as const;
