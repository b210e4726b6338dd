import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the stand-in, and what to do with it. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
}

export interface Upstream {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** TCP connections that were opened so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A stand-in for a service, over a real socket: the n-th request meets the n-th step, later ones the last. */
export async function startUpstream(...steps: readonly ((arrival: Arrival) => void)[]): Promise<Upstream> {
  const arrivals: Arrival[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const arrival = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      response,
    };
    arrivals.push(arrival);
    steps[Math.min(arrivals.length, steps.length) - 1]?.(arrival);
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form, not the name of a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A step that answers with JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** A step that answers with any text. */
export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  return ({ response }: Arrival): void => {
    response.writeHead(status, headers).end(body);
  };
}

/** A step that cuts the connection. */
export function reset({ response }: Arrival): void {
  response.socket?.resetAndDestroy();
}

/** A step that never answers. */
export function hang(): void {}
