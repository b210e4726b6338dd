import { findPipeline, missingPipeline, requireAddress } from './address.ts';
import type { CallOptions, ImageBuilder } from './image-builder.ts';
import { definitionOf } from './record.ts';
import type { Guard } from './write.ts';

export interface DeleteRequest extends CallOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  /** The caller's conditions; absent when it made none, and then the pipeline is not read before. */
  readonly guard?: Guard | undefined;
}

/** Deletes a pipeline. A run that is under way goes on, and images stay. Rejects with `NotFound` or `PreconditionFailed`. */
export async function deletePipeline(request: DeleteRequest, ports: { readonly imageBuilder: ImageBuilder }): Promise<void> {
  const { name, guard } = request;
  requireAddress(name);
  if (guard !== undefined) {
    const record = await findPipeline(name, request, ports.imageBuilder);
    guard(record && definitionOf(record), () => []);
    if (record === undefined) throw missingPipeline(name);
  }
  await ports.imageBuilder.deletePipeline(name, request);
}
