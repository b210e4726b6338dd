import { ApiError } from '../../problem/api-error.ts';
import { FailedWrite, RateLimited } from '../../problem/errors.ts';

/** Names of what a use case does in one call. */
export type OnlyStep = 'create' | 'delete' | 'start' | 'cancel';

/**
 * Does the first thing that a use case changes. Where that fails for a passing reason, the failure is thrown with what is known
 * of it: that nothing was done, or that nobody can tell. A refusal is thrown as it is.
 *
 * @param hasKey Whether the caller gave a key, with which it can safely repeat the request.
 */
export async function sayingWhatIsKnown<Answer>(step: OnlyStep, hasKey: boolean, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ApiError ? withWhatIsKnown(error, [step], hasKey) : error;
  }
}

/** A failure of the first of some steps, with what is known of them. */
export function withWhatIsKnown(error: ApiError, pending: readonly string[], hasKey: boolean): ApiError {
  const isPassing = error.status >= 500 || error instanceof RateLimited;
  if ((!isPassing && !error.mayHaveHappened) || error instanceof FailedWrite) return error;
  return new FailedWrite(error, error.mayHaveHappened ? unknown(hasKey) : nothingDone, { applied: [], pending });
}

const nothingDone = 'Nothing was done.';

function unknown(hasKey: boolean): string {
  const advice = hasKey
    ? 'Repeat the request with the same key: what is done already is not done again.'
    : 'Look first, and repeat the request only if it was not done.';
  return `Whether it took effect is not known. ${advice}`;
}
