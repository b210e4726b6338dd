import { ApiError } from '../../problem/api-error.ts';
import { FailedWrite, NotFound, RateLimited, UpstreamError } from '../../problem/errors.ts';
import type { Move } from './step-order.ts';
import { withWhatIsKnown } from './what-is-known.ts';

/** One call of a write that takes several. */
export interface WriteStep {
  readonly name: Move['name'];
  run(): Promise<void>;
  /** Takes back what `run` did, as far as nobody has written over it meanwhile. Rejects where that fails. */
  undo(): Promise<void>;
}

/**
 * Carries steps out one after the other. When the first one fails, its own error is thrown, with what is known of it. When a
 * later one is refused for the caller's reason, repeating could not complete the write, so what was done is taken back, and the
 * refusal is thrown. When one fails for Image Builder's reason, an `UpstreamError` says which steps took effect and which are
 * pending. A pipeline that is gone is `NotFound` at any step.
 */
export async function carryOut(steps: readonly WriteStep[], hasKey: boolean): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await step.run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error instanceof NotFound) throw new NotFound(deletedMeanwhile, { cause: error.cause });
      const pending = steps.map(({ name }) => name);
      if (index === 0) throw withWhatIsKnown(error, pending, hasKey);
      throw isRefusal(error) ? await refused(steps, index, error) : interrupted(steps, index, error);
    }
  }
}

/** What is said of a write to a pipeline that is gone. */
export const deletedMeanwhile =
  'Someone deleted the pipeline while it was being changed, so nothing is left of the change. A PUT of a whole definition creates it again.';

/** Whether the same step would be refused again, until the caller sends something else. */
function isRefusal(error: ApiError): boolean {
  return error.status < 500 && !(error instanceof RateLimited);
}

/** Takes back what was done, the last first, and says what became of it. */
async function refused(steps: readonly WriteStep[], failed: number, refusal: ApiError): Promise<ApiError> {
  const standing = new Set<WriteStep>();
  for (const step of steps.slice(0, failed).toReversed()) if (!(await isUndone(step))) standing.add(step);
  const namesOf = (isMeant: (step: WriteStep) => boolean) => steps.filter(isMeant).map(({ name }) => name);
  const applied = namesOf((step) => standing.has(step));
  const outcome =
    applied.length === 0
      ? 'What this write had done before was undone: nothing has changed.'
      : `What this write had done before could not be undone: ${applied.join(', ')} took effect. Read the pipeline again.`;
  return new FailedWrite(refusal, outcome, { applied, pending: namesOf((step) => !standing.has(step)) });
}

async function isUndone(step: WriteStep): Promise<boolean> {
  try {
    await step.undo();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Where the pipeline is gone, so is what was done to it.
    return error instanceof NotFound;
  }
}

function interrupted(steps: readonly WriteStep[], failed: number, error: ApiError): ApiError {
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
