import { ApiError } from '../problem/api-error.ts';
import { NotFound, UpstreamError } from '../problem/errors.ts';

/** One call of a write that takes several. */
export interface Step {
  readonly name: 'add-tags' | 'update-settings' | 'remove-tags';
  run(): Promise<void>;
}

/**
 * Carries steps out one after the other. When the first one fails, nothing has happened, and its own error is thrown. When a later one
 * fails, an `UpstreamError` says which steps took effect and which are pending. A pipeline that is gone is `NotFound` at any step.
 */
export async function carryOut(steps: readonly Step[]): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await step.run();
    } catch (error) {
      throw error instanceof ApiError ? interrupted(steps, index, error) : error;
    }
  }
}

function interrupted(steps: readonly Step[], failed: number, error: ApiError): ApiError {
  if (error instanceof NotFound) return new NotFound(deletedMeanwhile, { cause: error.cause });
  if (failed === 0) return error;
  const names = steps.map(({ name }) => name);
  const applied = names.slice(0, failed);
  return new UpstreamError(
    `The write stopped half way: ${applied.join(', ')} took effect, ${names[failed]} did not or may not have. ${error.message} ` +
      'Repeat the same request to complete it: what is done already is not done again.',
    {
      title: 'The write stopped half way',
      extensions: { ...error.extensions, applied, pending: names.slice(failed) },
      headers: error.headers,
      cause: error.cause,
    },
  );
}

const deletedMeanwhile =
  'Somebody deleted the pipeline while it was being changed, so nothing is left of the change. A PUT of a whole definition creates it anew.';
