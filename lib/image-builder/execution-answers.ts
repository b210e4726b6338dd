import * as v from 'valibot';
import type { ExecutionPage, ImageRecord } from '../execution/image-builder.ts';
import { optionalText, read, readItems, tagsAnswer } from './answer.ts';

/** The image in an answer of GetImage. */
export function imageIn(answer: unknown): ImageRecord {
  return read(getAnswer, answer).image;
}

/**
 * The page in an answer of ListImagePipelineImages. What is odd about an image stands in its `unreadable`, and hides no other.
 */
export function readExecutionPage(answer: unknown): ExecutionPage {
  const { imageSummaryList, nextToken } = read(listAnswer, answer);
  return { records: readItems(image, imageSummaryList), ...(nextToken ? { nextToken } : {}) };
}

/** The ARN in an answer of StartImagePipelineExecution. */
export function readStartedArn(answer: unknown): string {
  return read(startAnswer, answer).imageBuildVersionArn;
}

/** Makes sure that it was Image Builder which answered CancelImageCreation. */
export function readCancellation(answer: unknown): void {
  read(startAnswer, answer);
}

const buildVersionArn = v.pipe(
  v.string(),
  v.regex(/^arn:[^:]+:imagebuilder:[^:]+:[^:]+:image\/[^/]+\/[^/]+\/[^/]+$/, 'Expected the ARN of a build version'),
);

const state = v.object({
  status: optionalText,
  reason: optionalText,
  // A map of texts by its reference, but younger than this code: the view takes from it what it can read.
  failureContext: v.optional(v.record(v.string(), v.unknown())),
});

const ami = v.object({
  region: optionalText,
  image: optionalText,
  name: optionalText,
  description: optionalText,
  accountId: optionalText,
  state: v.optional(v.object({ status: optionalText, reason: optionalText })),
});

const container = v.object({ region: optionalText, imageUris: v.optional(v.array(v.string())) });

/**
 * What Image and ImageSummary have in common, and the source pipeline, which only Image has. Only the ARN is demanded, and enums
 * stay open. Source: Image Builder API Reference, data types Image and ImageSummary.
 */
const image = v.object({
  arn: v.string(),
  name: optionalText,
  version: optionalText,
  platform: optionalText,
  state: v.optional(state),
  sourcePipelineArn: optionalText,
  sourcePipelineName: optionalText,
  buildType: optionalText,
  dateCreated: optionalText,
  tags: v.optional(tagsAnswer),
  outputResources: v.optional(v.object({ amis: v.optional(v.array(ami)), containers: v.optional(v.array(container)) })),
  loggingConfiguration: v.optional(v.object({ logGroupName: optionalText })),
});

const getAnswer = v.object({ image });
const listAnswer = v.object({ imageSummaryList: v.array(v.unknown()), nextToken: optionalText });
const startAnswer = v.object({ imageBuildVersionArn: buildVersionArn });
