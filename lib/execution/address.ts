import { type Home, parseArn } from '../arn.ts';
import { mayChange, type Registry, readsAll } from '../identity/ownership.ts';
import { findPipeline, findToChange, requireAddress, type Seeker } from '../pipeline/stored/address.ts';
import type { CallOptions, ImageBuilder, PipelineRecord } from '../pipeline/stored/image-builder.ts';
import { timeOf } from '../pipeline/stored/time.ts';
import { Forbidden, NotFound } from '../problem/errors.ts';
import { executionArn, parseExecutionId } from './id.ts';
import type { ExecutionService, ImageRecord } from './image-builder.ts';

/** What the use cases of executions stand on, each on the calls that it makes. */
export interface ExecutionPorts<Calls extends keyof ExecutionService> {
  readonly imageBuilder: Pick<ExecutionService, Calls> & Pick<ImageBuilder, 'getPipeline'>;
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
 * Reads the execution at an address. Rejects with `NotFound` also for an execution of another pipeline, and for one of a pipeline
 * that the caller may not know of, and with the same words, so that nobody learns by guessing what others build.
 */
export async function readExecution(request: ExecutionRequest, ports: ExecutionPorts<'getExecution'>): Promise<ImageRecord> {
  const arn = requireExecutionArn(request, ports);
  const isOpen = readsAll(request.caller, ports.teams);
  const pipeline = isOpen ? undefined : await findPipeline(request.pipeline, request, ports);
  return await readAt(arn, pipeline, request, ports);
}

/**
 * `readExecution` for whoever is about to stop what it reads. Rejects with `Forbidden` where it may only be read: nobody but an
 * admin may stop what a pipeline began that is gone, for nothing tells whose it was.
 */
export async function readExecutionToChange(
  request: ExecutionRequest,
  ports: ExecutionPorts<'getExecution'>,
): Promise<ImageRecord> {
  const arn = requireExecutionArn(request, ports);
  const pipeline = await findToChange(request.pipeline, request, ports);
  const record = await readAt(arn, pipeline, request, ports);
  if (isRunOf(pipeline, record) || mayChange(request.caller, null)) return record;
  throw new Forbidden(
    `Nothing tells whose the execution ${request.id} is, because its pipeline is gone, even if another one has its name: only an admin ` +
      'may cancel it.',
  );
}

/**
 * Whether a run at a pipeline's address is that pipeline's own. The service keeps the runs of a deleted pipeline under its ARN,
 * which the next of its name takes over; what began before that was there is not its own, and neither is what lacks a readable
 * date on either side, so that a gap in an answer opens nothing to another team.
 */
export function isRunOf(pipeline: Pick<PipelineRecord, 'dateCreated'> | undefined, { dateCreated }: ImageRecord): boolean {
  const [created, began] = [timeOf(pipeline?.dateCreated), timeOf(dateCreated)];
  return created !== undefined && began !== undefined && created <= began;
}

function requireExecutionArn(request: ExecutionRequest, { deployment }: ExecutionPorts<never>): string {
  requireAddress(request.pipeline);
  const id = parseExecutionId(request.id);
  if (id !== undefined) return executionArn(id, deployment);
  throw new NotFound(
    'There is no execution with this id. The id of an execution is <recipe>-<x.y.z>-<build>, such as web-1.4.0-7.',
  );
}

/** What is not open is not asked for. */
async function readAt(
  arn: string,
  pipeline: PipelineRecord | undefined,
  request: ExecutionRequest,
  ports: ExecutionPorts<'getExecution'>,
) {
  const isOpen = readsAll(request.caller, ports.teams);
  const record = isOpen || pipeline !== undefined ? await findExecution(arn, request, ports) : undefined;
  if (record !== undefined && belongsTo(request.pipeline, record, ports.deployment)) {
    if (isOpen || isRunOf(pipeline, record)) return record;
  }
  throw new NotFound(`The pipeline ${request.pipeline} has no execution ${request.id}.`);
}

async function findExecution(arn: string, { signal }: CallOptions, { imageBuilder }: ExecutionPorts<'getExecution'>) {
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
