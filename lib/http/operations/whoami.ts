import type { Operation } from '../endpoint.ts';

/** The caller as the service sees it: what to look at when one is let in as somebody else, or may do less than expected. */
export function whoamiOperation(): Operation {
  return ({ caller: { subject, kind, team, scopes, jobEnvironment = null, claims, tokenId = null } }) => ({
    status: 200,
    body: { subject, kind, team, scopes, jobEnvironment, claims, tokenId },
  });
}
