// In the place of @aws-sdk/middleware-host-header, for which its package brings along the endpoints of every partition.

interface Call {
  readonly request: { readonly hostname: string; readonly port?: number; readonly headers: Record<string, string> };
}

type Next = (call: Call) => Promise<unknown>;

interface Stack {
  add(middleware: (next: Next) => Next, options: object): void;
}

/** Sets the header `host`, which is signed. */
export function getHostHeaderPlugin(): { applyToStack(stack: Stack): void } {
  return {
    applyToStack(stack) {
      const middleware = (next: Next) => (call: Call) => {
        const { hostname, port, headers } = call.request;
        headers['host'] = port === undefined ? hostname : `${hostname}:${port}`;
        return next(call);
      };
      stack.add(middleware, { name: 'hostHeaderMiddleware', step: 'build', priority: 'low' });
    },
  };
}

export function resolveHostHeaderConfig<Given>(given: Given): Given {
  return given;
}
