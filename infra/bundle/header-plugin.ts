/** What of a request decides about its headers. */
export interface Request {
  readonly hostname: string;
  readonly port?: number;
  readonly headers: Record<string, string>;
}

interface Call {
  readonly request: Request;
}

type Next = (call: Call) => Promise<unknown>;

interface Stack {
  add(middleware: (next: Next) => Next, options: object): void;
}

/**
 * A plugin of the SDK's client that sets one header before a request gets signed, under the name of the middleware that it
 * replaces.
 */
export function headerPlugin(middlewareName: string, header: string, valueFor: (request: Request) => string) {
  const middleware = (next: Next) => (call: Call) => {
    call.request.headers[header] = valueFor(call.request);
    return next(call);
  };
  return {
    applyToStack: (stack: Stack) => stack.add(middleware, { name: middlewareName, step: 'build', priority: 'low' }),
  };
}
