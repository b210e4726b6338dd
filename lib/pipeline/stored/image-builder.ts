import type { Definition } from '../definition/definition.ts';
import type { Reference } from '../definition/references.ts';

/**
 * The port to EC2 Image Builder: what the use cases need of the service. `lib/image-builder` implements it with the SDK.
 * Every operation rejects with an `ApiError` of `lib/problem` and with nothing else.
 */
export interface ImageBuilder {
  /** CreateImagePipeline. The service creates a pipeline once per client token, and answers a repeat with the first answer. */
  createPipeline(definition: Definition, options: WriteOptions): Promise<{ readonly arn: string }>;
  /** GetImagePipeline by normalised name. Rejects with `NotFound`. */
  getPipeline(name: string, options: CallOptions): Promise<PipelineRecord>;
  /** ListImagePipelines: one page, at most 25. Rejects with `MalformedRequest` when the service does not know the token. */
  listPipelines(query: PipelineQuery, options: CallOptions): Promise<PipelinePage>;
  /** UpdateImagePipeline: replaces every setting but name and tags, and resets the count of failures. Rejects with `NotFound`. */
  updatePipeline(name: string, definition: Definition, options: WriteOptions): Promise<void>;
  /** DeleteImagePipeline. A build that runs goes on, and images stay. Rejects with `NotFound`. */
  deletePipeline(name: string, options: CallOptions): Promise<void>;
  /** TagResource: adds tags and changes those that are there. */
  tagPipeline(name: string, tags: Readonly<Record<string, string>>, options: CallOptions): Promise<void>;
  /** UntagResource. */
  untagPipeline(name: string, keys: readonly string[], options: CallOptions): Promise<void>;
  /**
   * The tags of a resource that a pipeline refers to, by the Get operation of its kind: of a version with an `x`, those of the
   * newest that fits. Rejects with `NotFound`, and with `UpstreamRejected` for an ARN that the service does not take.
   */
  tagsOfReference(reference: Pick<Reference, 'kind' | 'arn'>, options: CallOptions): Promise<Readonly<Record<string, string>>>;
}

/** What the service filters by itself; filters of one query are joined by AND, the values of one by OR. */
export interface PipelineQuery {
  readonly name?: string;
  /** `ENABLED` or `DISABLED`. */
  readonly status?: string;
  /** 1 to 25. */
  readonly maxResults: number;
  /** The service's own token of the page. */
  readonly nextToken?: string;
}

export interface PipelinePage {
  readonly records: readonly PipelineRecord[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

export interface CallOptions {
  /** Aborts the call, retries and all, before the function's own time limit. */
  readonly signal: AbortSignal;
}

export interface WriteOptions extends CallOptions {
  /** 1 to 64 characters; every retry of the call keeps it. */
  readonly clientToken: string;
}

/**
 * A pipeline as the service answers it (`ImagePipeline`), checked at the border. Enums stay open strings, because the service
 * adds values before this code knows them; a member that the service left out is `undefined`.
 */
export interface PipelineRecord {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly platform?: string | undefined;
  readonly enhancedImageMetadataEnabled?: boolean | undefined;
  readonly imageRecipeArn?: string | undefined;
  readonly containerRecipeArn?: string | undefined;
  readonly infrastructureConfigurationArn?: string | undefined;
  readonly distributionConfigurationArn?: string | undefined;
  readonly imageTestsConfiguration?:
    | { readonly imageTestsEnabled?: boolean | undefined; readonly timeoutMinutes?: number | undefined }
    | undefined;
  readonly schedule?:
    | {
        readonly scheduleExpression?: string | undefined;
        readonly timezone?: string | undefined;
        readonly pipelineExecutionStartCondition?: string | undefined;
        readonly autoDisablePolicy?: { readonly failureCount: number } | undefined;
      }
    | undefined;
  readonly status?: string | undefined;
  /** Date-times are plain strings on the wire, as in `2026-09-09T19:38:26.574Z`. */
  readonly dateCreated?: string | undefined;
  readonly dateUpdated?: string | undefined;
  readonly dateLastRun?: string | undefined;
  readonly dateNextRun?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly imageTags?: Readonly<Record<string, string>> | undefined;
  readonly imageScanningConfiguration?:
    | {
        readonly imageScanningEnabled?: boolean | undefined;
        readonly ecrConfiguration?:
          | { readonly repositoryName?: string | undefined; readonly containerTags?: readonly string[] | undefined }
          | undefined;
      }
    | undefined;
  readonly workflows?: readonly WorkflowRecord[] | undefined;
  readonly executionRole?: string | undefined;
  readonly loggingConfiguration?:
    | { readonly imageLogGroupName?: string | undefined; readonly pipelineLogGroupName?: string | undefined }
    | undefined;
  /** Status of the image that the last run made, for example `FAILED`. */
  readonly lastRunStatus?: string | undefined;
  readonly consecutiveFailures?: number | undefined;
  /**
   * JSON Pointers of settings that the service shows and this version does not know. Only a look at the single pipeline finds
   * them.
   */
  readonly beyond?: readonly string[] | undefined;
  /**
   * Names of members that came in another form than documented, and are left out. Only in a list; a single one is an error then.
   */
  readonly unreadable?: readonly string[] | undefined;
}

export interface WorkflowRecord {
  readonly workflowArn: string;
  readonly parameters?: readonly { readonly name: string; readonly value: readonly string[] }[] | undefined;
  readonly parallelGroup?: string | undefined;
  readonly onFailure?: string | undefined;
}
