import type { ServiceRequest } from './connection.ts';

/**
 * Whether a request may be sent again as it is when its answer is lost. One with a client token is obeyed once, however often it comes,
 * and a read changes nothing. DeleteImagePipeline, TagResource and UntagResource have no token (their pages in the Image Builder API
 * Reference): the same words a second later may be about a pipeline, or undo a tag, that somebody else has made meanwhile.
 * UpdateImagePipeline has one, but overwrites, after the pause before the second try, what others have written in it. All these are
 * repeated by who looks first.
 */
export function mayBeRepeated({ method, path }: Pick<ServiceRequest, 'method' | 'path'>): boolean {
  return method !== 'DELETE' && !path.includes('/tags/') && !path.endsWith('/UpdateImagePipeline');
}

/** As much of the SDK's retry strategy as the SDK asks for. Source: `RetryStrategyV2` of `@smithy/types`. */
interface Strategy<Token, Failure extends { readonly error?: unknown }> {
  acquireInitialRetryToken(scope: string): Promise<Token>;
  refreshRetryTokenForRetry(token: Token, failure: Failure): Promise<Token>;
  recordSuccess(token: Token): void;
}

/** A strategy that leaves alone what must not be sent again as it is. The SDK takes a token that is refused for the end of its tries. */
export function leavingAlone<Token, Failure extends { readonly error?: unknown }>(
  strategy: Strategy<Token, Failure>,
): Strategy<Token, Failure> {
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    async refreshRetryTokenForRetry(token, failure) {
      if (isRefused(failure.error)) throw failure.error;
      return await strategy.refreshRetryTokenForRetry(token, failure);
    },
    recordSuccess: (token) => strategy.recordSuccess(token),
  };
}

function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isRepeatable' in error && error.isRepeatable === false;
}
