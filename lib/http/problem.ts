import { ApiError } from '../problem/api-error.ts';
import { InternalError, UpstreamTimeout } from '../problem/errors.ts';
import { problemTypeUri } from '../problem/types.ts';
import type { Response } from './response.ts';

/** The failure as the caller may see it. What is not an `ApiError` is a bug of ours: a 500 that tells nothing of the inside. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // Middy races the handler against the function's own limit and throws an error of this name.
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new UpstreamTimeout(
      'Image Builder did not answer before the time limit of this call. A write may have taken effect or not.',
    );
  }
  return new InternalError('The request could not be handled. Quote the request id when you ask for help.', { cause: error });
}

/** The `application/problem+json` response of a failure (RFC 9457). */
export function problemResponse(error: ApiError, instance: string, requestId: string): Response {
  const body = {
    type: problemTypeUri(error.type),
    title: error.title,
    status: error.status,
    detail: error.message,
    instance,
    requestId,
    ...error.extensions,
  };
  return {
    statusCode: error.status,
    headers: { ...error.headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify(body),
  };
}
