import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { Deployment } from '../service/settings.ts';
import { type Breaker, createBreaker } from './wire/breaker.ts';
import { createConnection, guarded } from './wire/connection.ts';
import { protocol } from './wire/protocol.ts';
import { leavingAlone } from './wire/repetition.ts';
import { Sha256 } from './wire/sha256.ts';

/** Some calls of a port, made with a client. */
type Part<Calls> = (client: ImagebuilderClient, deployment: Deployment) => Calls;

/**
 * Those parts of the ports to Image Builder that are asked for, with the AWS SDK behind them. Make one per process: it keeps
 * connections open, and its retries share one allowance, so that a service in trouble is not asked three times by everybody.
 */
export function createImageBuilder<const Parts extends readonly Part<object>[]>(
  deployment: Deployment,
  ...parts: Parts
): Together<ReturnType<Parts[number]>> {
  const client = createClient(deployment);
  // What the type says of a list of any length, `Object.assign` cannot.
  return Object.assign({}, ...parts.map((part) => part(client, deployment)));
}

/** Of a union of objects, one that is all of them. */
type Together<Union> = (Union extends object ? (value: Union) => void : never) extends (value: infer Whole) => void
  ? Whole
  : never;

/** By address. What one function on one machine learns of a service that does not serve, the others know. */
const breakers = new Map<string, Breaker>();

function breakerAt(address: string): Breaker {
  const breaker = breakers.get(address) ?? createBreaker();
  breakers.set(address, breaker);
  return breaker;
}

function createClient({ region, endpoint }: Deployment): ImagebuilderClient {
  // The patience with one attempt; the caller's signal ends the call as a whole.
  const connection = createConnection({ connecting: 2_000, answering: 7_000 });
  if (endpoint !== undefined) connection.open(new URL(endpoint));
  const breaker = breakerAt(endpoint ?? region);
  const client = new ImagebuilderClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // Said here and not looked up: a profile file or a variable of the environment shall not change how often a write is sent.
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: guarded(connection, breaker),
    protocol,
    sha256: Sha256,
  });
  const { retryStrategy } = client.config;
  client.config.retryStrategy = async () => {
    const strategy = await retryStrategy();
    return 'acquireInitialRetryToken' in strategy ? leavingAlone(strategy, breaker.isWilling) : strategy;
  };
  return client;
}
