import type { ExecutionPorts } from '../../execution/address.ts';
import { cancelExecution } from '../../execution/cancel.ts';
import type { Operation } from '../endpoint.ts';
import { lookAgain } from '../retry-after.ts';

export function cancelExecutionOperation(
  ports: ExecutionPorts<'getExecution' | 'cancelExecution'> & { readonly newId: () => string },
): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { name: pipeline = '', id = '' } = request.pathParameters;
    notes.pipeline = pipeline;
    notes.execution = id;
    const body = await cancelExecution({ pipeline, id, caller, clientToken: ports.newId(), signal }, ports);
    notes.effect = 'cancelled';
    return { status: 202, body, headers: lookAgain };
  };
}
