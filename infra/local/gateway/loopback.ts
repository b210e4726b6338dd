import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpectationFailed } from '../../../lib/problem/errors.ts';
import { type Connections, watchConnections } from '../../sockets/connections.ts';
import { answerBrokenRequest, maximumHeadBytes } from './broken-request.ts';
import { sendProblem } from './send.ts';

export interface Listening {
  readonly port: number;
  /** How many requests are not answered yet. */
  underWay(): number;
  /** Takes no more requests and resolves when those under way are answered, at the latest after `graceMilliseconds`. */
  close(graceMilliseconds: number): Promise<void>;
}

/** A port that cannot be had. */
export class PortFailure extends Error {
  override readonly name = 'PortFailure';
  readonly port: number;
  /** Another program has it, or the system keeps it from this user. */
  readonly reason: 'busy' | 'forbidden';

  constructor(port: number, reason: 'busy' | 'forbidden', cause: unknown) {
    super(`port ${port} is ${reason}`, { cause });
    this.port = port;
    this.reason = reason;
  }
}

/** How long callers are waited for, in milliseconds. */
export type ServerPatience = Pick<
  ServerOptions,
  'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'connectionsCheckingInterval'
>;

const usualPatience: ServerPatience = {
  /** Of a connection that says nothing, and of a head that does not end. */
  headersTimeout: 30_000,
  /** Of a whole request: 10 MB, which is what API Gateway takes, at 1.4 Mbit/s. */
  requestTimeout: 60_000,
  /**
   * Of the next request on a connection: longer than callers keep idle ones (Go 90 s, curl 118 s), so that none is closed under a
   * request.
   */
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 1_000,
};

/**
 * libuv accepts one connection in a turn of its event loop for each listening socket (`uv__server_io`), so that callers who
 * connect anew would wait for seconds where the turns are long. Linux spreads them over several sockets of one port; elsewhere
 * there is one.
 */
const socketsOfPort = process.platform === 'linux' ? 32 : 1;

/**
 * Serves on the loopback addresses and on no other. On both of them where the machine has both, because `localhost` means the one
 * for some clients and the other for others. Port 0 takes a free one. Rejects with `PortFailure`.
 *
 * @param policyDigest What answers to requests carry that cannot be read.
 */
export async function listenOnLoopback(
  listener: RequestListener,
  port: number,
  policyDigest: string,
  patience: ServerPatience = usualPatience,
): Promise<Listening> {
  const servers: Server[] = [];
  const connections = watchConnections();
  const open = async (host: string, at: number) => {
    const server = serverOf(listener, { policyDigest, connections, patience });
    servers.push(server);
    return await listen(server, host, at);
  };
  const openAll = async (host: string, at: number) => {
    const found = await open(host, at);
    for (let more = 1; more < socketsOfPort; more++) await open(host, found);
    return found;
  };
  const close = (grace: number) => closeAll(servers, connections, grace);
  try {
    if (port !== 0) for (const host of ['127.0.0.1', '::1']) await requireFree(host, port);
    const found = await openAll('127.0.0.1', port);
    await openAll('::1', found).catch((error) => {
      // Without IPv6 one address has to do, and a port that nobody asked for need not be free on both.
      if (error instanceof PortFailure && port !== 0) throw error;
    });
    return { port: found, underWay: connections.underWay, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}

interface Serving {
  readonly policyDigest: string;
  readonly connections: Connections;
  readonly patience: ServerPatience;
}

function serverOf(listener: RequestListener, { policyDigest, connections, patience }: Serving): Server {
  // A request without a Host is answered by the listener, in its own words.
  const options = { maxHeaderSize: maximumHeadBytes, requireHostHeader: false, ...patience };
  const server = createServer(options, listener);
  connections.watch(server);
  server.on('clientError', (error, socket) => answerBrokenRequest(error, socket, policyDigest));
  server.on('checkExpectation', ({ url: path = '' }, response) => sendProblem(response, unmet, { path, policyDigest }));
  return server;
}

/** Sockets that share a port would share it with another program's, too, if that lets them. */
async function requireFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port, false);
  await new Promise((resolve) => probe.close(resolve));
}

/** Gives the port that it listens on. */
function listen(server: Server, host: string, port: number, reusePort = socketsOfPort > 1): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = failures.get(error.code ?? '');
      reject(reason === undefined ? error : new PortFailure(port, reason, error));
    });
    // A server that listens on a port has an address of this form, not the name of a pipe.
    server.listen({ host, port, reusePort, exclusive: true, backlog: 1024 }, () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}

const unmet = new ExpectationFailed('The header Expect can only be 100-continue.');

const failures: ReadonlyMap<string, PortFailure['reason']> = new Map([
  ['EADDRINUSE', 'busy'],
  ['EACCES', 'forbidden'],
]);

async function closeAll(servers: readonly Server[], connections: Connections, graceMilliseconds: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  connections.drain();
  const timer = setTimeout(connections.cut, graceMilliseconds);
  await closed;
  clearTimeout(timer);
}
