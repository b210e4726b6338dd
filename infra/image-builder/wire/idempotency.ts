import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../lib/json/canonical.ts';
import type { RememberedAnswer } from '../state/state.ts';
import type { World } from '../world.ts';
import { ServiceError } from './errors.ts';

/**
 * Runs a write once per client token: a repeat with the same content gets the first answer and has no second effect, one with
 * other content is refused. Stands before every check that the first run may itself have made fail, such as the clash of names.
 * Only success is remembered, so a request that failed may be corrected under its token.
 */
export function once(
  operation: string,
  request: { readonly clientToken: string },
  world: World,
  run: () => RememberedAnswer['answer'],
): RememberedAnswer['answer'] {
  const { tokens } = world.store;
  const now = world.clock().getTime();
  forgetBefore(now - world.switches.clientTokenHours * 3_600_000, tokens);
  const key = `${operation} ${request.clientToken}`;
  const fingerprint = createHash('sha256').update(canonicalJson(request)).digest('hex');
  const known = tokens.get(key);
  if (known !== undefined) {
    if (known.fingerprint === fingerprint) return known.answer;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      `The client token '${request.clientToken}' was used before by a request with other parameter values.`,
    );
  }
  const answer = run();
  tokens.set(key, { fingerprint, answer, at: now });
  world.store.touch();
  return answer;
}

/** Tokens are in the order in which they came, so the first one that is young enough ends the search. */
function forgetBefore(time: number, tokens: Map<string, RememberedAnswer>): void {
  for (const [key, { at }] of tokens) {
    if (at > time) return;
    tokens.delete(key);
  }
}
