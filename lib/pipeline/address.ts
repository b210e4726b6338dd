import { NotFound } from '../problem/errors.ts';
import type { CallOptions, ImageBuilder, PipelineRecord } from './image-builder.ts';
import { isNormalisedName, normaliseName } from './name.ts';

/** Reads the pipeline at an address. Rejects with `NotFound`, also where no pipeline can be. */
export async function readPipeline(name: string, options: CallOptions, imageBuilder: ImageBuilder): Promise<PipelineRecord> {
  requireAddress(name);
  return await imageBuilder.getPipeline(name, { signal: options.signal });
}

/** The pipeline at an address, or `undefined` when there is none yet. Rejects with `NotFound` only where no pipeline can be. */
export async function findPipeline(
  name: string,
  options: CallOptions,
  imageBuilder: ImageBuilder,
): Promise<PipelineRecord | undefined> {
  requireAddress(name);
  try {
    return await imageBuilder.getPipeline(name, { signal: options.signal });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Only normalised names are addresses; a name as it is displayed is answered with the address it would have. */
export function requireAddress(name: string): void {
  if (isNormalisedName(name)) return;
  const normal = normaliseName(name);
  const hint = isNormalisedName(normal) ? ` Pipelines are addressed by their normalised name: try ${normal}.` : '';
  throw new NotFound(`There is no pipeline of this name.${hint}`);
}

/** Nothing is at an address where something could be. */
export function missingPipeline(name: string): NotFound {
  return new NotFound(`There is no pipeline ${name}.`);
}
