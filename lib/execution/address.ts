import { type Registry, readsAll, requireMayChange } from '../identity/ownership.ts';
import { findPipeline, findToChange, requireAddress, type Seeker } from '../pipeline/address.ts';
import { parseArn } from '../pipeline/arn.ts';
import type { CallOptions, ImageBuilder } from '../pipeline/image-builder.ts';
import { NotFound } from '../problem/errors.ts';
import { executionArn, type Home, parseExecutionId } from './id.ts';
import type { ExecutionService, ImageRecord } from './image-builder.ts';

/** What the use cases of executions stand on. */
export interface ExecutionPorts {
  readonly imageBuilder: ExecutionService & Pick<ImageBuilder, 'getPipeline'>;
  readonly teams: Registry;
  readonly deployment: Home;
  readonly clock: () => Date;
}

export interface ExecutionRequest extends Seeker {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly pipeline: string;
  /** The execution's id, as the caller wrote it. */
  readonly id: string;
}

/**
 * Reads the execution at an address. Rejects with `NotFound` also for an execution of another pipeline, and for one of a pipeline that
 * the caller may not know of, and with the same words, so that nobody learns by guessing what others build.
 */
export async function readExecution(request: ExecutionRequest, ports: ExecutionPorts): Promise<ImageRecord> {
  const arn = requireExecutionArn(request, ports);
  const isOpen = readsAll(request.caller, ports.teams) || (await findPipeline(request.pipeline, request, ports)) !== undefined;
  return await readAt(arn, isOpen, request, ports);
}

/**
 * `readExecution` for whoever is about to stop what it reads. Rejects with `Forbidden` where it may only be read: nobody but an admin may
 * stop what a pipeline began that is gone, for nothing tells whose it was.
 */
export async function readExecutionToChange(request: ExecutionRequest, ports: ExecutionPorts): Promise<ImageRecord> {
  const arn = requireExecutionArn(request, ports);
  const pipeline = await findToChange(request.pipeline, request, ports);
  const record = await readAt(arn, pipeline !== undefined || readsAll(request.caller, ports.teams), request, ports);
  requireMayChange(request.caller, pipeline?.tags, ports.teams);
  return record;
}

function requireExecutionArn(request: ExecutionRequest, { deployment }: ExecutionPorts): string {
  requireAddress(request.pipeline);
  const id = parseExecutionId(request.id);
  if (id !== undefined) return executionArn(id, deployment);
  throw new NotFound(
    'There is no execution of this id. The id of an execution is <recipe>-<x.y.z>-<build>, such as web-1.4.0-7.',
  );
}

/** What is not open is not asked for. */
async function readAt(arn: string, isOpen: boolean, request: ExecutionRequest, ports: ExecutionPorts): Promise<ImageRecord> {
  const record = isOpen ? await findExecution(arn, request, ports) : undefined;
  if (record !== undefined && belongsTo(request.pipeline, record, ports.deployment)) return record;
  throw new NotFound(`The pipeline ${request.pipeline} has no execution ${request.id}.`);
}

async function findExecution(arn: string, { signal }: CallOptions, { imageBuilder }: ExecutionPorts) {
  try {
    return await imageBuilder.getExecution(arn, { signal });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function belongsTo(pipeline: string, { sourcePipelineArn = '' }: ImageRecord, { account, region }: Home): boolean {
  const source = parseArn(sourcePipelineArn);
  return source?.kind === 'image-pipeline' && source.name === pipeline && source.account === account && source.region === region;
}
