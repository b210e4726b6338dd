import { responseHeaders } from '../problem/response-headers.ts';
import type { Inbound } from './inbound.ts';

/** What every answer carries, whatever it says. */
export interface CommonHeaders {
  readonly requestId: string;
  readonly policyDigest: string;
  readonly corsOrigins: readonly string[];
}

/** Response headers that a browser may show to the code of a page. */
export const exposedHeaders = Object.values(responseHeaders).join(', ');

/** The headers of every answer. A caller's origin is allowed only when it is, to the letter, one of the deployment's. */
export function commonHeaders(request: Inbound | undefined, common: CommonHeaders): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': common.requestId,
    'policy-digest': common.policyDigest,
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Accept, Origin',
    'x-content-type-options': 'nosniff',
  };
  const origin = request?.headers['origin'];
  if (origin !== undefined && common.corsOrigins.includes(origin)) {
    headers['access-control-allow-origin'] = origin;
    headers['access-control-allow-credentials'] = 'true';
    headers['access-control-expose-headers'] = exposedHeaders;
  }
  return headers;
}
