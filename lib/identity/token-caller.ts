import type { Caller } from './caller.ts';
import { callerFromProof, type TeamsDocument } from './teams.ts';
import { tokenKinds } from './token-kinds.ts';
import type { Verified } from './verifier.ts';

/** The caller who brings a verified token. Throws `Unauthenticated` for a token of another kind than its issuer's, and `Forbidden`. */
export function callerFromToken(teams: TeamsDocument, { name, issuer, payload }: Verified): Caller {
  return callerFromProof(teams, tokenKinds[issuer.kind].prove(payload, name));
}
