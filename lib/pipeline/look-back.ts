import { ApiError } from '../problem/api-error.ts';
import type { CallOptions, ImageBuilder, PipelineRecord } from './image-builder.ts';

/**
 * Reads a pipeline that has just been written. The write stands, so a failed look at it must not be answered as a failed write: the
 * caller would try again and meet what it did itself. What was written is known; `otherwise` is made of that, and lacks at most what
 * the service alone sets.
 */
export async function lookBack(
  name: string,
  otherwise: () => PipelineRecord,
  { signal }: CallOptions,
  imageBuilder: ImageBuilder,
): Promise<PipelineRecord> {
  try {
    return await imageBuilder.getPipeline(name, { signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return otherwise();
  }
}
