import type { Proof } from './proof.ts';
import { tokenKinds } from './token-kinds.ts';
import type { Verified } from './verifier.ts';

/** Who brings a verified token, whatever team that is. Throws `Unauthenticated` for a token of another kind than its issuer's. */
export function proofOf({ name, issuer, payload }: Verified): Proof {
  return tokenKinds[issuer.kind].prove(payload, name);
}
