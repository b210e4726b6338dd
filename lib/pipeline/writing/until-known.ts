import { ApiError } from '../../problem/api-error.ts';
import { RateLimited, UpstreamError } from '../../problem/errors.ts';
import { millisecondsLeft } from '../../time/deadline.ts';
import { pauseFor } from '../../time/pause.ts';
import type { CallOptions } from '../stored/image-builder.ts';

/** A call that Image Builder does not recognise when it comes a second time. */
export interface TokenlessCall extends CallOptions {
  /** Makes the call. */
  run(): Promise<void>;
  /**
   * Looks whether the call has taken effect, or was overtaken by somebody whose work a repeat would undo. Rejects where it must
   * not be repeated.
   */
  isDone(): Promise<boolean>;
  /** Waits. Only tests have another one. */
  readonly pause?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** Attempts in all, as many as the AWS SDKs make by default (AWS SDKs and Tools Reference Guide, "Retry behavior"). */
const maximumAttempts = 3;

/** Milliseconds before the second attempt; the third waits twice as long. */
const firstPause = 100;

/** Seconds that an answer may ask for and still be waited for; what asks for more goes to the caller, who has the time. */
const maximumWaitSeconds = 4;

/**
 * Makes a call until it is known to have taken effect. What fails for a passing reason is looked at before it is repeated, since
 * its answer may be lost and its effect there, and since others may have written meanwhile. Rejects with the failure of the last
 * attempt, or with what the look has against a repeat.
 */
export async function untilKnown({ run, isDone, signal, pause = pauseFor }: TokenlessCall): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const failure = await passingFailureOf(run);
    if (failure === undefined) return;
    const wait = waitBefore(attempt, failure, signal);
    if (wait === undefined || signal.aborted) throw failure;
    await pause(wait, signal);
    if (await looksDone(isDone, failure)) return;
    if (attempt === maximumAttempts) throw failure;
  }
}

/** Why a call failed, where that may pass; `undefined` where it did not. Rejects with every other failure. */
async function passingFailureOf(run: () => Promise<void>): Promise<ApiError | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && isPassing(error)) return error;
    throw error;
  }
}

/** A defect that has surely done nothing is one of ours, such as a right that we lack: it does not pass. */
function isPassing(error: ApiError): boolean {
  return isTrouble(error) && (error.mayHaveHappened || !(error instanceof UpstreamError));
}

function isTrouble(error: ApiError): boolean {
  return error.status >= 500 || error instanceof RateLimited;
}

function waitBefore(attempt: number, { headers, isTimeAsked }: ApiError, signal: AbortSignal): number | undefined {
  const asked = isTimeAsked ? Number(headers['retry-after'] ?? 0) : 0;
  const wait = Math.max(asked * 1_000, firstPause * 2 ** (attempt - 1));
  return asked > maximumWaitSeconds || wait >= millisecondsLeft(signal) ? undefined : wait;
}

/** A look that fails as the call did says nothing, and then the call's own failure is what there is to tell. */
async function looksDone(isDone: () => Promise<boolean>, failure: ApiError): Promise<boolean> {
  try {
    return await isDone();
  } catch (error) {
    throw error instanceof ApiError && isTrouble(error) ? failure : error;
  }
}
