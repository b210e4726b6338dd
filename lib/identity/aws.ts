import { isObject } from '../json/value.ts';
import { Unauthenticated } from '../problem/errors.ts';
import type { Caller } from './caller.ts';
import { commonProof, type Payload, shownClaims, type TokenKind } from './proof.ts';
import { callerFromRole, type TeamsDocument } from './teams.ts';

/** The caller behind `requestContext.identity.userArn` of API Gateway. Throws `Forbidden` when two teams claim it. */
export function callerFromIam(teams: TeamsDocument, userArn: string): Caller {
  const session = sessionOf(userArn);
  return { ...callerFromRole(teams, roleOf(userArn)), ...(session === undefined ? {} : { session }) };
}

/**
 * The name of the session behind an assumed-role ARN: the person, as IAM Identity Center names sessions, or what a pipeline
 * chose. Length and characters: AWS STS API Reference, AssumeRole, RoleSessionName.
 */
function sessionOf(userArn: string): string | undefined {
  return /:assumed-role\/[^/]+\/([\w+=,.@-]{2,64})$/.exec(userArn)?.[1];
}

/**
 * The role behind an assumed-role ARN, so that a caller stays the same from session to session; any other ARN stays as it is.
 * STS leaves the role's path out of that ARN, so it is absent here too. Source: IAM User Guide, "IAM identifiers".
 */
export function roleOf(userArn: string): string {
  const [, partition, account, role] = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(userArn) ?? [];
  return role === undefined ? userArn : `arn:${partition}:iam::${account}:role/${role}`;
}

/** What AWS says besides the claims that every token has stands under this name. */
const namespace = 'https://sts.amazonaws.com/';

/**
 * Tokens that AWS gives to its own principals with `sts:GetWebIdentityToken`. Whom such a token is for is the ARN of a role or
 * user, in `sub`, and principals with that ARN are meant by it as they are by a signature. Source: IAM User Guide, "Understanding
 * token claims".
 */
export const awsWebIdentity: TokenKind = {
  ids: [],
  narrowing: [],
  refused: {},
  prove(payload, issuer) {
    const { sub } = payload;
    const told = isObject(payload[namespace]) ? (payload[namespace] as Payload) : {}; // an object, whatever it holds
    const role = typeof sub === 'string' ? withoutPath(sub) : '';
    const account = /^arn:aws[a-z-]*:iam::(\d{12}):(?:role|user)\/[\w+=,.@/-]{1,600}$/.exec(role)?.[1];
    if (account === undefined || told['aws_account'] !== account) {
      throw new Unauthenticated('The token names no role or user of the account that AWS issued it for.');
    }
    const claims = shownClaims(told, origins);
    return { ...commonProof(payload), subject: role, kind: 'aws-web-identity', issuer, role, claims };
  },
};

/**
 * Where the role was taken on: the account, and the function or instance or the user of IAM Identity Center that has it. Same
 * source.
 */
const origins = [
  'aws_account',
  'org_id',
  'source_region',
  'lambda_source_function_arn',
  'ec2_source_instance_arn',
  'identity_store_user_id',
];

/**
 * A session of a role does not tell the role's path, so a role is known without it however it is proven; its name is unique as it
 * is.
 */
function withoutPath(arn: string): string {
  const role = roleOf(arn);
  const [, start] = /^(arn:[^:/]*:iam::[^:/]*:role\/)/.exec(role) ?? [];
  return start === undefined ? role : `${start}${role.slice(role.lastIndexOf('/') + 1)}`;
}
