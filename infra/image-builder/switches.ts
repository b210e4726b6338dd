/**
 * Where nobody has published what Image Builder really does, this server had to choose. Every such choice has its name here, so
 * that it can be turned when the truth is known, or when a test wants the other world.
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
  /** Show `dateLastRun` on a pipeline that has run. */
  readonly showLastRunDate: boolean;
  /**
   * Operations that answer ResourceInUseException while a run of the pipeline is under way; a schedule then waits for its next
   * time.
   */
  readonly refusedWhileRunning: readonly ('start' | 'update')[];
  /** The name of the error for cancelling a run that has ended. */
  readonly cancelEndedError: 'InvalidRequestException' | 'ResourceInUseException';
  /** Seconds from a request to cancel a run until it is cancelled. */
  readonly cancelSeconds: number;
  /** Count a scheduled run that was cancelled as one that failed; otherwise it leaves the count as it is. */
  readonly cancelledRunsCountAsFailures: boolean;
  /** A schedule that comes up without dependency updates sets the count of failures to 0; otherwise it leaves it as it is. */
  readonly tickWithoutUpdatesForgetsFailures: boolean;
  /** A pipeline that never ran has dependency updates. */
  readonly neverBuiltCountsAsUpdate: boolean;
  /** An update makes the pipeline forget its latest run: `lastRunStatus` is missing until the next one. */
  readonly updateForgetsLastRun: boolean;
  /** List the AMI in the account and Region that built it, though the distribution configuration does not name that Region. */
  readonly listImageBuiltAtHome: boolean;
  /** Give every AMI a `state`. */
  readonly showAmiStates: boolean;
  /** How many images that are finished are kept for a pipeline; the oldest go first. */
  readonly imagesKeptPerPipeline: number;
  /** How many runs of one schedule are made up for, when the server stood still or its clock was set ahead. */
  readonly scheduledRunsCaughtUp: number;
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
  // "This is no longer supported, and does not return a value", says the API reference of 2025.
  showLastRunDate: false,
  // ResourceInUseException is modelled for both, but every run makes a new build, and no refusal has been seen.
  refusedWhileRunning: [],
  // "This operation can only be used on images in a non-terminal state", and ResourceInUseException speaks of what is going on.
  cancelEndedError: 'InvalidRequestException',
  // The samples show no state between.
  cancelSeconds: 0,
  // "If the pipeline execution fails, Image Builder increments": somebody who stops a run does not make it fail.
  cancelledRunsCountAsFailures: false,
  // No execution, so neither success nor failure.
  tickWithoutUpdatesForgetsFailures: false,
  // People report that a new pipeline with the default start condition builds nothing.
  neverBuiltCountsAsUpdate: false,
  // "The status of the last image that this pipeline built": an update unmakes no image.
  updateForgetsLastRun: false,
  // Seen in a notification of 2024: the account's own AMI comes first, though only other accounts were named.
  listImageBuiltAtHome: true,
  // No AMI in a published answer has one, though the model knows the member.
  showAmiStates: false,
  // The service has no such limit; a data file that is written whole needs one.
  imagesKeptPerPipeline: 200,
  // Four days of an hourly schedule. The service never stands still.
  scheduledRunsCaughtUp: 100,
  // Most parent images in public definitions are Linux.
  platformWhenUnknown: 'Linux',
  // A recipe with 16 000 characters of Dockerfile and every list full stays well below.
  maxBodyBytes: 1024 * 1024,
  // Long enough for a debugger, short enough that a half-open request does not hold a socket for ever.
  requestTimeoutSeconds: 20,
};
