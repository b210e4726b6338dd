import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request as sendPlain } from 'node:http';
import { request as sendOverTls } from 'node:https';
import { millisecondsLeft } from '../../time/deadline.ts';
import type { AttemptOutcome, Breaker } from './breaker.ts';
import { EagerAgent } from './eager-agent.ts';
import { escapeText } from './escape.ts';
import { mayBeRepeated, pauseAsked } from './repetition.ts';
import type { ServiceRequest } from './service-request.ts';

/** A response, read to its end. */
export interface ServiceResponse {
  readonly statusCode: number;
  /** Under their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Whether the request may be sent again as it is when this is a failure. */
  readonly isRepeatable: boolean;
}

/** Milliseconds. */
export interface Patience {
  /** For a TCP connection to come about; a handshake on it belongs to the answer. */
  readonly connecting: number;
  /** For one attempt as a whole, from the call to the last byte of the answer. */
  readonly answering: number;
}

/**
 * Sends requests for the SDK over connections that stay open: HTTP/1.1 by Node's own client, answers read whole, as all of Image
 * Builder's are small. Rejects with an `Error` of the name `TimeoutError` when the patience is over, of the name `AbortError`
 * when the caller's signal says so, of the name `AnswerTooLong` for more than 8 MiB, and with Node's own, which has a code, when
 * a connection breaks; the SDK decides which are tried again. Each says by `wasSent` whether the request had been sent, so that
 * it may have been obeyed, and by `isRepeatable` whether it may be sent again, for which an answer can ask for more time than the
 * signal leaves.
 */
export function createConnection(patience: Patience) {
  const plain = new Agent(agentOptions);
  const tls = new EagerAgent(agentOptions);
  return {
    metadata: { handlerProtocol: 'http/1.1' },

    /** Connects ahead of the first request. Whether that succeeds shows when the request comes. */
    open({ protocol, hostname, port }: URL): void {
      if (protocol === 'https:') tls.open(withoutBrackets(hostname), port === '' ? 443 : Number(port));
    },

    async handle(request: ServiceRequest, { abortSignal: signal }: HandlerOptions = {}): Promise<{ response: ServiceResponse }> {
      if (signal?.aborted) throw Object.assign(abortError(signal), { wasSent: false });
      const options = optionsOf(request);
      const isRepeatable = mayBeRepeated(request);
      const outgoing =
        request.protocol === 'https:' ? sendOverTls({ ...options, agent: tls }) : sendPlain({ ...options, agent: plain });
      // Node.js says so when all of it has been handed to the system; what is on its way only in part, nobody obeys.
      let wasSent = false;
      outgoing.once('finish', () => {
        wasSent = true;
      });
      const answer = answerTo(outgoing, patience, signal);
      outgoing.end(request.body);
      try {
        const received = withReadablePause(await answer);
        const pause = pauseAsked(received.headers) ?? 0;
        return { response: { ...received, isRepeatable: isRepeatable && pause < millisecondsLeft(signal) } };
      } catch (error) {
        throw Object.assign(error instanceof Error ? error : new Error(String(error)), { wasSent, isRepeatable });
      }
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

type Connection = ReturnType<typeof createConnection>;

/**
 * A connection that sends nothing while a breaker is open, but rejects with `BreakerOpen`; the breaker learns what becomes of the
 * rest.
 */
export function guarded(connection: Connection, breaker: Breaker): Connection {
  return {
    ...connection,
    async handle(request, options) {
      const attempt = breaker.begin(options?.abortSignal);
      let outcome: AttemptOutcome = 'unclear';
      try {
        const { response } = await connection.handle(request, options);
        outcome = response.statusCode >= 500 ? 'failed' : 'answered';
        return { response };
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        attempt.end(outcome);
      }
    },
  };
}

/**
 * What was given up before it went out, by a request that cannot be one, has no `wasSent`, and an answer without an end is an
 * answer.
 */
function outcomeOf(error: unknown): AttemptOutcome {
  if (!(error instanceof Error) || !('wasSent' in error) || error.name === 'AnswerTooLong') return 'unclear';
  return error.name === 'AbortError' ? 'abandoned' : 'failed';
}

type Received = Omit<ServiceResponse, 'isRepeatable'>;

/** As many as `pauseAsked` reads. */
const maximumMilliseconds = 999_999_999;

/**
 * The SDK takes more forms of `Retry-After` for a time than we do, and would wait it out: it gets the time that we have read, or
 * none.
 */
function withReadablePause(received: Received): Received {
  const pause = pauseAsked(received.headers);
  const { 'retry-after': _, 'x-amz-retry-after': __, ...headers } = received.headers;
  return {
    ...received,
    headers:
      pause === undefined
        ? headers
        : { ...headers, 'x-amz-retry-after': String(Math.min(Math.round(pause), maximumMilliseconds)) },
  };
}

interface HandlerOptions {
  readonly abortSignal?: AbortSignal;
}

// Several requests can share the process where this runs as a service, and each may list with several calls.
const agentOptions = { keepAlive: true, maxSockets: 50 } as const;

/** What is answered to a request, which has to be sent yet. Ends it when it takes too long, and when the signal says so. */
function answerTo(outgoing: ClientRequest, patience: Patience, signal: AbortSignal | undefined): Promise<Received> {
  return new Promise((resolve, reject) => {
    // One that waits for a connection of the agent tells nobody that it was destroyed.
    const end = (error: Error) => {
      reject(error);
      outgoing.destroy(error);
      release();
    };
    const onAbort = () => end(abortError(signal));
    const stop = limit(outgoing, patience, end);
    const release = () => {
      stop();
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort);
    let isAnswered = false;
    outgoing.on('response', (incoming) => {
      isAnswered = true;
      read(incoming, resolve, reject);
    });
    outgoing.on('error', reject);
    outgoing.on('close', () => {
      release();
      // An answer that is no HTTP answer, such as a change of the protocol.
      if (!isAnswered) reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
    });
  });
}

/** Calls `end` for a request that takes too long; the function that it returns calls that off. */
function limit(outgoing: ClientRequest, { connecting, answering }: Patience, end: (error: Error) => void): () => void {
  const endAfter = (milliseconds: number, what: string) => {
    const error = () =>
      Object.assign(new Error(`${what} within ${milliseconds} ms`), { name: 'TimeoutError', code: 'ETIMEDOUT' });
    return setTimeout(() => end(error()), milliseconds);
  };
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

function abortError(signal: AbortSignal | undefined): Error {
  return Object.assign(new Error('the caller gave the request up', { cause: signal?.reason }), { name: 'AbortError' });
}

/**
 * Bytes, 8 MiB. A page of 25 pipelines with all that the API reference lets them have is a tenth of it, and a function has the
 * memory for it beside everything else.
 */
const maximumAnswerBytes = 8 * 1_024 * 1_024;

function read(incoming: IncomingMessage, resolve: (response: Received) => void, reject: (error: Error) => void) {
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maximumAnswerBytes) chunks.push(chunk);
    else
      incoming.destroy(Object.assign(new Error(`an answer of more than ${maximumAnswerBytes} bytes`), { name: 'AnswerTooLong' }));
  });
  incoming.on('error', reject);
  incoming.on('end', () => {
    const { statusCode = 0, headers } = incoming;
    resolve({ statusCode, headers: joined(headers), body: Buffer.concat(chunks).toString() });
  });
}

function optionsOf({ hostname, port, method, path, query, headers }: ServiceRequest): RequestOptions {
  return { host: withoutBrackets(hostname), port, method, path: `${path}${queryOf(query)}`, headers };
}

/** An address of IPv6 stands in brackets in a URL and nowhere else. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
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
