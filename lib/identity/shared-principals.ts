import type { PlacedProblem } from '../file/yaml-source.ts';
import { meansPrincipal } from './principal-pattern.ts';
import type { Principal, TeamsDocument, TokenPrincipal } from './teams.ts';

interface Entry {
  readonly team: string;
  readonly principal: Principal;
  readonly path: readonly (string | number)[];
}

/**
 * Principals that certainly belong to two teams, because whoever is the one is the other as well. Two that only may meet, such as
 * wildcards, are left to the request in which they do.
 */
export function sharedPrincipals({ teams }: TeamsDocument): readonly PlacedProblem[] {
  const entries = Object.entries(teams).flatMap(([team, { principals }]) =>
    principals.map((principal, index): Entry => ({ team, principal, path: ['teams', team, 'principals', index] })),
  );
  return entries.flatMap((entry, index) => {
    const other = entries.find((candidate, place) => isShared(entry, candidate, place < index));
    return other === undefined
      ? []
      : [{ path: entry.path, message: `is a principal of team ${other.team} as well; a caller can act for one team only` }];
  });
}

/** Of two that mean each other the later one is named. */
function isShared(entry: Entry, other: Entry, isEarlier: boolean): boolean {
  if (entry.team === other.team || !isWithin(entry.principal, other.principal)) return false;
  return isEarlier || !isWithin(other.principal, entry.principal);
}

/** Whether whoever is the first is certainly the second, or at least somebody certainly is both. */
function isWithin(principal: Principal, other: Principal): boolean {
  if ('role' in principal) return 'role' in other && isRoleWithin(principal.role, other.role);
  return !('role' in other) && principal.issuer === other.issuer && demandsAll(principal, other);
}

function isRoleWithin(role: string, other: string): boolean {
  return role === other || (!/[*?]/.test(role) && meansPrincipal(other, role));
}

/** Whatever the second demands the first demands as well, with a value in common. */
function demandsAll(principal: TokenPrincipal, other: TokenPrincipal): boolean {
  const demanded = new Map(Object.entries({ ...principal.claims, ...principal.conditions }));
  return Object.entries({ ...other.claims, ...other.conditions }).every(([claim, values]) =>
    demanded.get(claim)?.some((value) => values.includes(value)),
  );
}
