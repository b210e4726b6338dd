import { type Directory, findToChange, missingPipeline, type Seeker } from './address.ts';
import type { ImageBuilder } from './image-builder.ts';
import { definitionOf } from './record.ts';
import type { Guard } from './write.ts';

export interface DeleteRequest extends Seeker {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  /** The caller's conditions; absent when it made none. */
  readonly guard?: Guard | undefined;
}

export type DeletePorts = Directory & { readonly imageBuilder: Pick<ImageBuilder, 'deletePipeline'> };

/**
 * Deletes a pipeline. A run that is under way goes on, and images stay. Rejects with `NotFound`, `Forbidden` or `PreconditionFailed`.
 * As with other writes, nothing holds between the look at whose it is and the deletion.
 */
export async function deletePipeline(request: DeleteRequest, ports: DeletePorts): Promise<void> {
  const { name, guard } = request;
  const record = await findToChange(name, request, ports);
  guard?.(record && definitionOf(record), () => []);
  if (record === undefined) throw missingPipeline(name);
  await ports.imageBuilder.deletePipeline(name, request);
}
