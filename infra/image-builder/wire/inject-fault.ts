import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../control/fault.ts';
import { type Rendered, renderError, sendRendered } from './wire.ts';

interface Call {
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Does what was asked, and gives the answer of it; an error of the service is an answer too. */
  readonly work: () => Promise<Rendered>;
}

/** Answers a call as a fault has it, or does not answer it. */
export async function misbehave(fault: Fault, { response, requestId, work }: Call): Promise<void> {
  switch (fault.fault) {
    case 'latency':
      // A wait does not keep the process alive, and nothing is done for a client that is gone.
      await setTimeout(fault.milliseconds ?? 1000, undefined, { ref: false });
      if (!response.destroyed) sendRendered(response, await work());
      return;
    case 'truncate':
      return cutShort(response, await work());
    case 'content-type':
      return sendRendered(response, relabelled(await work(), fault.contentType ?? 'text/plain'));
  }
  if (fault.when === 'after') await work();
  if (fault.fault === 'hang') return;
  if (fault.fault === 'reset') response.socket?.resetAndDestroy();
  else sendRendered(response, falseAnswer(fault, requestId));
}

function falseAnswer(fault: Fault, requestId: string): Rendered {
  switch (fault.fault) {
    case 'html':
      return plain(fault, { status: 503, contentType: 'text/html', body: page });
    case 'nonsense':
      return plain(fault, { status: 200, contentType: 'application/json', body: 'no JSON' });
    case 'throttle':
      return failure(fault, requestId, { name: 'CallRateLimitExceededException', status: 429, message: 'Rate exceeded' });
    default:
      return failure(fault, requestId, { name: 'ServiceException', status: 500, message: 'An internal server error occurred.' });
  }
}

function plain(
  { status, contentType, body }: Fault,
  usual: { readonly status: number; readonly contentType: string; readonly body: string },
): Rendered {
  return {
    status: status ?? usual.status,
    headers: { 'content-type': contentType ?? usual.contentType },
    body: body ?? usual.body,
  };
}

function failure(
  { name, status, message, retryAfter }: Fault,
  requestId: string,
  usual: { readonly name: string; readonly status: number; readonly message: string },
): Rendered {
  const error = renderError(requestId, {
    name: name ?? usual.name,
    status: status ?? usual.status,
    message: message ?? usual.message,
  });
  return retryAfter === undefined ? error : { ...error, headers: { ...error.headers, 'retry-after': String(retryAfter) } };
}

const page = '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>';

function relabelled({ headers, ...rest }: Rendered, contentType: string): Rendered {
  return { ...rest, headers: { ...headers, 'content-type': contentType } };
}

/** The headers promise all of the body; the connection ends in its middle. */
function cutShort(response: ServerResponse, { status, headers, body }: Rendered): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
