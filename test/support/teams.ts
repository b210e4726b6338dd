import { type Principal, type TeamsDocument, usualScopes } from '../../lib/identity/teams.ts';

/** Teams by the ARNs of their roles, or by whole principals, with what a file that says nothing else would mean. */
export function testTeams(
  teams: Readonly<Record<string, readonly (string | Principal)[]>>,
  more: Partial<Omit<TeamsDocument, 'teams'>> = {},
): TeamsDocument {
  const documents = Object.entries(teams).map(([name, principals]) => [name, { principals: principals.map(asPrincipal) }]);
  return {
    reading: 'shared',
    unknownCallers: 'none',
    ownerTag: 'team',
    references: 'own',
    issuers: {},
    ...more,
    teams: Object.fromEntries(documents),
  };
}

function asPrincipal(principal: string | Principal): Principal {
  return typeof principal === 'string' ? { role: principal, scopes: usualScopes } : principal;
}
