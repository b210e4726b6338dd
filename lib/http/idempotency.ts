import { createHash } from 'node:crypto';
import { isObject } from '../json/value.ts';
import { MalformedRequest } from '../problem/errors.ts';

/** What makes two requests the same try: who asks for what, under which key. */
export interface IdempotentRequest {
  readonly subject: string;
  readonly method: string;
  readonly path: string;
  /** The `Idempotency-Key` header. */
  readonly key: string | undefined;
  /** The parsed body; its `clientToken` is accepted as the key, because the file that worked with the AWS CLI may have one. */
  readonly body: unknown;
}

/**
 * The `clientToken` for Image Builder, which keeps no second effect of equal tokens. A hash binds the key to its caller, method and
 * path: two teams may use one key without meeting. Without a key each call gets a fresh token. 43 characters; the service takes 64
 * (CreateImagePipeline, API reference).
 */
export function clientTokenOf(request: IdempotentRequest, newId: () => string): string {
  const fromHeader = request.key === undefined ? undefined : headerKey(request.key);
  const fromBody =
    isObject(request.body) && typeof request.body['clientToken'] === 'string' ? request.body['clientToken'] : undefined;
  if (fromHeader !== undefined && fromBody !== undefined && fromHeader !== fromBody) {
    throw new MalformedRequest('Idempotency-Key and the clientToken of the body differ. Send one of them, or the same in both.');
  }
  const key = fromHeader ?? fromBody;
  if (key === undefined) return newId();
  const parts = [request.subject, request.method, request.path, key];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** A quoted string or a bare one, 1 to 64 visible ASCII characters. */
function headerKey(header: string): string {
  const quoted = /^"(.*)"$/.exec(header);
  const key = quoted?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,64}$/.test(key) || key.includes('"')) {
    throw new MalformedRequest('Idempotency-Key has to be 1 to 64 visible ASCII characters, quoted or bare, without a space.');
  }
  return key;
}
