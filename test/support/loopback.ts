import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createGateway, type GatewayOptions } from '../../infra/local/gateway/gateway.ts';
import type { DeployedHandler } from '../../infra/local/gateway/invocation.ts';
import { type Listening, listenOnLoopback, type ServerPatience } from '../../infra/local/gateway/loopback.ts';
import { routes } from '../../lib/service/routes.ts';

const caller = { account: '111122223333', userArn: 'arn:aws:sts::111122223333:assumed-role/developer/local' };
/** The real route table with one handler for all of its rows, on a port until the test ends. */
export async function serve(
  handler: DeployedHandler,
  options: Partial<GatewayOptions> = {},
  patience?: ServerPatience,
): Promise<Listening & { readonly url: string }> {
  const handlers = new Map(routes.map((route) => [route.operationId, handler]));
  const listener = createGateway({ routes, handlers, caller, policyDigest: 'sha256-test', corsOrigins: [], ...options });
  const listening = await listenOnLoopback(listener, 0, 'sha256-test', patience);
  onTestFinished(() => listening.close(0));
  return { ...listening, url: `http://localhost:${listening.port}` };
}

/** A handler whose answers come when the test says so. */
export function held(): { readonly handler: DeployedHandler; readonly called: readonly (() => void)[] } {
  const called: (() => void)[] = [];
  const handler: DeployedHandler = () =>
    new Promise((resolve) => called.push(() => resolve({ statusCode: 200, headers: { 'x-mark': 'held' }, body: '{}' })));
  return { handler, called };
}

export interface Connection {
  readonly socket: Socket;
  /** What the server has said so far. */
  readonly heard: () => string;
  /** Resolves when the server has closed its half; the other one stays open, as some clients leave it. */
  readonly closed: Promise<unknown>;
}

/** A connection on which nothing is said but what the test says. */
export async function connection(port: number, words = ''): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const closed = once(socket, 'end');
  await once(socket, 'connect');
  if (words !== '') socket.write(words);
  return { socket, heard: () => text, closed };
}
