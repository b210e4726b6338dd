import type { Caller } from './caller.ts';
import { callerFromRole, type TeamsDocument } from './teams.ts';

/** The caller behind `requestContext.identity.userArn` of API Gateway. Throws `Forbidden` when two teams claim it. */
export function callerFromIam(teams: TeamsDocument, userArn: string): Caller {
  return callerFromRole(teams, roleOf(userArn));
}

/**
 * The role behind an assumed-role ARN, so that a caller stays the same from session to session; any other ARN stays as it is.
 * STS leaves the role's path out of that ARN, so it is absent here too. Source: IAM User Guide, "IAM identifiers".
 */
export function roleOf(userArn: string): string {
  const [, partition, account, role] = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(userArn) ?? [];
  return role === undefined ? userArn : `arn:${partition}:iam::${account}:role/${role}`;
}
