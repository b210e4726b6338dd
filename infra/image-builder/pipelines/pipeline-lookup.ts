import { isRunning, runsOf } from '../runs/run.ts';
import type { Switches } from '../switches.ts';
import { busy, notFound } from '../wire/errors.ts';
import type { World } from '../world.ts';
import type { StoredPipeline } from './stored-pipeline.ts';

/** Throws `ServiceError` (ResourceNotFoundException) where there is none. */
export function requirePipeline(arn: string, world: World): StoredPipeline {
  const pipeline = world.store.pipelines.get(arn);
  if (pipeline === undefined) throw notFound(arn);
  return pipeline;
}

/** Throws `ServiceError` (ResourceInUseException) where the switch is set for the operation. */
export function refuseWhileRunning(operation: Switches['refusedWhileRunning'][number], arn: string, world: World): void {
  if (!world.switches.refusedWhileRunning.includes(operation)) return;
  const now = world.clock().getTime();
  if (runsOf(arn, world).some((run) => isRunning(run, now))) throw busy(arn);
}
