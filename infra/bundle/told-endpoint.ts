// In the place of the SDK's endpoint rules, which find the host of a service in any partition, with and without FIPS and dual
// stack. A deployed function is told the address of Image Builder by the stack, which knows where it stands.

interface Told {
  readonly endpoint?: string;
}

interface Address {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

/** In the place of the looking for it: what the client was given. */
export function resolveEndpointConfig<Given extends Told>(given: Given): Given & { endpoint: () => Promise<Address> } {
  if (given.endpoint === undefined) throw new TypeError('a bundled function must be told the address of Image Builder');
  const { protocol, hostname, port, pathname } = new URL(given.endpoint);
  const address = { protocol, hostname, path: pathname, ...(port === '' ? {} : { port: Number(port) }) };
  return Object.assign(given, { endpoint: async () => address });
}

type Middleware = <Next>(next: Next) => Next;

interface Stack {
  add(middleware: Middleware, options: object): void;
}

/**
 * In the place of the middleware that asks the rules for every command: the serializer takes the client's address without it. One
 * of that name has to be there, because others put themselves before it.
 */
export function getEndpointPlugin(): { applyToStack(stack: Stack): void } {
  return {
    applyToStack: (stack) => stack.add((next) => next, { name: 'endpointV2Middleware', step: 'serialize', priority: 'high' }),
  };
}
