import type { RunHistory } from '../runs/history.ts';
import { statusOf } from '../runs/image.ts';
import * as shapes from '../wire/shapes.ts';
import { boolean, integer, list, string, structure, type Value } from '../wire/validation.ts';
import type { World } from '../world.ts';

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

/** The settings as the service stores them: what was left out has its default, what has none stays out. */
export function completeSettings(settings: PipelineSettings): PipelineSettings {
  const { schedule, imageTestsConfiguration, enhancedImageMetadataEnabled = true, status = 'ENABLED' } = settings;
  return {
    ...pickSettings(settings),
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720, ...imageTestsConfiguration },
    enhancedImageMetadataEnabled,
    status,
    ...(schedule && {
      schedule: { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE', ...schedule },
    }),
  };
}

/** The body of a pipeline in Get and List answers. Members that are not set are missing, never null; `tags` is always there. */
export function pipelineBody(pipeline: StoredPipeline, world: World): object {
  const { history, ...body } = pipeline;
  const { switches, store } = world;
  const lastRun = history.lastRun === undefined ? undefined : store.images.get(history.lastRun);
  const { consecutiveFailures } = history;
  return {
    ...body,
    dateLastRun: switches.showLastRunDate ? lastRun?.dateCreated : undefined,
    lastRunStatus: lastRun && statusOf(lastRun, world),
    dateNextRun: nextRunOf(pipeline, world),
    consecutiveFailures: consecutiveFailures > 0 || switches.showZeroFailures ? consecutiveFailures : undefined,
  };
}

/** A request carries more than settings: its token, its name, the ARN of the pipeline. */
function pickSettings(settings: PipelineSettings): PipelineSettings {
  const { infrastructureConfigurationArn } = settings;
  const names = Object.keys(settingMembers);
  const members = Object.entries(settings).filter(([name]) => names.includes(name));
  return { infrastructureConfigurationArn, ...Object.fromEntries(members) };
}

/** The service works the next run out some time after a write, so for a moment there is none. */
function nextRunOf({ dateUpdated, history }: StoredPipeline, { clock, switches }: World): string | undefined {
  const known = clock().getTime() >= Date.parse(dateUpdated) + switches.nextRunDelaySeconds * 1000;
  return known && history.nextTick !== undefined ? new Date(history.nextTick).toISOString() : undefined;
}
