import type { WriteOptions } from '../pipeline/stored/image-builder.ts';
import { sayingWhatIsKnown } from '../pipeline/writing/what-is-known.ts';
import { ApiError } from '../problem/api-error.ts';
import { AlreadyEnded } from '../problem/errors.ts';
import { unlessFailed } from '../problem/unless-failed.ts';
import { type ExecutionPorts, type ExecutionRequest, readExecutionToChange } from './address.ts';
import type { ImageRecord } from './image-builder.ts';
import { type ExecutionView, executionView, hasEnded } from './view.ts';

export type CancelPorts = ExecutionPorts<'getExecution' | 'cancelExecution'>;

export interface CancelRequest extends ExecutionRequest, WriteOptions {}

/**
 * Asks Image Builder to stop a run, which takes effect some time later. Rejects with `AlreadyEnded` when there is nothing to
 * stop: only an image in a non-terminal state can be cancelled (Image Builder API Reference, CancelImageCreation).
 */
export async function cancelExecution(request: CancelRequest, ports: CancelPorts): Promise<ExecutionView> {
  const running = await readExecutionToChange(request, ports);
  requireRunning(running, request);
  await sayingWhatIsKnown('cancel', false, () => cancelOrFind(running, request, ports));
  const record = (await lookBack(running.arn, request, ports)) ?? running;
  return executionView(record, { pipeline: request.pipeline, home: ports.deployment, now: ports.clock() });
}

/** Cancels a run; where the answer to that is lost and the run is cancelled, that is what was wanted. */
async function cancelOrFind(running: ImageRecord, request: CancelRequest, ports: CancelPorts): Promise<void> {
  try {
    await ports.imageBuilder.cancelExecution(running.arn, request);
  } catch (error) {
    const record = (await lookBack(running.arn, request, ports)) ?? running;
    if (error instanceof ApiError && error.mayHaveHappened && record.state?.status === 'CANCELLED') return;
    // The run may have ended between our look and our word, and then this is what there is to say.
    requireRunning(record, request, error);
    throw error;
  }
}

function requireRunning(record: ImageRecord, { id }: ExecutionRequest, cause?: unknown): void {
  if (!hasEnded(record)) return;
  const state = record.state?.status?.toLowerCase();
  throw new AlreadyEnded(`The execution ${id} has ended and cannot be cancelled: its state is ${state}.`, {
    extensions: { state },
    cause,
  });
}

function lookBack(arn: string, { signal }: CancelRequest, { imageBuilder }: ExecutionPorts<'getExecution'>) {
  return unlessFailed(imageBuilder.getExecution(arn, { signal }));
}
