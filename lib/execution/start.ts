import type { Caller } from '../identity/caller.ts';
import { findToChange, missingPipeline, requireAddress } from '../pipeline/address.ts';
import type { WriteOptions } from '../pipeline/image-builder.ts';
import { ApiError } from '../problem/api-error.ts';
import type { ExecutionPorts } from './address.ts';
import { requireStartTags } from './start-body.ts';
import { startedByTag, startedByValue } from './started-by.ts';
import { type ExecutionView, executionView, type Notice } from './view.ts';

export interface StartRequest extends WriteOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly pipeline: string;
  /** `{ tags? }` as it was sent; `undefined` when nothing was. */
  readonly body: unknown;
  readonly caller: Caller;
}

/** Starts a run by hand, whatever the schedule and the status of the pipeline say, and reads it back. Rejects with `Forbidden`. */
export async function startExecution(
  request: StartRequest,
  ports: ExecutionPorts<'startExecution' | 'getExecution'>,
): Promise<ExecutionView> {
  const { pipeline, caller } = request;
  requireAddress(pipeline);
  const tags = { ...requireStartTags(request.body), [startedByTag]: startedByValue(caller.subject) };
  const settings = await findToChange(pipeline, request, ports);
  if (settings === undefined) throw missingPipeline(pipeline);
  const { arn } = await ports.imageBuilder.startExecution(pipeline, tags, request);
  const record = await unlessRefused(ports.imageBuilder.getExecution(arn, request));
  return executionView(record ?? { arn, tags, buildType: 'USER_INITIATED' }, {
    pipeline,
    home: ports.deployment,
    now: ports.clock(),
    notices: settings.status === 'DISABLED' ? [disabled] : [],
  });
}

const disabled: Notice = {
  code: 'pipeline-disabled',
  message: 'The pipeline is disabled: it runs when it is told to, as now, but not by its schedule.',
};

/** The run has begun by now, so a failed look at it must not be answered as a failed start: the caller would start another one. */
async function unlessRefused<Answer>(look: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
