/**
 * Where nobody has published what Image Builder really does, this server had to choose. Every such choice has its name here, so that
 * it can be turned when the truth is known, or when a test wants the other world.
 */
export interface Switches {
  /** Accept any well-formed ARN of a recipe, configuration or workflow, though the catalogue does not have it. */
  readonly acceptUnknownReferences: boolean;
  /** How many pipelines the account may have in the Region. */
  readonly pipelineQuota: number;
  /** Seconds after a create or an update during which `dateNextRun` is still missing. */
  readonly nextRunDelaySeconds: number;
  /** Hours for which a client token is remembered. */
  readonly clientTokenHours: number;
  /** Refuse `workflows` without an `executionRole`. */
  readonly workflowsNeedExecutionRole: boolean;
  /** Whether Amazon Inspector is on in the account; without it, image scanning is refused. */
  readonly inspectorEnabled: boolean;
  /** The name of the error for both or neither of `imageRecipeArn` and `containerRecipeArn`. */
  readonly recipeChoiceError: 'InvalidRequestException' | 'InvalidParameterCombinationException';
  /** Refuse a filter name that the operation does not document; otherwise such a filter is ignored. */
  readonly refuseUnknownFilters: boolean;
  /** Items on a page for a request without `maxResults`. */
  readonly defaultPageSize: number;
  /** Show `consecutiveFailures: 0` on a pipeline that has not failed. */
  readonly showZeroFailures: boolean;
  /** Give the client token back in the answer to UpdateImagePipeline. */
  readonly echoTokenOnUpdate: boolean;
  /** The platform of a recipe whose parent image does not tell it, for example a bare AMI id. */
  readonly platformWhenUnknown: 'Linux' | 'Windows' | 'macOS';
  /** Bytes of a request body that are read before the request is refused. */
  readonly maxBodyBytes: number;
  /** Seconds that a client may take to send a whole request. */
  readonly requestTimeoutSeconds: number;
}

export const defaultSwitches: Switches = {
  // The service reads what a pipeline refers to while it creates it: the caller needs imagebuilder:GetImageRecipe and the like
  // (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html). How it words a missing
  // one is not published.
  acceptUnknownReferences: false,
  // Service Quotas L-7A0E01E3: https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html#limits_imagebuilder
  pipelineQuota: 75,
  // Terraform's tests leave dateNextRun out of their comparison, because it appears some time after the create.
  nextRunDelaySeconds: 1,
  // No page names the time. A day outlasts every retry, and is what other AWS services keep.
  clientTokenHours: 24,
  // The user guide calls the role required for custom workflows; no refusal has been seen.
  workflowsNeedExecutionRole: true,
  // Nearly every definition that scans was deployed where Inspector is on.
  inspectorEnabled: true,
  // InvalidParameterCombinationException is in the model, but not among the errors of CreateImagePipeline.
  recipeChoiceError: 'InvalidRequestException',
  // A misspelt filter that silently matched everything would hide a defect of the client.
  refuseUnknownFilters: true,
  // The largest page that maxResults allows.
  defaultPageSize: 25,
  // The samples of a pipeline that never ran have no such member.
  showZeroFailures: false,
  // The API reference models the member, but its sample of 2026 leaves it out.
  echoTokenOnUpdate: false,
  // Most parent images in public definitions are Linux.
  platformWhenUnknown: 'Linux',
  // A recipe with 16 000 characters of Dockerfile and every list full stays well below.
  maxBodyBytes: 1024 * 1024,
  // Long enough for a debugger, short enough that a half-open request does not hold a socket for ever.
  requestTimeoutSeconds: 20,
};
