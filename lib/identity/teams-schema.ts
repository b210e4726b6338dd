import * as v from 'valibot';
import { keyed } from '../file/map-schema.ts';
import { callerKinds } from './caller.ts';
import { scopes } from './scopes.ts';

/**
 * The account is never a wildcard: a role of the same name in somebody else's account must not act for a team. A role has no path
 * here, because API Gateway names an assumed role without it.
 */
const roleSchema = v.pipe(
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
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is not a valid team name: use letters, digits and . _ -, at most 63 of them'),
);

const issuerNameSchema = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    'is not a valid issuer name: use lower-case letters, digits and hyphens, at most 32 of them',
  ),
);

const issuerForm = 'must be an address such as https://token.actions.githubusercontent.com, exactly as its tokens have it in iss';

/** Without TLS only on the machine itself, where a test has an issuer of its own. */
const issuerPattern = /^(?:https:\/\/[\w.-]+(?::\d+)?|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)(?:\/[\w.~%/-]*)?$/;

const issuerUrlSchema = v.pipe(
  v.string(),
  v.regex(issuerPattern, issuerForm),
  v.check((address) => !issuerPattern.test(address) || URL.canParse(address), issuerForm),
);

const textSchema = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** An id is all digits as a rule, and YAML takes it for a number then. */
const valueSchema = v.lazy((value) =>
  typeof value === 'number' ? v.pipe(v.number(), v.safeInteger('must be a whole number, or be put in quotes')) : textSchema,
);

const valuesSchema = v.lazy((value) =>
  Array.isArray(value) ? v.pipe(v.array(valueSchema), v.nonEmpty('must name at least one value')) : valueSchema,
);

const [, ...tokenKinds] = callerKinds;

const issuerSchema = v.strictObject({
  kind: v.pipe(
    v.picklist(tokenKinds),
    v.description(
      'Whose tokens these are: of GitHub Actions, of GitLab CI, of AWS principals, or of any other OpenID Connect provider.',
    ),
  ),
  issuer: v.pipe(issuerUrlSchema, v.description('The `iss` of its tokens, exactly. Its keys are found by discovery from here.')),
  audience: v.pipe(valuesSchema, v.description('The `aud` that a token for this service has; one of several.')),
});

const conditionsSchema = v.strictObject({
  ref_protected: v.optional(
    v.pipe(
      v.literal(true, 'can only be true; leave it out where any ref will do'),
      v.description('Only jobs on a branch or tag that is protected.'),
    ),
  ),
  environment: v.optional(v.pipe(valuesSchema, v.description('Only jobs for one of these deployment environments.'))),
});

const principalSchema = v.strictObject({
  role: v.optional(v.pipe(roleSchema, v.description('ARN of an IAM role or user; `*` and `?` are wildcards in the name.'))),
  issuer: v.optional(v.pipe(textSchema, v.description('Name of the trusted issuer of the tokens.'))),
  claims: v.optional(
    v.pipe(
      keyed(textSchema, valuesSchema),
      v.description('Claims that the token must have, all of them; where several values are named, one of them.'),
    ),
  ),
  conditions: v.optional(v.pipe(conditionsSchema, v.description('In which circumstances the token counts.'))),
  scopes: v.optional(
    v.pipe(
      v.array(v.picklist(scopes)),
      v.nonEmpty('must name at least one scope'),
      v.description('What the principal may do; for a role read, write and execute unless this says otherwise.'),
    ),
  ),
});

const isMapping = (value: unknown) => typeof value === 'object' && value !== null;

/** Schema of `teams.yaml` as it is written. */
export const teamsSchema = v.strictObject({
  reading: v.optional(
    v.pipe(
      v.picklist(['shared', 'own']),
      v.description(
        'Whether a caller may read the pipelines of all teams, or only those of its own; `shared` unless said otherwise.',
      ),
    ),
  ),
  unknownCallers: v.optional(
    v.pipe(
      v.picklist(['none', 'read']),
      v.description(
        'What an IAM principal without a team may do once AWS lets it in: only ask who it is, or read; `none` unless said otherwise.',
      ),
    ),
  ),
  ownerTag: v.optional(
    v.pipe(
      v.string(),
      // Source: AWS Tagging User Guide, "Tag naming limits and requirements".
      v.regex(/^(?![aA][wW][sS]:)[A-Za-z0-9 _.:/=+@-]{1,128}$/, 'is not a valid tag key'),
      v.description('Key of the tag that names the team a pipeline belongs to; `team` unless said otherwise.'),
    ),
  ),
  references: v.optional(
    v.pipe(
      v.picklist(['own', 'any']),
      v.description(
        'Whether a pipeline may refer to what carries the owner tag of any team, or only of its own; `own` unless said otherwise.',
      ),
    ),
  ),
  issuers: v.optional(
    v.pipe(keyed(issuerNameSchema, issuerSchema), v.description('Whose tokens count, each under a name for it.')),
  ),
  teams: v.pipe(
    keyed(
      teamNameSchema,
      v.strictObject({
        principals: v.pipe(
          v.array(v.lazy((value) => (isMapping(value) ? principalSchema : roleSchema))),
          v.description('Who acts for the team: ARNs of IAM roles and users, or principals in full. Their scopes add up.'),
        ),
      }),
    ),
    v.description('Every team by its name, which is what `{team}` stands for.'),
  ),
});

export type WrittenValues = string | number | readonly (string | number)[];

export type WrittenPrincipal =
  | string
  | (Omit<v.InferInput<typeof principalSchema>, 'claims' | 'conditions'> & {
      readonly claims?: Readonly<Record<string, WrittenValues>>;
      readonly conditions?: Readonly<Record<string, WrittenValues | true>>;
    });

/** What a file holds that has this shape. */
export interface WrittenTeams {
  readonly reading?: 'shared' | 'own';
  readonly unknownCallers?: 'none' | 'read';
  readonly ownerTag?: string;
  readonly references?: 'own' | 'any';
  readonly issuers?: Readonly<
    Record<string, { readonly kind: (typeof tokenKinds)[number]; readonly issuer: string; readonly audience: WrittenValues }>
  >;
  readonly teams: Readonly<Record<string, { readonly principals: readonly WrittenPrincipal[] }>>;
}
