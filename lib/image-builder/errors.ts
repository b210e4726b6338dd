import type { ApiError } from '../problem/api-error.ts';
import {
  AlreadyExists,
  IdempotencyKeyReused,
  MalformedRequest,
  NotFound,
  QuotaExceeded,
  RateLimited,
  ResourceInUse,
  UpstreamError,
  UpstreamRejected,
  UpstreamTimeout,
  UpstreamUnavailable,
} from '../problem/errors.ts';
import { UnreadableAnswer } from './answer.ts';
import { type Call, sentBy } from './call.ts';
import { factsOf, type UpstreamFacts, UpstreamFailure } from './failure.ts';
import { pointerIn, publicMessage } from './message.ts';

/** Sends a call and reads its answer; whatever goes wrong with either is thrown as an `ApiError`. */
export async function answered<Answer>(call: Call, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw upstreamError(error, call);
  }
}

/**
 * The answer to a call that the SDK gave up. Goes by names and not by classes, because the service returns errors that its model
 * does not list for the operation; by the status only where no name is known.
 */
export function upstreamError(error: unknown, call: Call): ApiError {
  const facts = factsOf(error);
  // Whatever the abort broke looks like a lost connection; a refusal that the service had written before still counts.
  const kind = call.signal.aborted && facts.fault === undefined ? 'timeout' : kindOf(facts);
  const cause = new UpstreamFailure(call.operation, kind, facts, error);
  return answers[kind]({ call, facts, cause, mayHaveHappened: writes(call) && mayHaveHappened(kind, facts) });
}

interface Failed {
  readonly call: Call;
  readonly facts: UpstreamFacts;
  readonly cause: UpstreamFailure;
  readonly mayHaveHappened: boolean;
}

/** Whether an operation changes anything: nothing of the caller's own is sent by those that only read. */
function writes({ operation }: Call): boolean {
  return sentBy[operation] !== undefined;
}

/**
 * Whether a call that failed may have been obeyed. One that was never sent was not, and neither was one that Image Builder has
 * refused in so many words; of all others nothing is known. Of several attempts only the last one has left its facts, and the
 * first may have been obeyed whatever became of that.
 */
function mayHaveHappened(kind: Kind, { wasSent, attempts = 1 }: UpstreamFacts): boolean {
  return attempts > 1 || (unclear.has(kind) && wasSent !== false);
}

const answers = {
  missing: (failed) =>
    aboutAnother.has(failed.call.operation)
      ? rejected(failed)
      : new NotFound(`There is no ${failed.call.subject}.`, whyOf(failed)),
  exists: (failed) => {
    const detail = `There is a ${failed.call.subject} already.`;
    return new AlreadyExists(detail, { extensions: { errors: [{ pointer: '/name', detail }] }, ...whyOf(failed) });
  },
  'in-use': (failed) => inUse(failed),
  // Of a deletion it says that something hangs on the pipeline; of a write, that something has to be set up first.
  dependency: (failed) => (failed.call.operation === 'DeleteImagePipeline' ? inUse(failed) : rejected(failed)),
  'page-token': ({ cause }) =>
    new MalformedRequest('Image Builder does not know this pageToken, or no longer does. Begin again without it.', { cause }),
  quota: (failed) =>
    new QuotaExceeded(`Image Builder refuses because of a quota of the account: ${wordsOf(failed)}`, whyOf(failed)),
  'token-reused': (failed) =>
    new IdempotencyKeyReused('This idempotency key was used before, for a request with another body.', whyOf(failed)),
  rejected: (failed) => rejected(failed),
  throttled: ({ facts, ...why }) =>
    new RateLimited('Image Builder limits how often it may be called. Try again later.', secondsOf(facts.pause, 2), {
      ...why,
      isTimeAsked: facts.pause !== undefined,
    }),
  'refused-us': (failed) =>
    new UpstreamError('Image Builder does not accept the rights that imagegate has. Tell its operator.', whyOf(failed)),
  unavailable: ({ facts, ...why }) =>
    new UpstreamUnavailable('Image Builder cannot be reached or does not serve at the moment.', secondsOf(facts.pause, 5), {
      ...why,
      isTimeAsked: facts.pause !== undefined,
    }),
  unasked: ({ facts, ...why }) =>
    new UpstreamUnavailable(facts.message, secondsOf(facts.pause, 5), { ...why, isTimeAsked: true }),
  timeout: (why) => new UpstreamTimeout('Image Builder did not answer in time.', why),
  unexpected: (why) =>
    new UpstreamError(`Image Builder answered in a way that imagegate does not understand${oddityOf(why.cause)}.`, why),
} as const satisfies Record<string, (failed: Failed) => ApiError>;

type Kind = keyof typeof answers;

/** Kinds of failures that say nothing of what was done before them. */
const unclear: ReadonlySet<Kind> = new Set(['throttled', 'unavailable', 'unasked', 'timeout', 'unexpected']);

/** Names what was odd, for whoever has to mend it; of many places a few tell enough. */
function oddityOf({ cause }: UpstreamFailure): string {
  if (!(cause instanceof UnreadableAnswer) || cause.places.length === 0) return '';
  const more = cause.places.length - 3;
  return `: another form than documented has ${cause.places.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What these do not find is never their own subject: a pipeline that is created cannot be missing, but a recipe can. */
const aboutAnother: ReadonlySet<Call['operation']> = new Set(['CreateImagePipeline', 'ListImagePipelines']);

function inUse(failed: Failed): ResourceInUse {
  const { subject } = failed.call;
  return new ResourceInUse(
    `Image Builder is busy with ${subject} or with something that belongs to it. Try again later.`,
    whyOf(failed),
  );
}

function whyOf({ cause, mayHaveHappened }: Failed): Pick<Failed, 'cause' | 'mayHaveHappened'> {
  return { cause, mayHaveHappened };
}

/** Where nothing of the caller's was sent, a rejection is our mistake and none that the caller could mend. */
function rejected(failed: Failed): ApiError {
  const sent = sentBy[failed.call.operation];
  if (sent === undefined) return answers.unexpected(failed);
  const detail = wordsOf(failed);
  return new UpstreamRejected(`Image Builder rejected ${sent}: ${detail}`, {
    extensions: { errors: [{ pointer: pointerIn(failed.facts.message) ?? (sendsTags(failed) ? '/tags' : ''), detail }] },
    ...whyOf(failed),
  });
}

function sendsTags({ call: { operation } }: Failed): boolean {
  return operation === 'TagResource' || operation === 'UntagResource';
}

function wordsOf({ call, facts }: Failed): string {
  return publicMessage(facts.message, call.account) || facts.label;
}

function kindOf({ name, code, fault, statusCode }: UpstreamFacts): Kind {
  // A lost connection is known by its code alone, so codes come first.
  return (
    kinds.get(code ?? '') ??
    (isTlsFailure(code) ? 'unavailable' : kinds.get(name)) ??
    kindOfStatus(statusCode, fault) ??
    'unexpected'
  );
}

/**
 * Nobody answered whom one could believe. Sources: Node.js documentation, "Errors"; OpenSSL, `X509_V_ERR_…`, as Node.js names
 * them.
 */
function isTlsFailure(code: string | undefined): boolean {
  return code !== undefined && /^ERR_(?:TLS|SSL)_|^EPROTO$|^(?:DEPTH_ZERO_)?SELF_SIGNED|CERT|^(?:UNABLE_TO|INVALID)_/.test(code);
}

function kindOfStatus(statusCode: number | undefined, fault: string | undefined): Kind | undefined {
  if (statusCode === 401 || statusCode === 403) return 'refused-us';
  if (statusCode === 429) return 'throttled';
  if (statusCode === 503) return 'unavailable';
  if (statusCode === 504) return 'timeout';
  // An unknown name with a 400 is a refusal that is younger than this table. Without `$fault` it was not even an error of the
  // service.
  return statusCode === 400 && fault === 'client' ? 'rejected' : undefined;
}

/**
 * Names without the suffix `Exception`. Sources: Image Builder API Reference, "Common Error Types" and the operations' own
 * errors; Node.js documentation, "Common system errors".
 */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...named('missing', 'ResourceNotFound'),
  ...named('exists', 'ResourceAlreadyExists'),
  ...named('in-use', 'ResourceInUse'),
  ...named('quota', 'ServiceQuotaExceeded', 'LimitExceeded'),
  ...named('token-reused', 'IdempotentParameterMismatch'),
  ...named('rejected', 'InvalidParameterValue', 'InvalidParameter', 'InvalidParameterCombination', 'InvalidRequest', 'Client'),
  ...named('rejected', 'Validation', 'ValidationError'),
  ...named('dependency', 'ResourceDependency'),
  ...named('page-token', 'InvalidPaginationToken'),
  ...named('throttled', 'CallRateLimitExceeded', 'Throttling', 'Throttled', 'ThrottlingError', 'TooManyRequests'),
  ...named('throttled', 'RequestLimitExceeded', 'RequestThrottled', 'SlowDown'),
  ...named('refused-us', 'Forbidden', 'AccessDenied', 'NotAuthorized', 'OptInRequired', 'UnauthorizedOperation'),
  ...named('refused-us', 'UnrecognizedClient', 'InvalidClientTokenId', 'MissingAuthenticationToken', 'IncompleteSignature'),
  ...named('refused-us', 'ExpiredToken', 'RequestExpired', 'InvalidSignature', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed'),
  ...named('refused-us', 'CredentialsProviderError', 'TokenProviderError', 'CredentialsError'),
  ...named('unavailable', 'ServiceUnavailable', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'),
  ...named('unavailable', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED'),
  ...named('unasked', 'BreakerOpen'),
  ...named('timeout', 'TimeoutError', 'AbortError', 'RequestTimeout', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'),
  ...named(
    'unexpected',
    'Service',
    'InternalFailure',
    'InternalServerError',
    'InternalError',
    'Serialization',
    'UnknownOperation',
  ),
]);

function named(kind: Kind, ...names: string[]): [string, Kind][] {
  return names.map((name) => [name, kind]);
}

/** Whole seconds of a pause in milliseconds, one to an hour. */
function secondsOf(pause: number | undefined, otherwise: number): number {
  return pause === undefined ? otherwise : Math.min(Math.max(Math.ceil(pause / 1_000), 1), 3_600);
}
