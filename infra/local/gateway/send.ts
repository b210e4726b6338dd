import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { commonHeaders } from '../../../lib/http/headers.ts';
import { problemResponse } from '../../../lib/http/problem.ts';
import type { ApiError } from '../../../lib/problem/api-error.ts';
import type { ProxyResult } from './invocation.ts';

/** Writes what a function answered. Its own view of the body's length and of the connection counts for nothing. */
export function sendResult(response: ServerResponse, result: ProxyResult): void {
  // The caller may be gone by now.
  if (response.destroyed) return;
  for (const [name, values] of headersOf(result)) response.setHeader(name, values);
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > 0 && !response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  // Not `writeHead`: it settles the headers before the length is known, and the body would go out in chunks.
  response.statusCode = result.statusCode;
  response.end(body);
}

/** Writes a problem that no function and no gateway has found, in the form that all have. */
export function sendProblem(
  response: ServerResponse,
  error: ApiError,
  about: { readonly path: string; readonly policyDigest: string },
): void {
  const requestId = randomUUID();
  const { policyDigest } = about;
  const problem = problemResponse(error, about.path, requestId);
  sendResult(response, {
    ...problem,
    headers: { ...problem.headers, ...commonHeaders(undefined, { requestId, policyDigest, corsOrigins: [] }) },
  });
}

const ofTheConnection = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Where both maps have a name, the one with several values counts (API Gateway Developer Guide, "Lambda proxy integrations"). */
function headersOf({ headers, multiValueHeaders }: ProxyResult): [string, string[]][] {
  const single = Object.entries(headers ?? {}).map(([name, value]): [string, string[]] => [name, [value]]);
  const several = Object.entries(multiValueHeaders ?? {}).map(([name, values]): [string, string[]] => [name, values]);
  return [...single, ...several].filter(([name]) => !ofTheConnection.has(name.toLowerCase()));
}
