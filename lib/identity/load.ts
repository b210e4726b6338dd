import { shapeProblems } from '../file/schema-problems.ts';
import { byPosition, type FileProblem, readYaml } from '../file/yaml-source.ts';
import { sharedPrincipals } from './shared-principals.ts';
import { type Principal, type TeamsDocument, type TrustedIssuer, usualScopes } from './teams.ts';
import { teamsProblems } from './teams-problems.ts';
import { teamsSchema, type WrittenPrincipal, type WrittenTeams, type WrittenValues } from './teams-schema.ts';

export type LoadTeamsResult =
  | { readonly ok: true; readonly document: TeamsDocument }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Reads `teams.yaml`, or says everything that is wrong with it at once, in the order of the file. Never throws on a bad file. */
export function loadTeams(text: string, file: string): LoadTeamsResult {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value, problemAt } = read.source;
  const found = [...shapeProblems(teamsSchema, value), ...teamsProblems(value)];
  if (found.length > 0) return { ok: false, problems: found.map(problemAt).sort(byPosition) };
  const document = compiled(value as WrittenTeams); // just checked, member by member
  const shared = sharedPrincipals(document);
  return shared.length > 0 ? { ok: false, problems: shared.map(problemAt).sort(byPosition) } : { ok: true, document };
}

/** The tag that names the owner of a pipeline where a file names no other. */
export const usualOwnerTag = 'team';

function compiled({
  reading = 'shared',
  unknownCallers = 'none',
  ownerTag = usualOwnerTag,
  references = 'own',
  issuers = {},
  teams,
}: WrittenTeams): TeamsDocument {
  return {
    reading,
    unknownCallers,
    ownerTag,
    references,
    issuers: mapped(issuers, ({ kind, issuer, audience }): TrustedIssuer => ({ kind, issuer, audience: texts(audience) })),
    teams: mapped(teams, ({ principals }) => ({ principals: principals.map(principalOf) })),
  };
}

function principalOf(written: WrittenPrincipal): Principal {
  if (typeof written === 'string') return { role: written, scopes: usualScopes };
  const { role, issuer = '', claims = {}, conditions = {}, scopes = usualScopes } = written;
  if (role !== undefined) return { role, scopes };
  return { issuer, claims: mapped(claims, texts), conditions: mapped(conditions, texts), scopes };
}

/** Claims are compared as text, whatever their look in a token or in the file. */
function texts(values: WrittenValues | boolean): readonly string[] {
  return (Array.isArray(values) ? values : [values]).map(String);
}

// `fromEntries` makes a member of its own even of the name `__proto__`.
function mapped<Value, Result>(
  object: Readonly<Record<string, Value>>,
  result: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, result(value)]));
}
