// In the place of @aws-sdk/middleware-user-agent, which looks up the machine, the credentials' origin and the features in use at every
// call, to say them in two headers.

interface Request {
  readonly headers: Record<string, string>;
}

type Next = (call: { readonly request: Request }) => Promise<unknown>;

interface Stack {
  add(middleware: (next: Next) => Next, options: object): void;
}

/** Put in by the build. */
declare const sdkVersion: string;

/** What CloudTrail shows as `userAgent` of our calls. */
const userAgent = `imagegate aws-sdk-js/${sdkVersion}`;

export function getUserAgentPlugin(): { applyToStack(stack: Stack): void } {
  return {
    applyToStack(stack) {
      const middleware = (next: Next) => (call: { readonly request: Request }) => {
        call.request.headers['user-agent'] = userAgent;
        return next(call);
      };
      stack.add(middleware, { name: 'getUserAgentMiddleware', step: 'build', priority: 'low' });
    },
  };
}

export function resolveUserAgentConfig<Given>(given: Given): Given {
  return given;
}
