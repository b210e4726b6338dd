/**
 * Every header that an answer of ours may have beside what only browsers and caches read: the name that code writes, and the one
 * that people do. A page of another origin reads these because CORS exposes all of them; a header that is not here can be set by
 * no answer.
 */
export const responseHeaders = {
  etag: 'ETag',
  location: 'Location',
  'x-request-id': 'X-Request-Id',
  'retry-after': 'Retry-After',
  'policy-digest': 'Policy-Digest',
  'x-imagegate-unchanged': 'X-Imagegate-Unchanged',
  'idempotent-replayed': 'Idempotent-Replayed',
  'preference-applied': 'Preference-Applied',
  allow: 'Allow',
  accept: 'Accept',
  'accept-patch': 'Accept-Patch',
  'accept-encoding': 'Accept-Encoding',
  'www-authenticate': 'WWW-Authenticate',
} as const;

/** Headers of one answer, names in lower case. */
export type ResponseHeaders = Readonly<Partial<Record<keyof typeof responseHeaders, string>>>;
