import type { PipelineRecord } from './image-builder.ts';
import { timeOf } from './time.ts';

/**
 * Whether two looks at one address saw the same pipeline, and not one that somebody has made in the place of another. The time of
 * its creation is what tells them apart; where an answer lacks it, nothing does, and then they count as two.
 */
export function isSamePipeline(first: PipelineRecord, second: PipelineRecord): boolean {
  const [before, now] = [timeOf(first.dateCreated), timeOf(second.dateCreated)];
  return before !== undefined && now !== undefined && before.getTime() === now.getTime();
}

/** Whether two looks at one address surely saw two pipelines. */
export function isAnotherPipeline(first: PipelineRecord, second: PipelineRecord): boolean {
  const areTold = timeOf(first.dateCreated) !== undefined && timeOf(second.dateCreated) !== undefined;
  return areTold && !isSamePipeline(first, second);
}
