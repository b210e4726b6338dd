import { scopes } from '../../../lib/identity/scopes.ts';
import type { Principal, TeamsDocument } from '../../../lib/identity/teams.ts';
import type { LocalIssuer } from './issuer.ts';

/** What the local issuer is called among the trusted ones. No file can name it: a file's names have no capitals. */
const name = 'Local';

/** The teams, with tokens of the local issuer admitted for each of them: for the team and the scopes that a token names. */
export function withLocalIssuer(document: TeamsDocument, { url, audience }: LocalIssuer): TeamsDocument {
  const teams = Object.entries(document.teams).map(([team, { principals }]) => {
    const local = scopes.map(
      (scope): Principal => ({
        issuer: name,
        claims: { team: [team], scopes: [scope] },
        conditions: {},
        scopes: [scope],
      }),
    );
    return [team, { principals: [...principals, ...local] }] as const;
  });
  return {
    ...document,
    issuers: { ...document.issuers, [name]: { kind: 'oidc', issuer: url, audience: [audience] } },
    teams: Object.fromEntries(teams),
  };
}
