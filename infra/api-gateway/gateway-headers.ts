import { exposedHeaders } from '../../lib/http/headers.ts';
import type { WrittenHeaders } from './gateway-problems.ts';

/** Request headers that a page may set: what the routes read, and what a signature needs. */
export const allowedHeaders = [
  'Authorization',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
  'Content-Type',
  'Accept',
  'Prefer',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Request-Id',
  'traceparent',
];

export interface GatewayHeadersProps {
  readonly corsOrigins: readonly string[];
  readonly policyDigest: string;
  /** What the failure adds. */
  readonly own?: WrittenHeaders;
}

/**
 * Headers of an answer that API Gateway makes by itself, as mapping expressions: a constant in quotation marks, or the name of a
 * variable of the request. No expression can compare the request's origin with a list, and to reflect any origin would open the
 * answers to every page: so these are readable for the first origin, and only the functions' answers for the others.
 */
export function gatewayHeaders({
  corsOrigins: [firstOrigin],
  policyDigest,
  own = {},
}: GatewayHeadersProps): Record<string, string> {
  const constants = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'private, no-cache',
    Vary: 'Authorization, Accept, Origin',
    'X-Content-Type-Options': 'nosniff',
    'Policy-Digest': policyDigest,
    ...own,
    ...(firstOrigin === undefined
      ? {}
      : {
          'Access-Control-Allow-Origin': firstOrigin,
          'Access-Control-Allow-Credentials': 'true',
          'Access-Control-Expose-Headers': exposedHeaders,
        }),
  };
  const quoted = Object.entries(constants).map(([name, value]) => [name, `'${value}'`]);
  return { ...Object.fromEntries(quoted), 'X-Request-Id': 'context.requestId' };
}
