import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import { MalformedRequest, UpstreamError } from '../problem/errors.ts';

/**
 * The token of a page: where Image Builder's list goes on, bound to the query that it was made for. Opaque to callers; base64url.
 *
 * The checksum guards against accident: a token cut off by a terminal, or sent along with another filter, is told apart from a
 * good one. It is no signature. There is no secret that it could be made with, and none is needed: a token that somebody makes up
 * says nothing but where to go on reading, and whoever may read a list may begin anywhere in it.
 *
 * @param query What has to stay the same from page to page: the operation and its filters.
 * @param upstream Where to go on; any text. Throws `UpstreamError` for one that makes a longer token than a client could send
 * back: a page without its `nextPageToken` would look like the last.
 */
export function pageToken(query: JsonValue, upstream: string): string {
  const token = sealed(Buffer.concat([digestOf(canonicalJson(query)), Buffer.from(upstream)])).toString('base64url');
  if (token.length > maximumTokenLength)
    throw new UpstreamError(tooLong, { title: 'The next page of the list cannot be addressed' });
  return token;
}

/** What `pageToken` was given for the same query. Throws `MalformedRequest`, in words for the caller, for every other token. */
export function upstreamToken(query: JsonValue, token: string): string {
  if (token.length > maximumTokenLength)
    throw refused(`is longer than any that this API issues: it has ${token.length} characters`);
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length > 0 && bytes[0] !== version) throw refused('was not issued by this version of the API');
  const content = bytes.subarray(1 + digestLength);
  // Decoding passes over what is not base64url, and over surplus bits at the end: only the very text that was given is taken.
  if (sealed(content).toString('base64url') !== token) throw refused('was altered or cut off in transit');
  if (!content.subarray(0, digestLength).equals(digestOf(canonicalJson(query)))) {
    throw refused('belongs to a query with other filters, or to another list');
  }
  return content.subarray(digestLength).toString();
}

/** Has to grow when what lies inside a token changes its meaning, because callers keep tokens across a deployment. */
const version = 2;

/** Bytes of SHA-256 that are kept: more than chance can hit. */
const digestLength = 12;

/**
 * Characters. API Gateway takes at most 10 240 bytes of request line and headers together (API Gateway Developer Guide, "Quotas
 * for configuring and running a REST API").
 */
const maximumTokenLength = 8_192;

const tooLong =
  'Image Builder continues this list at a token that is too long to be sent in an address. A filter, or a larger pageSize, may lead ' +
  'around it.';

function sealed(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(version), digestOf(content), content]);
}

function digestOf(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, digestLength);
}

function refused(reason: string): MalformedRequest {
  const advice = 'Send it as the previous page gave it, with the same filters, or leave it out to begin again.';
  const problem = { parameter: 'pageToken', code: 'invalid-page-token', detail: `pageToken ${reason}` };
  return new MalformedRequest(`The pageToken ${reason}. ${advice}`, { extensions: { errors: [problem] } });
}
