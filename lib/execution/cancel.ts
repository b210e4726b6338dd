import type { WriteOptions } from '../pipeline/image-builder.ts';
import { ApiError } from '../problem/api-error.ts';
import { AlreadyEnded } from '../problem/errors.ts';
import { type ExecutionPorts, type ExecutionRequest, readExecutionToChange } from './address.ts';
import type { ImageRecord } from './image-builder.ts';
import { type ExecutionView, executionView, hasEnded } from './view.ts';

export interface CancelRequest extends ExecutionRequest, WriteOptions {}

/**
 * Asks Image Builder to stop a run, which takes effect some time later. Rejects with `AlreadyEnded` when there is nothing to stop: only
 * an image in a non-terminal state can be cancelled (Image Builder API Reference, CancelImageCreation).
 */
export async function cancelExecution(
  request: CancelRequest,
  ports: ExecutionPorts<'getExecution' | 'cancelExecution'>,
): Promise<ExecutionView> {
  const running = await readExecutionToChange(request, ports);
  requireRunning(running, request);
  try {
    await ports.imageBuilder.cancelExecution(running.arn, request);
  } catch (error) {
    // The run may have ended between our look and our word, and then this is what there is to say.
    requireRunning((await lookBack(running.arn, request, ports)) ?? running, request, error);
    throw error;
  }
  const record = (await lookBack(running.arn, request, ports)) ?? running;
  return executionView(record, { pipeline: request.pipeline, home: ports.deployment, now: ports.clock() });
}

function requireRunning(record: ImageRecord, { id }: ExecutionRequest, cause?: unknown): void {
  if (!hasEnded(record)) return;
  const state = record.state?.status?.toLowerCase();
  throw new AlreadyEnded(`The execution ${id} has ended and cannot be cancelled: its state is ${state}.`, {
    extensions: { state },
    cause,
  });
}

/** A look that fails says nothing of what was done before it. */
async function lookBack(arn: string, { signal }: CancelRequest, { imageBuilder }: ExecutionPorts<'getExecution'>) {
  try {
    return await imageBuilder.getExecution(arn, { signal });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
