import { createGateway } from '../../infra/local/gateway/gateway.ts';
import type { DeployedHandler } from '../../infra/local/gateway/invocation.ts';
import { type Listening, listenOnLoopback } from '../../infra/local/gateway/loopback.ts';
import { authorizer } from '../../lib/http/authorizer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { describePolicyOperation } from '../../lib/http/operations/describe-policy.ts';
import { whoamiOperation } from '../../lib/http/operations/whoami.ts';
import type { TeamsDocument } from '../../lib/identity/teams.ts';
import { createVerifier } from '../../lib/identity/verifier.ts';
import { routes } from '../../lib/service/routes.ts';
import type { AuthorizationRecord, RequestRecord } from '../../lib/service/telemetry.ts';
import { routeOf } from './route-of.ts';
import { testRuntime } from './runtime.ts';

/** The front of a deployment that takes tokens: the authorizer and two of its routes, over a real socket. */
export interface Door {
  readonly port: number;
  /** Asks `GET /v1/whoami`, or another route, with this `Authorization`. */
  ask(authorization: string | undefined, path?: string, init?: RequestInit): Promise<DoorAnswer>;
  readonly authorizations: readonly AuthorizationRecord[];
  readonly requests: readonly RequestRecord[];
  /** What API Gateway knew of each request that reached a function. */
  readonly contexts: readonly object[];
  readonly close: Listening['close'];
}

export interface DoorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

export async function openDoor(teams: TeamsDocument): Promise<Door> {
  const authorizations: AuthorizationRecord[] = [];
  const contexts: object[] = [];
  const seen =
    (handler: DeployedHandler): DeployedHandler =>
    (event, context) => {
      contexts.push(event.requestContext);
      return handler(event, context);
    };
  const runtime = { ...testRuntime(), teams };
  const handlers = new Map<string, DeployedHandler>([
    ['whoami', seen(endpoint(routeOf('whoami'), runtime, whoamiOperation()))],
    ['describePolicy', seen(endpoint(routeOf('describePolicy'), runtime, describePolicyOperation(runtime)))],
  ]);
  const handler = authorizer({
    teams,
    verifier: createVerifier(teams.issuers),
    record: (record) => authorizations.push(record),
  });
  const gateway = createGateway({
    routes,
    handlers,
    caller: { account: '111122223333', userArn: 'arn:aws:sts::111122223333:assumed-role/web-developer/local' },
    authorization: { handler, demandsToken: true },
    policyDigest: 'sha256-test',
    corsOrigins: [],
  });
  const { port, close } = await listenOnLoopback(gateway, 0, 'sha256-test');
  return {
    port,
    async ask(authorization, path = '/v1/whoami', { headers, ...init } = {}) {
      const proof = authorization === undefined ? {} : { authorization };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { ...proof, ...Object(headers) } });
      return { status: response.status, headers: response.headers, json: Object(await response.json()) };
    },
    authorizations,
    requests: runtime.records,
    contexts,
    close,
  };
}
