import type { AccountRegion } from '../../arn.ts';
import type { JudgedOperation } from './operation.ts';

/** Where a value of the judged definition comes from. */
export type Origin = 'request' | 'existing' | 'policy-default' | 'aws-default';

/**
 * A pipeline's definition as the rules see it: Image Builder's request shape with every default filled in. `lib/pipeline` makes
 * it; the rules own the type, so that they stand on nothing above them.
 */
export interface JudgedDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  readonly imageRecipeArn?: string | undefined;
  readonly containerRecipeArn?: string | undefined;
  readonly infrastructureConfigurationArn: string;
  readonly distributionConfigurationArn?: string | undefined;
  readonly imageTestsConfiguration?:
    | { readonly imageTestsEnabled?: boolean | undefined; readonly timeoutMinutes?: number | undefined }
    | undefined;
  readonly enhancedImageMetadataEnabled?: boolean | undefined;
  readonly schedule?:
    | {
        readonly scheduleExpression?: string | undefined;
        readonly timezone?: string | undefined;
        readonly pipelineExecutionStartCondition?: string | undefined;
        readonly autoDisablePolicy?: { readonly failureCount: number } | undefined;
      }
    | undefined;
  readonly status?: string | undefined;
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
  readonly workflows?: readonly JudgedWorkflow[] | undefined;
  readonly executionRole?: string | undefined;
  readonly loggingConfiguration?:
    | { readonly imageLogGroupName?: string | undefined; readonly pipelineLogGroupName?: string | undefined }
    | undefined;
}

export interface JudgedWorkflow {
  readonly workflowArn: string;
  readonly parameters?: readonly { readonly name: string; readonly value: readonly string[] }[] | undefined;
  readonly parallelGroup?: string | undefined;
  readonly onFailure?: string | undefined;
}

/**
 * What is judged, each value knowing its origin: the pipeline that a write would result in; or one as it stands that is to be
 * started, the tags of the run in the place of its `imageTags`; or one as it stands that is to be deleted.
 */
export interface Subject {
  readonly operation: JudgedOperation;
  readonly definition: JudgedDefinition;
  /** The origin of the value at a JSON Pointer into `definition`. */
  originOf(pointer: string): Origin;
  /** What was asked for, before any default; fixes are patches of it. */
  readonly sent: unknown;
  /**
   * The subject if this had been asked for instead, by the way that a request takes. `undefined` when it has not the right shape.
   */
  revised(sent: unknown): Subject | undefined;
  /** The pipeline as it stands, where a write changes one, or a start adds tags to it. */
  readonly existing?: Standing | undefined;
}

/** A pipeline as it stands, for the rules: in the circumstances that it stands in, such as those of the team that has it now. */
export interface Standing {
  readonly subject: Subject;
  readonly context: JudgingContext;
}

/**
 * What the server knows about the circumstances; placeholders such as `{team}` are filled from here, never from the request.
 * An absent value cannot satisfy a rule that needs it.
 */
export interface JudgingContext extends AccountRegion {
  readonly team: string | null;
  readonly environment: string | null;
  /** The pipeline's normalised name: the last segment of its ARN. */
  readonly name: string;
}
