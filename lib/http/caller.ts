import { callerFromIam } from '../identity/aws.ts';
import type { Caller } from '../identity/caller.ts';
import { callerFromContext } from '../identity/context.ts';
import type { TeamsDocument } from '../identity/teams.ts';
import { Forbidden, Unauthenticated } from '../problem/errors.ts';
import type { Route } from '../service/route.ts';
import type { Inbound } from './inbound.ts';

/** What a caller without an identity is asked for; which of them counts is the deployment's choice. */
const challenge = { 'www-authenticate': 'Bearer realm="imagegate", AWS4-HMAC-SHA256' };

/**
 * Who asks, by what API Gateway proved: its authorizer has checked a token, or API Gateway itself a signature. Both stand in the
 * request context, where no part of a request can get.
 */
export function callerOf(request: Inbound, teams: TeamsDocument): Caller {
  if (request.authorizer !== null) {
    const caller = callerFromContext(request.authorizer);
    if (caller === undefined) throw unauthenticated('The authorizer in front of this API is not that of imagegate.');
    return caller;
  }
  if (request.userArn === undefined)
    throw unauthenticated('The request does not prove who sent it: it needs a token or a signature.');
  return callerFromIam(teams, request.userArn);
}

/** Throws `Forbidden` when the caller may not do what the route does. */
export function requireScope({ subject, team, scopes }: Caller, { scope }: Route): void {
  if (scope === null || scopes.includes(scope)) return;
  const extensions = { requiredScope: scope, scopes };
  if (team === null) {
    const may = scopes.length === 0 ? 'it may only ask who it is (GET /v1/whoami)' : 'it may only read';
    const detail = `No team has ${subject} among its principals, so ${may}. Ask the owners of teams.yaml to add it.`;
    throw new Forbidden(detail, { extensions });
  }
  throw new Forbidden(`This needs the scope ${scope}, and ${subject} has ${scopes.join(', ') || 'none'}.`, { extensions });
}

function unauthenticated(detail: string): Unauthenticated {
  return new Unauthenticated(detail, { headers: challenge });
}
