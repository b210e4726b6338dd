import type { Guard } from '../pipeline/writing/write-request.ts';
import { PreconditionFailed } from '../problem/errors.ts';
import { type EntityTags, entityTags, etagOf, weaklyNames } from './etag.ts';
import type { Inbound } from './inbound.ts';

/**
 * The conditions that a write makes by `If-Match` and `If-None-Match` (RFC 9110 §13.1), `undefined` when it makes none. Throws
 * `MalformedRequest` for a header that is neither `*` nor a list of entity tags, so that it is refused before anybody is asked.
 */
export function preconditionsOf(headers: Inbound['headers']): Guard | undefined {
  const ifMatch = condition('If-Match', headers['if-match']);
  const ifNoneMatch = condition('If-None-Match', headers['if-none-match']);
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return function guard(current, changed) {
    const etag = current === undefined ? undefined : etagOf(current);
    const broken = brokenIfMatch(ifMatch, etag) ?? brokenIfNoneMatch(ifNoneMatch, etag);
    if (broken !== undefined) throw preconditionFailed(broken, etag, changed());
  };
}

function condition(name: string, header: string | undefined): EntityTags | undefined {
  return header === undefined ? undefined : entityTags(name, header);
}

type Etag = string | undefined;

/** By strong comparison (RFC 9110 §8.8.3.2): a weak tag matches nothing, not even itself. */
function brokenIfMatch(tags: EntityTags | undefined, current: Etag): string | undefined {
  if (tags === undefined) return undefined;
  if (current === undefined) return 'The pipeline does not exist, so If-Match cannot hold.';
  if (tags === '*' || tags.includes(current)) return undefined;
  if (tags.includes(`W/${current}`)) return 'If-Match does not accept weak entity tags. Send the tag without W/.';
  return 'The pipeline is no longer the one that If-Match names. Read it again before you decide.';
}

function brokenIfNoneMatch(tags: EntityTags | undefined, current: Etag): string | undefined {
  if (tags === undefined || current === undefined || !weaklyNames(tags, current)) return undefined;
  if (tags === '*') return 'The pipeline exists already, and If-None-Match: * asks that it does not.';
  return 'The pipeline is one of those that If-None-Match names.';
}

function preconditionFailed(detail: string, etag: Etag, changed: readonly string[]): PreconditionFailed {
  return new PreconditionFailed(detail, {
    extensions: { currentETag: etag ?? null, changed },
    headers: etag === undefined ? {} : { etag },
  });
}
