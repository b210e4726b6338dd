import { byPosition } from '../policy/load.ts';
import { shapeProblems } from '../policy/shape.ts';
import { matchesWildcard } from '../policy/wildcard.ts';
import { type FileProblem, type PlacedMessage, readYaml } from '../policy/yaml-source.ts';
import { type TeamsDocument, teamsSchema } from './teams.ts';

export type LoadTeamsResult =
  | { readonly ok: true; readonly document: TeamsDocument }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Reads `teams.yaml`, or says everything that is wrong with it at once, in the order of the file. Never throws on a bad file. */
export function loadTeams(text: string, file: string): LoadTeamsResult {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value, problemAt } = read.source;
  const shape = shapeProblems(teamsSchema, value);
  if (shape.length > 0) return { ok: false, problems: shape.map(problemAt).sort(byPosition) };
  const document = value as TeamsDocument; // just checked, member by member
  const shared = sharedPrincipals(document);
  return shared.length > 0 ? { ok: false, problems: shared.map(problemAt).sort(byPosition) } : { ok: true, document };
}

interface Claim {
  readonly team: string;
  readonly principal: string;
  readonly path: readonly (string | number)[];
}

/** Principals that certainly belong to two teams: written twice, or named by one team and covered by a wildcard of another. */
function sharedPrincipals({ teams }: TeamsDocument): readonly PlacedMessage[] {
  const claims = Object.entries(teams).flatMap(([team, { principals }]) =>
    principals.map((principal, index): Claim => ({ team, principal, path: ['teams', team, 'principals', index] })),
  );
  return claims.flatMap((claim, index) => {
    const other = claims.find((candidate, place) => isShared(claim, candidate, place < index));
    return other === undefined
      ? []
      : [{ path: claim.path, message: `is a principal of team ${other.team} as well; a caller can act for one team only` }];
  });
}

function isShared(claim: Claim, other: Claim, isEarlier: boolean): boolean {
  if (claim.team === other.team) return false;
  if (claim.principal === other.principal) return isEarlier;
  return !/[*?]/.test(claim.principal) && matchesWildcard(other.principal, claim.principal);
}
