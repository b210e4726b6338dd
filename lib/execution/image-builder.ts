import type { CallOptions, WriteOptions } from '../pipeline/stored/image-builder.ts';

/**
 * The port to EC2 Image Builder as far as executions need it: a run of a pipeline, and the image that it makes.
 * `lib/image-builder` implements it with the SDK. Every operation rejects with an `ApiError` of `lib/problem` and with nothing
 * else.
 */
export interface ExecutionService {
  /** StartImagePipelineExecution. Starts once per client token. Rejects with `NotFound`, `ResourceInUse`. */
  startExecution(
    pipeline: string,
    tags: Readonly<Record<string, string>>,
    options: WriteOptions,
  ): Promise<{ readonly arn: string }>;
  /** ListImagePipelineImages: one page, at most 25. Rejects with `NotFound`. */
  listExecutions(pipeline: string, query: ExecutionQuery, options: CallOptions): Promise<ExecutionPage>;
  /** GetImage by the ARN of a build version. Rejects with `NotFound`. */
  getExecution(arn: string, options: CallOptions): Promise<ImageRecord>;
  /** CancelImageCreation. Rejects with `NotFound`, or `UpstreamRejected` when the run has ended. */
  cancelExecution(arn: string, options: WriteOptions): Promise<void>;
}

export interface ExecutionQuery {
  /** 1 to 25. */
  readonly maxResults: number;
  /** The service's own token of the page. */
  readonly nextToken?: string;
}

export interface ExecutionPage {
  readonly records: readonly ImageRecord[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * An image as the service answers it (`Image` of GetImage, or `ImageSummary` of a list, which lacks much), checked at the border.
 * Enums stay open strings; a member that the service left out is `undefined`.
 */
export interface ImageRecord {
  /** ARN of the build version: `…:image/<name>/<x.y.z>/<build>`. */
  readonly arn: string;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly state?:
    | {
        readonly status?: string | undefined;
        readonly reason?: string | undefined;
        readonly failureContext?: Readonly<Record<string, unknown>> | undefined;
      }
    | undefined;
  readonly sourcePipelineArn?: string | undefined;
  readonly sourcePipelineName?: string | undefined;
  /** `USER_INITIATED`, `SCHEDULED`, … */
  readonly buildType?: string | undefined;
  readonly dateCreated?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly outputResources?:
    | {
        readonly amis?: readonly AmiRecord[] | undefined;
        readonly containers?:
          | readonly { readonly region?: string | undefined; readonly imageUris?: readonly string[] | undefined }[]
          | undefined;
      }
    | undefined;
  readonly loggingConfiguration?: { readonly logGroupName?: string | undefined } | undefined;
  /**
   * Names of members that came in another form than documented, and are left out. Only in a list; a single one is an error then.
   */
  readonly unreadable?: readonly string[] | undefined;
}

export interface AmiRecord {
  readonly region?: string | undefined;
  readonly image?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly accountId?: string | undefined;
  readonly state?: { readonly status?: string | undefined; readonly reason?: string | undefined } | undefined;
}
