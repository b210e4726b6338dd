import { requireAddress } from '../pipeline/address.ts';
import { parseArn } from '../pipeline/arn.ts';
import type { CallOptions } from '../pipeline/image-builder.ts';
import { NotFound } from '../problem/errors.ts';
import { executionArn, type Home, parseExecutionId } from './id.ts';
import type { ExecutionService, ImageRecord } from './image-builder.ts';

/** What the use cases of executions stand on. */
export interface ExecutionPorts<Service = ExecutionService> {
  readonly imageBuilder: Service;
  readonly deployment: Home;
  readonly clock: () => Date;
}

export interface ExecutionRequest extends CallOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly pipeline: string;
  /** The execution's id, as the caller wrote it. */
  readonly id: string;
}

/**
 * Reads the execution at an address. Rejects with `NotFound` also for an execution of another pipeline, and with the same words, so
 * that nobody learns by guessing what others build.
 */
export async function readExecution(request: ExecutionRequest, ports: ExecutionPorts): Promise<ImageRecord> {
  requireAddress(request.pipeline);
  const id = parseExecutionId(request.id);
  if (id === undefined) {
    throw new NotFound(
      'There is no execution of this id. The id of an execution is <recipe>-<x.y.z>-<build>, such as web-1.4.0-7.',
    );
  }
  const record = await findExecution(executionArn(id, ports.deployment), request, ports);
  if (record === undefined || !belongsTo(request.pipeline, record, ports.deployment)) {
    throw new NotFound(`The pipeline ${request.pipeline} has no execution ${request.id}.`);
  }
  return record;
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
