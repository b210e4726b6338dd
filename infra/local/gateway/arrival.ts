import type { IncomingMessage } from 'node:http';

/** A request before anything is known of it but its bytes. */
export interface Arrival {
  readonly method: string;
  /** Percent-encoded as sent, without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names as sent, values in their order; a name counts once, whatever its case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly time: Date;
}

/** Reads the head of a request. */
export function arrivalOf(request: IncomingMessage, time: Date): Arrival {
  // A proxy's request names the whole URL (RFC 9112 §3.2.2). `URL` would resolve `..` in it, which API Gateway does not.
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? '' : target.slice(mark + 1),
    headers: headersOf(request.rawHeaders),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${request.httpVersion}`,
    time,
  };
}

/** The first value of a header. */
export function headerOf(arrival: Arrival, name: string): string | undefined {
  for (const [sent, values] of arrival.headers) if (sent.toLowerCase() === name) return values[0];
  return undefined;
}

/** Headers that concern one connection and not the request (RFC 9110 §7.6.1); API Gateway keeps them to itself. */
const ofTheConnection = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function headersOf(raw: readonly string[]): Map<string, string[]> {
  const spellings = new Map<string, string>();
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const lower = name.toLowerCase();
    if (ofTheConnection.has(lower)) continue;
    const spelling = spellings.get(lower) ?? name;
    spellings.set(lower, spelling);
    headers.set(spelling, [...(headers.get(spelling) ?? []), raw[index + 1] ?? '']);
  }
  return headers;
}
