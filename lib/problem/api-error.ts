import type { ResponseHeaders } from './response-headers.ts';
import { type ProblemTypeName, problemTypes } from './types.ts';

/** What a failure can say beyond its kind. */
export interface ApiErrorOptions {
  /** Replaces the kind's own title where a more telling one is known. */
  readonly title?: string;
  /** Extension members of the problem body (RFC 9457 §3.2), for example `errors` or `violations`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Headers that belong to this failure, for example `Allow` or `Retry-After`. */
  readonly headers?: ResponseHeaders;
  /** What led here. It goes to the log, never to the caller. */
  readonly cause?: unknown;
  /** Whether what was asked of Image Builder may have been done all the same; absent: it was not. */
  readonly mayHaveHappened?: boolean;
  /** Whether it was Image Builder that asked for the time in `Retry-After`; absent: it is our own guess. */
  readonly isTimeAsked?: boolean;
}

/**
 * A failure with a defined answer. Whoever finds the failure throws the subclass that names it; `lib/http` alone turns it into a
 * response. Stands on the ground floor so that the domain and the upstream border can raise it without knowing HTTP.
 */
export abstract class ApiError extends Error {
  readonly type: ProblemTypeName;
  readonly status: number;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: ResponseHeaders;
  /** Whether what was asked of Image Builder may have been done all the same. */
  readonly mayHaveHappened: boolean;
  /** Whether it was Image Builder that asked for the time in `Retry-After`. */
  readonly isTimeAsked: boolean;

  constructor(type: ProblemTypeName, detail: string, options: ApiErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = new.target.name;
    this.type = type;
    this.status = problemTypes[type].status;
    this.title = options.title ?? problemTypes[type].title;
    this.extensions = options.extensions ?? {};
    this.headers = options.headers ?? {};
    this.mayHaveHappened = options.mayHaveHappened ?? false;
    this.isTimeAsked = options.isTimeAsked ?? false;
  }
}
