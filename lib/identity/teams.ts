import * as v from 'valibot';
import { keyed } from '../policy/keyed.ts';
import { matchesWildcard } from '../policy/wildcard.ts';
import { Forbidden } from '../problem/errors.ts';
import type { Caller } from './caller.ts';

/** Who is who, as data: each team with the IAM principals that act for it. */
export interface TeamsDocument {
  readonly teams: Readonly<Record<string, TeamDocument>>;
}

export interface TeamDocument {
  /** ARNs of roles and users; `*` and `?` are wildcards in the name, as in `arn:aws:iam::111122223333:role/web-*`. */
  readonly principals: readonly string[];
}

/** The caller that a role or user is. Throws `Forbidden` when two teams claim it, since taking either would be a guess. */
export function callerFromRole({ teams }: TeamsDocument, principal: string): Caller {
  const claiming = Object.keys(teams).filter((name) =>
    teams[name]?.principals.some((wildcard) => matchesWildcard(wildcard, principal)),
  );
  if (claiming.length > 1) {
    throw new Forbidden(
      `${principal} is a principal of ${claiming.length} teams: ${claiming.join(', ')}. Ask the owners of teams.yaml to decide.`,
    );
  }
  return { subject: principal, kind: 'iam', team: claiming[0] ?? null };
}

/**
 * The account is never a wildcard: a role of the same name in somebody else's account must not act for a team. A role has no path
 * here, because API Gateway names an assumed role without it.
 */
const principalSchema = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.regex(
    /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/.+$/,
    'must be the ARN of a role or user in one account, such as arn:aws:iam::111122223333:role/web-*; only the name may hold * and ?',
  ),
  v.check(
    (arn) => !/:role\/.*\//.test(arn),
    'has a path before the name of the role; callers are known by role names without paths, so leave the path out',
  ),
);

/** A team's name becomes part of log group names and tags, so it consists of what all of them admit. */
const teamNameSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is no name for a team: letters, digits and . _ - are, at most 63 of them'),
);

/** Schema of `teams.yaml`, compiled or not. */
export const teamsSchema = v.strictObject({
  teams: keyed(teamNameSchema, v.strictObject({ principals: v.array(principalSchema) })),
});
