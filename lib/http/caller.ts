import { callerFromIam } from '../identity/aws.ts';
import type { Caller } from '../identity/caller.ts';
import { Forbidden, Unauthenticated } from '../problem/errors.ts';
import type { Route } from '../routes.ts';
import type { Runtime } from '../runtime.ts';
import type { Inbound } from './inbound.ts';

/**
 * Who asks, by what API Gateway proved. A caller without a team may read and try definitions, but has nobody to own what it would
 * write.
 */
export function callerOf(request: Inbound, route: Route, runtime: Runtime): Caller {
  if (request.userArn === undefined) throw new Unauthenticated('Sign the request with AWS credentials (Signature Version 4).');
  const caller = callerFromIam(runtime.teams, request.userArn);
  const writes = route.scope !== null && route.scope !== 'read';
  if (caller.team === null && writes) {
    throw new Forbidden(`No team has ${caller.subject} among its principals. Ask the owners of teams.yaml to add it.`);
  }
  return caller;
}
