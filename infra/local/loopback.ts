import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpectationFailed } from '../../lib/problem/errors.ts';
import { answerBrokenRequest, maximumHeadBytes } from './broken-request.ts';
import { sendProblem } from './send.ts';

export interface Listening {
  readonly port: number;
  /** Takes no more requests and resolves when those under way are answered, at the latest after `graceMilliseconds` (2000). */
  close(graceMilliseconds?: number): Promise<void>;
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

/**
 * Serves on the loopback addresses and on no other. On both of them where the machine has both, because `localhost` means the one for
 * some clients and the other for others. Port 0 takes a free one. Rejects with `PortFailure`.
 *
 * @param policyDigest What answers to requests carry that cannot be read.
 */
export async function listenOnLoopback(listener: RequestListener, port: number, policyDigest: string): Promise<Listening> {
  const first = await listen(listener, '127.0.0.1', port, policyDigest);
  const servers = [first.server];
  try {
    servers.push((await listen(listener, '::1', first.port, policyDigest)).server);
  } catch (error) {
    // Without IPv6 one address has to do, and a port that nobody asked for need not be free on both.
    if (error instanceof PortFailure && port !== 0) {
      await closeAll(servers, 0);
      throw error;
    }
  }
  return { port: first.port, close: (graceMilliseconds = 2_000) => closeAll(servers, graceMilliseconds) };
}

function listen(
  listener: RequestListener,
  host: string,
  port: number,
  policyDigest: string,
): Promise<{ server: Server; port: number }> {
  // A request without a Host is answered by the listener, in its own words.
  const server = createServer({ maxHeaderSize: maximumHeadBytes, requireHostHeader: false }, (request, response) => {
    // Once closed, a server keeps a connection that answers its last request until the caller leaves it.
    response.once('close', () => setImmediate(() => server.listening || server.closeIdleConnections()));
    listener(request, response);
  });
  server.on('clientError', (error, socket) => answerBrokenRequest(error, socket, policyDigest));
  server.on('checkExpectation', ({ url: path = '' }, response) => sendProblem(response, unmet, { path, policyDigest }));
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = failures.get(error.code ?? '');
      reject(reason === undefined ? error : new PortFailure(port, reason, error));
    });
    // A server that listens on a port has an address of this form, not the name of a pipe.
    server.listen(port, host, () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

const unmet = new ExpectationFailed('The header Expect can only be 100-continue.');

const failures: ReadonlyMap<string, PortFailure['reason']> = new Map([
  ['EADDRINUSE', 'busy'],
  ['EACCES', 'forbidden'],
]);

async function closeAll(servers: readonly Server[], graceMilliseconds: number): Promise<void> {
  const timer = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, graceMilliseconds);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  clearTimeout(timer);
}
