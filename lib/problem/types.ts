/**
 * Every kind of failure that a caller can meet, with its HTTP status and title (RFC 9457 §3.1). The endpoint, the gateway
 * responses of the deployed API and the local gateway all answer from this one table, so a caller meets one error format.
 */
export const problemTypes = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'You could not be identified' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  'not-acceptable': { status: 406, title: 'No representation that you accept is available' },
  'already-exists': { status: 409, title: 'A pipeline with this name already exists' },
  'resource-in-use': { status: 409, title: 'The resource is in use' },
  'already-ended': { status: 409, title: 'The execution has ended already' },
  'quota-exceeded': { status: 409, title: 'A quota of Image Builder is used up' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'precondition-failed': { status: 412, title: 'A precondition does not hold' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'expectation-failed': { status: 417, title: 'An expectation cannot be met' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'validation-failed': { status: 422, title: 'The definition has the wrong shape' },
  'policy-violation': { status: 422, title: 'The pipeline breaks the rules' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'upstream-rejected': { status: 422, title: 'Image Builder rejected the request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'policy-evaluation-failed': { status: 500, title: 'A rule could not be evaluated' },
  'upstream-error': { status: 502, title: 'Image Builder answered in an unexpected way' },
  'upstream-unavailable': { status: 503, title: 'Image Builder is not available' },
  'upstream-timeout': { status: 504, title: 'Image Builder did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemTypeName = keyof typeof problemTypes;

const base = 'https://imagegate.dev/problems/';

/** The `type` member of a problem: a URI that names the kind of failure. It identifies; nothing has to be fetched from it. */
export function problemTypeUri(name: ProblemTypeName): string {
  return `${base}${name}`;
}
