import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Blow, When } from './faults.ts';

/** Which calls a blow falls on. */
export interface Strike {
  readonly operation: string;
  /** How many calls of the operation pass before: none without it. */
  readonly skip?: number;
  /** How many it falls on; without it, all that come. */
  readonly count?: number;
  readonly when: When;
  readonly blow: Blow;
  /** What somebody else does while the caller waits for its answer. */
  readonly meanwhile?: () => Promise<void>;
}

/** Stands on the way to an Image Builder, and does to its answers what it is told. */
export interface Interposer {
  readonly url: string;
  /** The operations that were called, in order. */
  readonly calls: readonly string[];
  strike(strike: Strike): void;
  /** From now on all is well. */
  relent(): void;
  close(): Promise<void>;
}

interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function startInterposer(upstream: string): Promise<Interposer> {
  const calls: string[] = [];
  let strikes: { -readonly [Member in keyof Strike]: Strike[Member] }[] = [];
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = operationOf(request);
    const body = await buffer(request);
    calls.push(operation);
    const strike = struckBy(operation);
    if (strike === undefined) return send(response, await ask(request, body));
    const { blow, when, meanwhile } = strike;
    const needsAnswer = when === 'after' || blow.does === 'cut' || blow.does === 'delay' || blow.does === 'relabel';
    const received = needsAnswer ? await ask(request, body) : undefined;
    await meanwhile?.();
    await hit(response, blow, received);
  }

  function struckBy(operation: string): Strike | undefined {
    const due = strikes.find((each) => each.operation === operation && (each.count ?? 1) > 0);
    if (due === undefined) return undefined;
    const { skip = 0, count } = due;
    if (skip > 0) due.skip = skip - 1;
    else if (count !== undefined) due.count = count - 1;
    return skip > 0 ? undefined : { ...due };
  }

  function ask(request: IncomingMessage, body: Buffer): Promise<Received> {
    return new Promise((resolve, reject) => {
      const { method, headers, url = '' } = request;
      const outgoing = forward(`${upstream}${url}`, { method, headers }, async (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: await buffer(incoming) });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    strike: (strike) => strikes.push({ ...strike }),
    relent() {
      strikes = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Tags have a path of their own, all else is called by its name. */
function operationOf({ method, url = '' }: IncomingMessage): string {
  const [first = ''] = url.slice(1).split(/[/?]/);
  if (first !== 'tags') return first;
  return method === 'DELETE' ? 'UntagResource' : 'TagResource';
}

function send(response: ServerResponse, { status, headers, body }: Received): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

async function hit(response: ServerResponse, blow: Blow, received: Received | undefined): Promise<void> {
  switch (blow.does) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'end':
      response.socket?.end();
      return;
    case 'answer':
      response.writeHead(blow.status, blow.headers).end(blow.body);
      return;
  }
  if (received === undefined) throw new TypeError(`${blow.does} is something that is done to an answer`);
  if (blow.does === 'relabel')
    return send(response, { ...received, headers: { ...received.headers, 'content-type': blow.contentType } });
  if (blow.does === 'delay') {
    await new Promise((resolve) => setTimeout(resolve, blow.milliseconds).unref());
    if (!response.destroyed) send(response, received);
    return;
  }
  response.writeHead(received.status, { ...received.headers, 'content-length': received.body.length });
  response.write(received.body.subarray(0, received.body.length / 2), () => response.destroy());
}
