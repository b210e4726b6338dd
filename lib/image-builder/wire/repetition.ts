import type { ServiceRequest } from './service-request.ts';

/**
 * Whether a request may be sent again as it is when its answer is lost. One with a client token is obeyed once, however often it
 * comes, and a read changes nothing. DeleteImagePipeline, TagResource and UntagResource have no token (their pages in the Image
 * Builder API Reference): the same words a second later may be about a pipeline, or undo a tag, that somebody else has made
 * meanwhile. UpdateImagePipeline has one, but overwrites, after the pause before the second try, what others have written in it.
 * All these are repeated by who looks first.
 */
export function mayBeRepeated({ method, path }: Pick<ServiceRequest, 'method' | 'path'>): boolean {
  return method !== 'DELETE' && !path.includes('/tags/') && !path.endsWith('/UpdateImagePipeline');
}

/**
 * Milliseconds for which an answer asks to be left alone: seconds or a date of HTTP (RFC 9110 §10.2.3), or the SDKs' own header,
 * in milliseconds. `undefined` where it does not ask, or says what cannot be read.
 */
export function pauseAsked(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const { 'retry-after': said = '', 'x-amz-retry-after': milliseconds } = headers;
  if (milliseconds !== undefined && /^\d{1,9}$/.test(milliseconds)) return Number(milliseconds);
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(said)) return Number(said) * 1_000;
  const date = said.endsWith(' GMT') ? Date.parse(said) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** As much of the SDK's retry strategy as the SDK asks for. Source: `RetryStrategyV2` of `@smithy/types`. */
interface Strategy<Token, Failure extends FailedAttempt> {
  acquireInitialRetryToken(scope: string): Promise<Token>;
  refreshRetryTokenForRetry(token: Token, failure: Failure): Promise<Token>;
  recordSuccess(token: Token): void;
}

interface FailedAttempt {
  readonly error?: unknown;
  /** When the service may be asked again, where it has said that. */
  readonly retryAfterHint?: Date;
}

/**
 * A strategy that leaves alone what must not be sent again as it is, a service that asks for more time than is left, and one that
 * nothing is sent to at present. One that asks for less gets that time: of itself the SDK waits for five seconds and a little,
 * whatever it was asked for. It takes a token that is refused for the end of its tries.
 */
export function leavingAlone<Token, Failure extends FailedAttempt>(
  strategy: Strategy<Token, Failure>,
  isWilling: () => boolean,
): Strategy<Token, Failure> {
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    async refreshRetryTokenForRetry(token, failure) {
      if (isRefused(failure.error) || !isWilling()) throw failure.error;
      const next = await strategy.refreshRetryTokenForRetry(token, failure);
      await until(failure.retryAfterHint);
      // Others may have failed meanwhile.
      if (!isWilling()) throw failure.error;
      return next;
    },
    recordSuccess: (token) => strategy.recordSuccess(token),
  };
}

async function until(time: Date | undefined): Promise<void> {
  const milliseconds = (time?.getTime() ?? 0) - Date.now();
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isRepeatable' in error && error.isRepeatable === false;
}
