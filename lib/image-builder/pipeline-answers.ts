import * as v from 'valibot';
import { valueAt } from '../json/pointer.ts';
import type { PipelinePage, PipelineRecord } from '../pipeline/stored/image-builder.ts';
import type { Deployment } from '../service/settings.ts';
import { optionalText, read, readItems, tagsAnswer, UnreadableAnswer } from './answer.ts';
import { isPipelineOf } from './arn.ts';
import { unknownSettings } from './unknown-settings.ts';

/** The pipeline in an answer of GetImagePipeline, as it came over the wire. */
export function pipelineIn(answer: unknown): PipelineRecord {
  const record = named(read(getAnswer, answer).imagePipeline);
  const beyond = unknownSettings(valueAt(answer, '/imagePipeline'), record);
  return beyond.length === 0 ? record : { ...record, beyond };
}

/** The ARN in an answer of CreateImagePipeline. Throws `UnreadableAnswer` also for one that is not of this deployment. */
export function readCreatedArn(answer: unknown, deployment: Deployment): string {
  const { imagePipelineArn: arn } = read(createAnswer, answer);
  if (!isPipelineOf(deployment, arn)) throw new UnreadableAnswer(`imagePipelineArn: Expected a pipeline of ours, not ${arn}`);
  return arn;
}

/** The page in an answer of ListImagePipelines. What is odd about a pipeline stands in its `unreadable`, and hides no other. */
export function readPipelinePage(answer: unknown): PipelinePage {
  const { imagePipelineList, nextToken } = read(listAnswer, answer);
  const records = readItems(pipeline, imagePipelineList, (arn) => ({ name: addressIn(arn) })).map(named);
  return { records, ...(nextToken ? { nextToken } : {}) };
}

/** No pipeline can be created without a name; one that is shown without is called as it is addressed. */
function named<Record extends { readonly arn: string; readonly name: string }>(record: Record): Record {
  return record.name === '' ? { ...record, name: addressIn(record.arn) } : record;
}

function addressIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * Makes sure that it was Image Builder which answered UpdateImagePipeline or DeleteImagePipeline. Update names no pipeline in the
 * examples of the AWS CLI, so the id of the request is what every answer has.
 */
export function readAcknowledgement(answer: unknown): void {
  read(acknowledgement, answer);
}

const whole = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const flag = v.optional(v.boolean());

const workflow = v.object({
  workflowArn: v.string(),
  parameters: v.optional(v.array(v.object({ name: v.string(), value: v.array(v.string()) }))),
  parallelGroup: optionalText,
  onFailure: optionalText,
});

/**
 * Only what makes a pipeline is demanded, and enums stay open: the service leaves members out that it has no value for, and gains
 * values and members before this code does. Source: Image Builder API Reference, data type ImagePipeline.
 */
const pipeline = v.object({
  arn: v.string(),
  name: v.string(),
  description: optionalText,
  platform: optionalText,
  enhancedImageMetadataEnabled: flag,
  imageRecipeArn: optionalText,
  containerRecipeArn: optionalText,
  infrastructureConfigurationArn: optionalText,
  distributionConfigurationArn: optionalText,
  imageTestsConfiguration: v.optional(v.object({ imageTestsEnabled: flag, timeoutMinutes: whole })),
  schedule: v.optional(
    v.object({
      scheduleExpression: optionalText,
      timezone: optionalText,
      pipelineExecutionStartCondition: optionalText,
      autoDisablePolicy: v.optional(v.object({ failureCount: v.number() })),
    }),
  ),
  status: optionalText,
  dateCreated: optionalText,
  dateUpdated: optionalText,
  dateLastRun: optionalText,
  dateNextRun: optionalText,
  tags: v.optional(tagsAnswer),
  imageTags: v.optional(tagsAnswer),
  imageScanningConfiguration: v.optional(
    v.object({
      imageScanningEnabled: flag,
      ecrConfiguration: v.optional(v.object({ repositoryName: optionalText, containerTags: v.optional(v.array(v.string())) })),
    }),
  ),
  workflows: v.optional(v.array(workflow)),
  executionRole: optionalText,
  loggingConfiguration: v.optional(v.object({ imageLogGroupName: optionalText, pipelineLogGroupName: optionalText })),
  lastRunStatus: optionalText,
  consecutiveFailures: whole,
});

const getAnswer = v.object({ imagePipeline: pipeline });
const createAnswer = v.object({ imagePipelineArn: v.string() });
const listAnswer = v.object({ imagePipelineList: v.array(v.unknown()), nextToken: optionalText });
const acknowledgement = v.object({ requestId: v.string() });
