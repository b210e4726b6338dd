// Stands in for @aws-sdk/middleware-user-agent and @aws-sdk/util-user-agent-node, which look up the machine, the credentials' origin
// and the features in use at every call, to say them in two headers.

interface Request {
  readonly headers: Record<string, string>;
}

type Next = (call: { readonly request: Request }) => Promise<unknown>;

interface Stack {
  add(middleware: (next: Next) => Next, options: object): void;
}

interface Config {
  readonly defaultUserAgentProvider: () => string;
}

/** What CloudTrail shows as `userAgent` of our calls. */
export function createDefaultUserAgentProvider({ clientVersion }: { readonly clientVersion: string }): () => string {
  return () => `imagegate aws-sdk-js/${clientVersion}`;
}

export function getUserAgentPlugin({ defaultUserAgentProvider }: Config): { applyToStack(stack: Stack): void } {
  return {
    applyToStack(stack) {
      const middleware = (next: Next) => (call: { readonly request: Request }) => {
        call.request.headers['user-agent'] = defaultUserAgentProvider();
        return next(call);
      };
      stack.add(middleware, { name: 'getUserAgentMiddleware', step: 'build', priority: 'low' });
    },
  };
}

export function resolveUserAgentConfig<Given>(config: Given): Given {
  return config;
}

/** The name of an application is nothing that a deployment of imagegate could set. */
export const NODE_APP_ID_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: '',
};
