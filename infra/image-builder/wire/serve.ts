import type { IncomingMessage, ServerResponse } from 'node:http';
import { strangenessOf } from '../../sockets/neighbour.ts';
import { type Fault, takeFault } from '../control/fault.ts';
import type { EmbeddedOperation } from '../operations/operation.ts';
import { operations } from '../operations/table.ts';
import { settle } from '../runs/advance-time.ts';
import type { World } from '../world.ts';
import { ServiceError } from './errors.ts';
import { misbehave } from './inject-fault.ts';
import { type Match, route } from './router.ts';
import { type Rendered, readMembers, renderAnswer, renderError, sendRendered } from './wire.ts';

/**
 * One request, from the wire to the wire. Whatever happens in between, the client gets an answer of the protocol, unless a fault
 * was ordered that is none.
 */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  onDefect: (error: unknown) => void,
): Promise<void> {
  const requestId = world.newId();
  // A client that went away in the middle of its request hears nothing, and nothing is wrong with the server.
  const gone = () => request.destroyed && !request.complete;
  try {
    const strangeness = strangenessOf(request.headers, []);
    if (strangeness !== undefined) throw new ServiceError('AccessDeniedException', strangeness.detail);
    const match = route(operations, request.method ?? '', request.url ?? '');
    const work = async (): Promise<Rendered> => {
      try {
        return renderAnswer(requestId, await answer(match, request, requestId, world));
      } catch (error) {
        if (gone()) throw error;
        return renderFailure(requestId, error, onDefect);
      }
    };
    const fault = faultOf(match.operation, world);
    if (fault === undefined) sendRendered(response, await work());
    else await misbehave(fault, { response, requestId, work });
  } catch (error) {
    if (!gone()) sendRendered(response, renderFailure(requestId, error, onDefect));
  }
}

function faultOf({ name, path }: EmbeddedOperation, { orders }: World): Fault | undefined {
  if (path.startsWith('/_control/')) return undefined;
  orders.calls.set(name, (orders.calls.get(name) ?? 0) + 1);
  return takeFault(orders, name);
}

function renderFailure(requestId: string, error: unknown, onDefect: (error: unknown) => void): Rendered {
  if (error instanceof ServiceError) return renderError(requestId, error);
  onDefect(error);
  return renderError(requestId, new ServiceError('ServiceException', 'Internal failure.'));
}

async function answer({ operation, members }: Match, request: IncomingMessage, requestId: string, world: World): Promise<object> {
  try {
    const hasBody = operation.method === 'PUT' || operation.method === 'POST';
    const body = hasBody ? await readMembers(request, world.switches.maxBodyBytes) : {};
    // Not answered before it is durable: an answer is a promise that a crash does not break.
    const result = await world.store.transact(({ healthy }) => {
      // What is due can wait for a file that cannot be written, and must not stand in the way of what frees room in it.
      if (healthy) settle(world);
      return operation.answer({ ...body, ...members() }, world);
    });
    return operation.answersRequestId ? { requestId, ...result } : result;
  } catch (error) {
    const isBadRequest = error instanceof ServiceError && badRequests.includes(error.name);
    throw isBadRequest && operation.badRequest ? new ServiceError(operation.badRequest, error.message) : error;
  }
}

const badRequests: readonly string[] = ['InvalidRequestException', 'InvalidParameterValueException'];
