import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request as sendPlain } from 'node:http';
import { request as sendOverTls } from 'node:https';
import { EagerAgent } from './eager-agent.ts';
import { escapeText } from './escape.ts';

/** A request as the SDK signs it. */
export interface ServiceRequest {
  readonly method: string;
  /** With its colon. */
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A response, read to its end. */
export interface ServiceResponse {
  readonly statusCode: number;
  /** Under their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Milliseconds. */
export interface Patience {
  /** For a connection to come about. */
  readonly connecting: number;
  /** For one attempt as a whole, from the call to the last byte of the answer. */
  readonly answering: number;
}

/**
 * Sends requests for the SDK over connections that stay open: HTTP/1.1 by Node's own client, answers read whole, as all of Image
 * Builder's are small. Rejects with an `Error` of the name `TimeoutError` when the patience is over, of the name `AbortError` when the
 * caller's signal says so, and with Node's own, which has a code, when a connection breaks; the SDK decides which are tried again.
 */
export function createConnection(patience: Patience) {
  const plain = new Agent(agentOptions);
  const tls = new EagerAgent(agentOptions);
  return {
    metadata: { handlerProtocol: 'http/1.1' },

    /** Connects ahead of the first request. Whether that succeeds shows when the request comes. */
    open({ protocol, hostname, port }: URL): void {
      if (protocol === 'https:') tls.open(hostname, port === '' ? 443 : Number(port));
    },

    handle(request: ServiceRequest, { abortSignal }: HandlerOptions = {}): Promise<{ response: ServiceResponse }> {
      const options = optionsOf(request, abortSignal);
      const outgoing =
        request.protocol === 'https:' ? sendOverTls({ ...options, agent: tls }) : sendPlain({ ...options, agent: plain });
      const stop = limit(outgoing, patience);
      return new Promise<{ response: ServiceResponse }>((resolve, reject) => {
        outgoing.on('response', (incoming) => read(incoming, resolve, reject));
        outgoing.on('error', reject);
        outgoing.on('close', stop);
        outgoing.end(request.body);
      });
    },

    /** The SDK closes its client so. */
    destroy(): void {
      plain.destroy();
      tls.destroy();
    },

    // What extensions of the SDK's client may change; nothing extends ours.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

interface HandlerOptions {
  readonly abortSignal?: AbortSignal;
}

// Several requests can share the process where this runs as a service, and each may list with several calls.
const agentOptions = { keepAlive: true, maxSockets: 50 } as const;

/** Ends a request that takes too long; the function that it returns calls that off. */
function limit(outgoing: ClientRequest, { connecting, answering }: Patience): () => void {
  const endAfter = (milliseconds: number, what: string) =>
    setTimeout(() => {
      outgoing.destroy(
        Object.assign(new Error(`${what} within ${milliseconds} ms`), { name: 'TimeoutError', code: 'ETIMEDOUT' }),
      );
    }, milliseconds);
  const whole = endAfter(answering, 'no answer');
  let attempt: NodeJS.Timeout | undefined;
  outgoing.on('socket', (socket) => {
    if (!socket.connecting) return;
    attempt = endAfter(connecting, 'no connection');
    socket.once('connect', () => clearTimeout(attempt));
  });
  return () => {
    clearTimeout(whole);
    clearTimeout(attempt);
  };
}

function read(
  incoming: IncomingMessage,
  resolve: (result: { response: ServiceResponse }) => void,
  reject: (error: Error) => void,
) {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('error', reject);
  incoming.on('end', () => {
    const { statusCode = 0, headers } = incoming;
    resolve({ response: { statusCode, headers: joined(headers), body: Buffer.concat(chunks).toString() } });
  });
}

function optionsOf(request: ServiceRequest, signal: AbortSignal | undefined): RequestOptions {
  const { hostname: host, port, method, path, query, headers } = request;
  return { host, port, method, path: `${path}${queryOf(query)}`, headers, ...(signal === undefined ? {} : { signal }) };
}

function queryOf(query: ServiceRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${escapeText(name)}=${escapeText(value)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): ServiceResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
