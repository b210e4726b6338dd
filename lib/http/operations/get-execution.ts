import type { ExecutionPorts } from '../../execution/address.ts';
import { getExecution } from '../../execution/get.ts';
import type { Operation } from '../endpoint.ts';
import { lookAgain } from '../retry-after.ts';

export function getExecutionOperation(ports: ExecutionPorts<'getExecution'>): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { name: pipeline = '', id = '' } = request.pathParameters;
    notes.pipeline = pipeline;
    notes.execution = id;
    const view = await getExecution({ pipeline, id, caller, signal }, ports);
    return { status: 200, body: view, ...(view.ended ? {} : { headers: lookAgain }) };
  };
}
