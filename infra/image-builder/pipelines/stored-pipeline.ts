import * as shapes from '../wire/shapes.ts';
import { boolean, integer, list, string, structure, type Value } from '../wire/validation.ts';

const parameterName = string({ min: 1, max: 128, pattern: /^[^\0]+$/ });

const logGroupName = string({ min: 1, max: 512, pattern: /^[a-zA-Z0-9\-_/.]{1,512}$/ });

/**
 * The members that CreateImagePipeline and UpdateImagePipeline share
 * (https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html).
 */
export const settingMembers = {
  description: shapes.text,
  imageRecipeArn: shapes.imageRecipeArn,
  containerRecipeArn: shapes.containerRecipeArn,
  distributionConfigurationArn: shapes.distributionConfigurationArn,
  imageTestsConfiguration: structure({}, { imageTestsEnabled: boolean, timeoutMinutes: integer({ min: 60, max: 1440 }) }),
  enhancedImageMetadataEnabled: boolean,
  schedule: structure(
    {},
    {
      scheduleExpression: shapes.text,
      timezone: string({ min: 3, max: 100 }),
      pipelineExecutionStartCondition: string({
        oneOf: ['EXPRESSION_MATCH_ONLY', 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE'],
      }),
      autoDisablePolicy: structure({ failureCount: integer({ min: 1, max: 10 }) }, {}),
    },
  ),
  status: string({ oneOf: ['DISABLED', 'ENABLED'] }),
  imageTags: shapes.tags,
  imageScanningConfiguration: structure(
    {},
    {
      imageScanningEnabled: boolean,
      ecrConfiguration: structure({}, { repositoryName: shapes.text, containerTags: list(shapes.text) }),
    },
  ),
  workflows: list(
    structure(
      { workflowArn: shapes.workflowArn },
      {
        parameters: list(structure({ name: parameterName, value: list(string({ pattern: /^[^\0]*$/ })) }, {}), { min: 1 }),
        parallelGroup: string({ min: 1, max: 100, pattern: /^[A-Za-z0-9][A-Za-z0-9-_+#]{0,99}$/ }),
        onFailure: string({ oneOf: ['CONTINUE', 'ABORT'] }),
      },
    ),
  ),
  executionRole: string({
    min: 1,
    max: 2048,
    pattern: /^(?:arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/)?[a-zA-Z_0-9+=,.@\-_/]+$/,
  }),
  loggingConfiguration: structure({}, { imageLogGroupName: logGroupName, pipelineLogGroupName: logGroupName }),
} as const;

const settingsShape = structure({ infrastructureConfigurationArn: shapes.infrastructureConfigurationArn }, settingMembers);

export type PipelineSettings = Value<typeof settingsShape>;

/** A stored pipeline: what GetImagePipeline answers, and beside it what the members are made of that change with the time. */
export type StoredPipeline = PipelineSettings & {
  readonly arn: string;
  readonly name: string;
  readonly platform: string;
  /** With milliseconds and `Z`, as the service writes dates. */
  readonly dateCreated: string;
  readonly dateUpdated: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly history: RunHistory;
};

/** What has become of a pipeline since its settings were written. */
export interface RunHistory {
  /** Tells it from a pipeline that had its name before. */
  readonly id: string;
  /** Of scheduled runs; https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImagePipeline.html */
  readonly consecutiveFailures: number;
  /** ARN of the image that the latest run makes or made. */
  readonly lastRun?: string | undefined;
  /** The recipe of the latest run; before the first one, the recipe that there was when the settings were written. */
  readonly recipe?: string | undefined;
  /** Whether somebody has said that components or the base image have newer versions. */
  readonly updatesMarked: boolean;
  /** Milliseconds since 1970; absent when the schedule does not come up any more. */
  readonly nextTick?: number | undefined;
}
