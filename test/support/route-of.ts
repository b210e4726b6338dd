import { type OperationId, type Route, routes } from '../../lib/service/routes.ts';

/** The row of an operation. */
export function routeOf(operationId: OperationId): Route {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (route === undefined) throw new TypeError(`no route has the operation ${operationId}`);
  return route;
}
