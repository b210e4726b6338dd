import type { Caller } from '../../identity/caller.ts';
import { mayRead, ownerOf, type Registry, requireMayChange } from '../../identity/ownership.ts';
import { NotFound } from '../../problem/errors.ts';
import { isNormalisedName, normaliseName } from '../definition/name.ts';
import type { CallOptions, ImageBuilder, PipelineRecord } from './image-builder.ts';

/** Who looks for a pipeline. */
export interface Seeker extends CallOptions {
  readonly caller: Caller;
}

/** What it takes to find a pipeline, and to tell whose it is. */
export interface Directory {
  readonly imageBuilder: Pick<ImageBuilder, 'getPipeline'>;
  readonly teams: Registry;
}

/** Reads the pipeline at an address. Rejects with `NotFound`, also where no pipeline can be. */
export async function readPipeline(name: string, seeker: Seeker, directory: Directory): Promise<PipelineRecord> {
  const record = await findPipeline(name, seeker, directory);
  if (record === undefined) throw missingPipeline(name);
  return record;
}

/**
 * The pipeline at an address, or `undefined` when there is none yet. One that the caller may not know of is not there for it:
 * every use case looks for pipelines here, takes the same calls for either, and says the same. Rejects with `NotFound` only where
 * no pipeline can be.
 */
export async function findPipeline(name: string, seeker: Seeker, directory: Directory): Promise<PipelineRecord | undefined> {
  requireAddress(name);
  const record = await pipelineAt(name, seeker, directory);
  return record && mayRead(seeker.caller, ownerOf(record.tags, directory.teams), directory.teams) ? record : undefined;
}

/** The pipeline at an address, whoever it belongs to; for who has found it there before. */
export async function pipelineAt(
  name: string,
  { signal }: Seeker,
  { imageBuilder }: Directory,
): Promise<PipelineRecord | undefined> {
  try {
    return await imageBuilder.getPipeline(name, { signal });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * `findPipeline` for whoever is about to change, run or delete what it finds. Rejects with `Forbidden` where it may only be read.
 */
export async function findToChange(name: string, seeker: Seeker, directory: Directory): Promise<PipelineRecord | undefined> {
  const record = await findPipeline(name, seeker, directory);
  if (record !== undefined) requireMayChange(seeker.caller, record.tags, directory.teams);
  return record;
}

/**
 * Lets a write go on with a pipeline that it sees again. Rejects as a first look would: with `NotFound` where the caller may not
 * know of it any more, with `Forbidden` where it may not change it.
 */
export function requireStillOurs({ name, tags }: PipelineRecord, { caller }: Seeker, { teams }: Directory): void {
  if (!mayRead(caller, ownerOf(tags, teams), teams)) throw missingPipeline(normaliseName(name));
  requireMayChange(caller, tags, teams);
}

/** Only normalised names are addresses; a name as it is displayed is answered with the address it would have. */
export function requireAddress(name: string): void {
  if (isNormalisedName(name)) return;
  const normal = normaliseName(name);
  const hint = isNormalisedName(normal) ? ` Pipelines are addressed by their normalised name: try ${normal}.` : '';
  throw new NotFound(`There is no pipeline with this name.${hint}`);
}

/** Nothing is at an address where something could be. */
export function missingPipeline(name: string): NotFound {
  return new NotFound(`There is no pipeline ${name}.`);
}
