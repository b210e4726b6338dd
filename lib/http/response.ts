import type { ResponseHeaders } from '../problem/response-headers.ts';
import { accepts } from './accept.ts';
import { etagOf, namesTag } from './etag.ts';
import type { Inbound } from './inbound.ts';
import { prefersMinimal } from './prefer.ts';

/** A response as API Gateway's REST proxy integration takes it; header names in lower case. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What a use case answers. */
export interface Answer {
  readonly status: number;
  /** JSON; `undefined` when there is none. */
  readonly body?: unknown;
  /** What the entity tag is made of, when that is less than the body: a view carries run times, which must not change its tag. */
  readonly tagged?: unknown;
  /** Last segment of the created resource's address below the request's own. */
  readonly created?: string;
  /** Headers of this answer alone. */
  readonly headers?: ResponseHeaders;
}

export const mediaType = 'application/json';

/** Turns an answer into a response: entity tag, `If-None-Match`, `Location`, and `Prefer: return=minimal`. */
export function respond(request: Inbound, answer: Answer): Response {
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.tagged !== undefined) headers['etag'] = etagOf(answer.tagged);
  if (answer.created !== undefined) headers['location'] = `${request.externalPath}/${answer.created}`;
  if (isUnchanged(request, headers['etag'])) return { statusCode: 304, headers, body: '' };
  if (isWrite(request, answer) && prefersMinimal(request.headers['prefer'])) {
    return { statusCode: answer.status, headers: { ...headers, 'preference-applied': 'return=minimal' }, body: '' };
  }
  if (answer.body === undefined) return { statusCode: answer.status, headers, body: '' };
  return {
    statusCode: answer.status,
    headers: { ...headers, 'content-type': mediaType },
    body: JSON.stringify(answer.body),
  };
}

/** Where something was written, the status says it all; an evaluation without its body would say nothing. */
function isWrite(request: Inbound, answer: Answer): boolean {
  return request.method !== 'GET' && answer.tagged !== undefined;
}

/** Whether the caller takes what this API makes. */
export function isAcceptable(request: Inbound): boolean {
  return accepts(request.headers['accept'], mediaType);
}

function isUnchanged(request: Inbound, etag: string | undefined): boolean {
  const condition = request.headers['if-none-match'];
  return request.method === 'GET' && etag !== undefined && condition !== undefined && namesTag(condition, etag);
}
