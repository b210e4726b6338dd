import { Forbidden } from '../problem/errors.ts';
import type { Caller, CallerKind } from './caller.ts';
import { meansPrincipal } from './principal-pattern.ts';
import { claimValues, type Proof } from './proof.ts';
import { type Scope, scopes } from './scopes.ts';

/** Who is who, as data: what the loader makes of `teams.yaml`, with every default filled in. */
export interface TeamsDocument {
  /** Whether every caller may read the pipelines of all teams, or only those of its own. */
  readonly reading: 'shared' | 'own';
  /** What IAM principals may do that no team has: nothing, or read what every caller may read. */
  readonly unknownCallers: 'none' | 'read';
  /** Key of the tag that names the team a pipeline belongs to. */
  readonly ownerTag: string;
  /** Whether a pipeline may refer to what carries any team's owner tag, or only its own team's. */
  readonly references: 'own' | 'any';
  /** Whose tokens count, by the name that principals call an issuer by. */
  readonly issuers: Readonly<Record<string, TrustedIssuer>>;
  readonly teams: Readonly<Record<string, TeamDocument>>;
}

export interface TrustedIssuer {
  readonly kind: Exclude<CallerKind, 'iam'>;
  /** What `iss` has to be, to the letter; discovery starts from here. */
  readonly issuer: string;
  /** A token has to be meant for one of these. */
  readonly audience: readonly string[];
}

export interface TeamDocument {
  readonly principals: readonly Principal[];
}

export type Principal = RolePrincipal | TokenPrincipal;

/** A role or user of AWS, whether its request is signed or it brings a token of AWS. */
export interface RolePrincipal {
  /** An ARN in whose name `*` and `?` are wildcards, as in `arn:aws:iam::111122223333:role/web-*`. */
  readonly role: string;
  readonly scopes: readonly Scope[];
}

/** The tokens of one issuer whose claims have one of the values named, each of them. */
export interface TokenPrincipal {
  /** Name of a trusted issuer. */
  readonly issuer: string;
  /** Who it is. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  /** In which circumstances it counts. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  readonly scopes: readonly Scope[];
}

/** What a principal that only names a role may do. */
export const usualScopes: readonly Scope[] = ['read', 'write', 'execute'];

/** The caller that a role or user is. Throws `Forbidden` when two teams claim it, since taking either would be a guess. */
export function callerFromRole(document: TeamsDocument, role: string): Caller {
  return callerFromProof(document, { subject: role, kind: 'iam', role, payload: {}, claims: {} });
}

/**
 * The caller behind what was proven, with the scopes of all principals that it is. Without a team, who signs as an IAM principal
 * has what `unknownCallers` says: a policy of AWS let it in. A token without a team is refused, for its issuer may serve the
 * whole world. Throws `Forbidden`, also when two teams claim the caller.
 */
export function callerFromProof(document: TeamsDocument, proof: Proof): Caller {
  const claims: Claim[] = [];
  for (const [team, { principals }] of Object.entries(document.teams)) {
    for (const principal of principals) if (isOf(principal, proof)) claims.push({ team, principal });
  }
  const held = claims.filter(({ principal }) => missedConditions(principal, proof).length === 0);
  const teams = [...new Set(held.map(({ team }) => team))];
  if (teams.length > 1) {
    throw new Forbidden(
      `${proof.subject} is a principal of ${teams.length} teams: ${teams.join(', ')}. Ask the owners of teams.yaml to decide.`,
    );
  }
  const [team = null] = teams;
  if (team === null && proof.kind !== 'iam') throw new Forbidden(withoutTeam(claims, proof));
  const granted = new Set(held.flatMap(({ principal }) => principal.scopes));
  return {
    subject: proof.subject,
    kind: proof.kind,
    team,
    scopes: team === null ? scopesOfUnknown[document.unknownCallers] : scopes.filter((scope) => granted.has(scope)),
    ...(proof.jobEnvironment === undefined ? {} : { jobEnvironment: proof.jobEnvironment }),
    claims: proof.claims,
    ...(proof.tokenId === undefined ? {} : { tokenId: proof.tokenId }),
  };
}

const scopesOfUnknown = { none: [], read: ['read'] } as const;

function isOf(principal: Principal, proof: Proof): boolean {
  if ('role' in principal) return proof.role !== undefined && meansPrincipal(principal.role, proof.role);
  return principal.issuer === proof.issuer && Object.entries(principal.claims).every((wanted) => hasOneOf(wanted, proof));
}

function missedConditions(principal: Principal, proof: Proof): readonly string[] {
  if ('role' in principal) return [];
  return Object.entries(principal.conditions)
    .filter((wanted) => !hasOneOf(wanted, proof))
    .map(([claim, values]) => `${claim} is ${values.join(' or ')}`);
}

function hasOneOf([claim, wanted]: readonly [string, readonly string[]], { payload }: Proof): boolean {
  return claimValues(payload, claim).some((value) => wanted.includes(value));
}

interface Claim {
  readonly team: string;
  readonly principal: Principal;
}

/** Tells a caller that is nearly let in what it lacks, and any other who it is, so that its team can add it. */
function withoutTeam([nearest]: readonly Claim[], proof: Proof): string {
  if (nearest !== undefined) {
    const lacking = missedConditions(nearest.principal, proof).join(' and ');
    return `${proof.subject} acts for team ${nearest.team} only where ${lacking}, and the token says otherwise.`;
  }
  return `No team has ${proof.subject} among its principals. Ask the owners of teams.yaml to add it.`;
}
