import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { commonHeaders } from '../../../lib/http/headers.ts';
import { parseEvent } from '../../../lib/http/inbound.ts';
import { asApiError, problemResponse } from '../../../lib/http/problem.ts';
import { requestIdOf } from '../../../lib/http/request-id.ts';
import {
  Forbidden,
  MalformedRequest,
  MethodNotAllowed,
  NotFound,
  PayloadTooLarge,
  UpstreamUnavailable,
} from '../../../lib/problem/errors.ts';
import type { Route } from '../../../lib/service/routes.ts';
import { gatewayProblems } from '../../api-gateway/gateway-problems.ts';
import { strangenessOf } from '../../sockets/neighbour.ts';
import { type Arrival, arrivalOf, headerOf } from './arrival.ts';
import { type Authorization, authorize } from './authorization.ts';
import type { Admit } from './fairness.ts';
import { type DeployedHandler, invoke, type ProxyResult } from './invocation.ts';
import type { Load } from './load.ts';
import { allowedMethods, isPreflight, preflightHeaders } from './preflight.ts';
import { type GatewayIds, type ProvenCaller, proxyEvent, type Routing } from './proxy-event.ts';
import { matchPath, type PathMatch } from './route-match.ts';
import { sendResult } from './send.ts';

export interface GatewayOptions {
  readonly routes: readonly Route[];
  /** By operationId. */
  readonly handlers: ReadonlyMap<string, DeployedHandler>;
  readonly caller: ProvenCaller;
  /** Who is asked about tokens; absent: nobody, and every caller is the developer. */
  readonly authorization?: Authorization | undefined;
  readonly policyDigest: string;
  readonly corsOrigins: readonly string[];
  /** Refuses calls that are too many; absent: no limit. */
  readonly admit?: Admit | undefined;
  /** What this process has to do, and whether it can do more; absent: it can. */
  readonly load?: Load | undefined;
  readonly clock?: (() => Date) | undefined;
  readonly newId?: (() => string) | undefined;
  /** Seconds after which to look again at a run, for those that a function says; absent: those. */
  readonly lookAgainAfter?: ((seconds: number) => number) | undefined;
  /** Told of every request once it is answered. */
  readonly onAnswered?: ((answered: Answered) => void) | undefined;
}

/** A request and what became of it. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  /** API Gateway's own id, by which the functions' lines are found. */
  readonly gatewayId: string;
  readonly status: number;
  readonly milliseconds: number;
  /** What the caller was not told: why a function failed. */
  readonly cause?: unknown;
}

/**
 * API Gateway refuses bodies of over 10 MB. Source: API Gateway Developer Guide, "Quotas for configuring and running a REST API".
 */
const maximumBodyBytes = 10 * 1024 * 1024;

/**
 * API Gateway on one machine: turns an HTTP request into the event of a REST API, calls the function that the route table names,
 * and answers by itself, as problem+json, where API Gateway does.
 */
export function createGateway(options: GatewayOptions): RequestListener {
  const { clock = () => new Date(), newId = randomUUID, onAnswered } = options;
  const gateway: Gateway = { ...options, clock };
  return async (request, response) => {
    const startedAt = performance.now();
    const arrival = arrivalOf(request, clock());
    const ids = idsOf(arrival, newId);
    const outcome = await answer(gateway, arrival, ids, request);
    if (outcome === undefined) return;
    const { result, cause } = outcome;
    response.setHeader('x-amzn-requestid', ids.requestId).setHeader('x-amz-apigw-id', ids.extendedRequestId);
    sendResult(response, result);
    onAnswered?.({
      method: arrival.method,
      path: arrival.path,
      gatewayId: ids.extendedRequestId,
      status: result.statusCode,
      milliseconds: performance.now() - startedAt,
      cause,
    });
  };
}

/** Source: API Gateway Developer Guide, "Access logging for REST APIs": a caller may choose the first, as a UUID. */
function idsOf(arrival: Arrival, newId: () => string): GatewayIds {
  const chosen = headerOf(arrival, 'x-amzn-requestid') ?? '';
  return { requestId: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(chosen) ? chosen : newId(), extendedRequestId: newId() };
}

interface Gateway extends GatewayOptions {
  readonly clock: () => Date;
}

interface Outcome {
  readonly result: ProxyResult;
  readonly cause?: unknown;
}

/** Resolves with nothing where the caller went away before all of its request was there. */
async function answer(
  gateway: Gateway,
  arrival: Arrival,
  ids: GatewayIds,
  request: IncomingMessage,
): Promise<Outcome | undefined> {
  const requestId = requestIdOf(headerOf(arrival, 'x-request-id'), () => ids.requestId);
  const unrouted = { resource: arrival.path, pathParameters: null, ids };
  const inbound = parseEvent(proxyEvent(arrival, unrouted, gateway.caller, null));
  const common = commonHeaders(inbound, { ...gateway, requestId });
  try {
    requireRoom(gateway);
    requireNeighbour(request, gateway.corsOrigins);
    const target = await admitted(gateway, arrival, ids);
    if (target.route === undefined) {
      return { result: { statusCode: 204, headers: { ...common, ...preflightHeaders(target.routing.routes) } } };
    }
    const { route, routing, caller } = target;
    const event = proxyEvent(arrival, routing, caller, await readBody(request));
    // Bodies take their time to come, and cost nothing while they do.
    requireRoom(gateway);
    const call = () => invoke(handlerOf(gateway, route), event, route);
    return { result: paced(await (gateway.load?.run(call) ?? call()), gateway) };
  } catch (thrown) {
    if (request.destroyed && !request.complete) return undefined;
    const error = asApiError(thrown);
    const problem = problemResponse(error, inbound.externalPath, requestId);
    return { result: { ...problem, headers: { ...problem.headers, ...common } }, cause: error.cause };
  }
}

/** Functions count on the builds of AWS; those of the embedded Image Builder end as fast as its clock goes. */
function paced(result: ProxyResult, { lookAgainAfter }: Gateway): ProxyResult {
  const seconds = result.headers?.['retry-after'];
  if (lookAgainAfter === undefined || seconds === undefined || result.statusCode >= 300) return result;
  return { ...result, headers: { ...result.headers, 'retry-after': String(lookAgainAfter(Number(seconds))) } };
}

/** Who calls: the developer, or whom the authorizer made out. */
async function identified({ caller, authorization }: Gateway, arrival: Arrival, routing: Routing): Promise<ProvenCaller> {
  if (authorization === undefined) return caller;
  const unidentified = { ...caller, userArn: null };
  const authorizer = await authorize(authorization, proxyEvent(arrival, routing, unidentified, null));
  return authorizer === null ? caller : { ...unidentified, authorizer };
}

/**
 * Lambda would run more functions at once; here all share one processor, and who would wait for long is better told so at once.
 */
function requireRoom({ load }: Gateway): void {
  if (load?.isFull()) throw new UpstreamUnavailable(tooMuch.detail, 1, tooMuch);
}

const tooMuch = {
  title: 'The service is overloaded',
  detail:
    'More requests are in progress than this machine can answer soon. This one was not processed: send it again in a second.',
};

/** A gateway of AWS has callers to tell apart; here whoever calls is the developer, and so no page may. */
function requireNeighbour({ headers }: IncomingMessage, corsOrigins: readonly string[]): void {
  const strangeness = strangenessOf(headers, corsOrigins);
  if (strangeness === undefined) return;
  const { kind, detail } = strangeness;
  if (kind === 'no-host') throw new MalformedRequest(detail);
  throw new Forbidden(kind === 'page' ? `${detail} npm start -- --cors ORIGIN lets pages of an origin in.` : detail);
}

interface Target {
  readonly routing: PathMatch & Routing;
  /** Absent: a preflight request, which is no route's. */
  readonly route: Route | undefined;
  readonly caller: ProvenCaller;
}

/** What a request is for, once it is known whose it is and that it is not one too many; what leads nowhere counts as well. */
async function admitted(gateway: Gateway, arrival: Arrival, ids: GatewayIds): Promise<Target> {
  const { admit = () => undefined } = gateway;
  const now = arrival.time.getTime();
  let target: Target;
  try {
    target = await targetOf(gateway, arrival, ids);
  } catch (error) {
    admit(undefined, undefined, now);
    throw error;
  }
  const { route, caller } = target;
  admit(route && String(caller.authorizer?.['principalId'] ?? caller.userArn), route, now);
  return target;
}

async function targetOf(gateway: Gateway, arrival: Arrival, ids: GatewayIds): Promise<Target> {
  if (!decodes(arrival.path)) throw new MalformedRequest('The path is not percent-encoded UTF-8.');
  const path = matchPath(gateway.routes, arrival.path);
  if (path === undefined) throw new NotFound(gatewayProblems.RESOURCE_NOT_FOUND.detail);
  const routing = { ...path, ids };
  if (isPreflight(gateway.corsOrigins, arrival.method)) return { routing, route: undefined, caller: gateway.caller };
  const route = routeFor(gateway, arrival.method, path);
  return { routing, route, caller: await identified(gateway, arrival, routing) };
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function routeFor(gateway: Gateway, method: string, path: PathMatch): Route {
  const route = path.routes.find((candidate) => candidate.method === method);
  if (route !== undefined) return route;
  const allow = allowedMethods(gateway.corsOrigins, path.routes);
  throw new MethodNotAllowed(`This path has the methods ${allow.join(', ')}.`, allow);
}

function handlerOf(gateway: Gateway, route: Route): DeployedHandler {
  const handler = gateway.handlers.get(route.operationId);
  if (handler === undefined) throw new TypeError(`no handler for ${route.operationId}`);
  return handler;
}

/** What is left of a body that is too large stays unread: Node.js throws it away behind the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () => new PayloadTooLarge(gatewayProblems.REQUEST_TOO_LARGE.detail);
  if (Number(request.headers['content-length'] ?? 0) > maximumBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) {
      request.resume();
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
