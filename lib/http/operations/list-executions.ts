import type { ExecutionPorts } from '../../execution/address.ts';
import { listExecutions } from '../../execution/list.ts';
import { listExecutions as row } from '../../service/routes.ts';
import type { Operation } from '../endpoint.ts';
import { pageToken, upstreamToken } from '../page.ts';
import { anyText, readQuery, wholeNumber } from '../query.ts';

export function listExecutionsOperation(ports: ExecutionPorts<'listExecutions'>): Operation {
  return async ({ request, caller, signal, notes }) => {
    const pipeline = request.pathParameters['name'] ?? '';
    notes.pipeline = pipeline;
    const query = { operation: 'listExecutions', pipeline };
    const { pageSize, token } = readQuery(request.query, row.query, (take) => ({
      pageSize: take('pageSize', wholeNumber(1, 100)) ?? 25,
      token: take('pageToken', anyText),
    }));
    const position = token === undefined ? undefined : upstreamToken(query, token);
    const { items, next } = await listExecutions({ pipeline, pageSize, position, caller, signal }, ports);
    return { status: 200, body: { items, nextPageToken: next === null ? null : pageToken(query, next) } };
  };
}
