import type { TeamsDocument } from '../../lib/identity/teams.ts';
import type { StackSettings } from '../settings/settings.ts';

/**
 * What keeps these teams from being deployed with these settings, in sentences: tokens need issuers that a function can reach.
 */
export function issuerProblems({ auth }: Pick<StackSettings, 'auth'>, { issuers }: TeamsDocument): string[] {
  const entries = Object.entries(issuers);
  if (auth === 'jwt' && entries.length === 0) {
    return ['imagegate.auth is "jwt", and teams.yaml trusts no issuer: name one under issuers, or set auth to "iam".'];
  }
  return entries
    .filter(([, { issuer }]) => !issuer.startsWith('https://'))
    .map(
      ([name, { issuer }]) => `The issuer ${name} is ${issuer}: only a service on that same machine can reach and believe it.`,
    );
}
