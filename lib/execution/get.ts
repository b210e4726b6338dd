import { type ExecutionPorts, type ExecutionRequest, readExecution } from './address.ts';
import { type ExecutionView, executionView } from './view.ts';

/** Reads one execution of a pipeline, also of one that was deleted since. */
export async function getExecution(request: ExecutionRequest, ports: ExecutionPorts<'getExecution'>): Promise<ExecutionView> {
  const record = await readExecution(request, ports);
  return executionView(record, { pipeline: request.pipeline, home: ports.deployment, now: ports.clock() });
}
