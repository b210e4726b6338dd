import type { Route } from '../../../lib/service/routes.ts';
import { allowedHeaders } from '../../api-gateway/gateway-headers.ts';

/** Whether the gateway answers by itself, for browsers that ask before they send. Without origins no browser is expected. */
export function isPreflight(corsOrigins: readonly string[], method: string): boolean {
  return corsOrigins.length > 0 && method === 'OPTIONS';
}

/** The methods of a path, for an `Allow` header. */
export function allowedMethods(corsOrigins: readonly string[], routes: readonly Route[]): string[] {
  return [...routes.map((route) => route.method), ...(corsOrigins.length > 0 ? ['OPTIONS'] : [])];
}

/** What a preflight is told besides the headers of every answer, which name the origin only if it is allowed. */
export function preflightHeaders(routes: readonly Route[]): Record<string, string> {
  return {
    'access-control-allow-methods': routes.map((route) => route.method).join(', '),
    'access-control-allow-headers': allowedHeaders.join(', '),
    'access-control-max-age': '7200',
  };
}
