import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { NotAcceptable } from '../problem/errors.ts';
import type { Route } from '../service/route.ts';
import type { Runtime } from '../service/runtime.ts';
import { deadlineIn } from '../time/deadline.ts';
import { jsonBody } from './body.ts';
import { callerOf, requireScope } from './caller.ts';
import { entityTags } from './etag.ts';
import { requireShare } from './fair-share.ts';
import { commonHeaders } from './headers.ts';
import { parseEvent } from './inbound.ts';
import { recordOf } from './log-record.ts';
import { asApiError, problemResponse } from './problem.ts';
import { requestIdOf, traceOf } from './request-id.ts';
import { type Answer, isAcceptable, mediaType, type Response, respond } from './response.ts';
import type { Exchange, Run } from './run.ts';

export type Operation = (exchange: Exchange) => Promise<Answer> | Answer;

export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<Response>;

/** Milliseconds kept back from the function's time limit, so that a use case which does not end still gets an answer. */
const answerReserve = 1_000;

/**
 * Milliseconds before the limit at which calls upstream are aborted: early enough for the use case to say what is known by then.
 */
const upstreamReserve = 2_000;

/**
 * The one way from an API Gateway event to a use case and back. Success, an early return and a throw all leave through
 * `requestEnd`, the only hook that Middy runs on each of them: common headers and the log line are made there.
 */
export function endpoint(route: Route, runtime: Runtime, operation: Operation): Handler {
  const handler = middy<Run, Response, Error, Context, { run: Run }>({
    timeoutEarlyInMillis: answerReserve,
    requestStart: (request) => Object.assign(request.internal, { run: newRun(runtime) }),
    requestEnd: (request) => finish(request as unknown as Finished, route, runtime),
  }).use([admission(route, runtime), ...(route.consumes.length > 0 ? [jsonBody(route)] : []), problems()]);
  handler.handler(async ({ request, caller, notes }, context) => {
    if (request === undefined || caller === undefined) throw new TypeError('the request was not admitted');
    // Middy's own signal comes together with its answer, and so too late for a use case to say anything.
    const deadline = deadlineIn(context.getRemainingTimeInMillis() - upstreamReserve);
    try {
      return respond(request, await operation({ request, caller, notes, signal: deadline.signal }));
    } finally {
      deadline.clear();
    }
  });
  // Middy types one event for the whole stack; here the first middleware puts the run in the place of the raw event.
  return handler as unknown as Handler;
}

type Middleware = MiddlewareObj<Run, Response, Error, Context, { run: Run }>;

interface Finished {
  readonly context: Context;
  readonly internal: { readonly run: Run };
  readonly error?: unknown;
  response?: Response | undefined;
}

function newRun(runtime: Runtime): Run {
  return {
    startedAt: runtime.timer(),
    requestId: runtime.newId(),
    trace: undefined,
    request: undefined,
    caller: undefined,
    notes: {},
  };
}

/** Reads the event, names the request, and finds out who asks. */
function admission(route: Route, runtime: Runtime): Middleware {
  return {
    before: function admissionBefore(middyRequest) {
      const { run } = middyRequest.internal;
      const request = parseEvent(middyRequest.event);
      middyRequest.event = run;
      run.request = request;
      run.requestId = requestIdOf(request.headers['x-request-id'], () => request.gatewayRequestId ?? run.requestId);
      run.trace = traceOf(request.headers['traceparent']);
      run.caller = callerOf(request, runtime.teams);
      requireShare(runtime.shares?.(run.caller.subject, runtime.timer()) ?? 0);
      requireScope(run.caller, route);
      // Before anybody is asked: what cannot be read cannot be honoured afterwards either.
      entityTags('If-None-Match', request.headers['if-none-match'] ?? '*');
      if (!isAcceptable(request)) throw new NotAcceptable(`This API answers ${mediaType}; the Accept header excludes it.`);
    },
  };
}

/** Turns whatever was thrown into a problem. */
function problems(): Middleware {
  return {
    onError: function problemsOnError(request) {
      const { run } = request.internal;
      request.response = problemResponse(asApiError(request.error), run.request?.externalPath ?? '', run.requestId);
    },
  };
}

function finish(finished: Finished, route: Route, runtime: Runtime): void {
  const { run } = finished.internal;
  const response = finished.response;
  if (response === undefined) return;
  const { policyDigest, corsOrigins } = runtime;
  const common = { requestId: run.requestId, policyDigest, corsOrigins };
  Object.assign(response.headers, commonHeaders(run.request, common));
  const error = finished.error === undefined ? undefined : asApiError(finished.error);
  runtime.telemetry.record(
    recordOf(run, {
      operation: route.operationId,
      status: response.statusCode,
      etag: response.headers['etag'],
      error,
      policyDigest,
      invocationId: finished.context.awsRequestId,
      endedAt: runtime.timer(),
    }),
  );
}
