import * as v from 'valibot';
import { isObject } from '../json/value.ts';
import type { PipelineRecord } from '../pipeline/image-builder.ts';

/** An answer of Image Builder that does not have the shape which its API reference promises. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** The pipeline in an answer of GetImagePipeline. Throws `UnreadableAnswer`; members that this code does not know are left out. */
export function readPipeline(answer: unknown): PipelineRecord {
  return read(getAnswer, answer).imagePipeline;
}

/** The ARN in an answer of CreateImagePipeline. Throws `UnreadableAnswer`. */
export function readCreatedArn(answer: unknown): string {
  return read(createAnswer, answer).imagePipelineArn;
}

function read<const Schema extends v.GenericSchema>(schema: Schema, answer: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`);
  throw new UnreadableAnswer(places.join('; '));
}

const text = v.optional(v.string());
const whole = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const flag = v.optional(v.boolean());

/** A tag may be called `constructor`, which `v.record` would drop as unsafe; rebuilt from its own entries the map is safe and whole. */
const tagMap = v.pipe(
  v.custom<Record<string, string>>(isTextMap, 'Expected a map of texts'),
  v.transform((map): Record<string, string> => Object.fromEntries(Object.entries(map))),
);

function isTextMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

const workflow = v.object({
  workflowArn: v.string(),
  parameters: v.optional(v.array(v.object({ name: v.string(), value: v.array(v.string()) }))),
  parallelGroup: text,
  onFailure: text,
});

/**
 * Only what makes a pipeline is demanded, and enums stay open: the service leaves members out that it has no value for, and gains
 * values and members before this code does. Source: Image Builder API Reference, data type ImagePipeline.
 */
const pipeline = v.object({
  arn: v.string(),
  name: v.string(),
  description: text,
  platform: text,
  enhancedImageMetadataEnabled: flag,
  imageRecipeArn: text,
  containerRecipeArn: text,
  infrastructureConfigurationArn: text,
  distributionConfigurationArn: text,
  imageTestsConfiguration: v.optional(v.object({ imageTestsEnabled: flag, timeoutMinutes: whole })),
  schedule: v.optional(
    v.object({
      scheduleExpression: text,
      timezone: text,
      pipelineExecutionStartCondition: text,
      autoDisablePolicy: v.optional(v.object({ failureCount: v.number() })),
    }),
  ),
  status: text,
  dateCreated: text,
  dateUpdated: text,
  dateLastRun: text,
  dateNextRun: text,
  tags: v.optional(tagMap),
  imageTags: v.optional(tagMap),
  imageScanningConfiguration: v.optional(
    v.object({
      imageScanningEnabled: flag,
      ecrConfiguration: v.optional(v.object({ repositoryName: text, containerTags: v.optional(v.array(v.string())) })),
    }),
  ),
  workflows: v.optional(v.array(workflow)),
  executionRole: text,
  loggingConfiguration: v.optional(v.object({ imageLogGroupName: text, pipelineLogGroupName: text })),
  lastRunStatus: text,
  consecutiveFailures: whole,
});

const getAnswer = v.object({ imagePipeline: pipeline });
const createAnswer = v.object({
  imagePipelineArn: v.pipe(
    v.string(),
    v.regex(/^arn:[^:]+:imagebuilder:[^:]+:[^:]+:image-pipeline\/[^/]+$/, 'Expected the ARN of a pipeline'),
  ),
});
