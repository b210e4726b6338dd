import { ApiError, type ApiErrorOptions } from './api-error.ts';

// One class per problem type. The message is the `detail` of the problem: a sentence for the caller.

export class MalformedRequest extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('malformed-request', detail, options);
  }
}

export class Unauthenticated extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('unauthenticated', detail, options);
  }
}

export class Forbidden extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('forbidden', detail, options);
  }
}

export class NotFound extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('not-found', detail, options);
  }
}

export class MethodNotAllowed extends ApiError {
  /** @param allow The methods that the path has. */
  constructor(detail: string, allow: readonly string[]) {
    super('method-not-allowed', detail, { headers: { allow: allow.join(', ') } });
  }
}

export class NotAcceptable extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('not-acceptable', detail, options);
  }
}

export class AlreadyExists extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('already-exists', detail, options);
  }
}

export class ResourceInUse extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('resource-in-use', detail, options);
  }
}

export class AlreadyEnded extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('already-ended', detail, options);
  }
}

export class QuotaExceeded extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('quota-exceeded', detail, options);
  }
}

export class PreconditionFailed extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('precondition-failed', detail, options);
  }
}

export class PayloadTooLarge extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('payload-too-large', detail, options);
  }
}

export class UnsupportedMediaType extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('unsupported-media-type', detail, options);
  }
}

export class ExpectationFailed extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('expectation-failed', detail, options);
  }
}

export class RequestTimeout extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('request-timeout', detail, options);
  }
}

export class HeadersTooLarge extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('headers-too-large', detail, options);
  }
}

export class ValidationFailed extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('validation-failed', detail, options);
  }
}

export class PolicyViolation extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('policy-violation', detail, options);
  }
}

export class IdempotencyKeyReused extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('idempotency-key-reused', detail, options);
  }
}

export class UpstreamRejected extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('upstream-rejected', detail, options);
  }
}

/** What became of the steps of a write that failed, by their names. */
export interface StepsTaken {
  readonly applied: readonly string[];
  /** Did not take effect, or not certainly. */
  readonly pending: readonly string[];
}

/** The failure of a write: of the same kind as what made it fail, with what became of its steps. */
export class FailedWrite extends ApiError {
  /** @param outcome What became of them, as a sentence. */
  constructor(failure: ApiError, outcome: string, steps: StepsTaken) {
    const { type, message, title, extensions, headers, cause, mayHaveHappened } = failure;
    super(type, `${message} ${outcome}`, { title, extensions: { ...extensions, ...steps }, headers, cause, mayHaveHappened });
  }
}

export class RateLimited extends ApiError {
  /** @param retryAfter Whole seconds after which a try may succeed. */
  constructor(detail: string, retryAfter: number, options: ApiErrorOptions = {}) {
    super('rate-limited', detail, { ...options, headers: { 'retry-after': String(retryAfter) } });
  }
}

export class InternalError extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('internal-error', detail, options);
  }
}

export class PolicyEvaluationFailed extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('policy-evaluation-failed', detail, options);
  }
}

export class UpstreamError extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('upstream-error', detail, options);
  }
}

export class UpstreamUnavailable extends ApiError {
  /** @param retryAfter Whole seconds after which a try may succeed. */
  constructor(detail: string, retryAfter: number, options: ApiErrorOptions = {}) {
    super('upstream-unavailable', detail, { ...options, headers: { 'retry-after': String(retryAfter) } });
  }
}

export class UpstreamTimeout extends ApiError {
  constructor(detail: string, options?: ApiErrorOptions) {
    super('upstream-timeout', detail, options);
  }
}
