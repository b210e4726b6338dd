import { hash } from 'node:crypto';
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
  const key = keyOf(request);
  if (key === undefined) return newId();
  const parts = [request.subject, request.method, request.path, key];
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/** Whether the caller names its try, so that the request may be a repeat of one that was answered before. */
export function hasKey(request: Pick<IdempotentRequest, 'key' | 'body'>): boolean {
  return keyOf(request) !== undefined;
}

function keyOf({ key, body }: Pick<IdempotentRequest, 'key' | 'body'>): string | undefined {
  const fromHeader = key === undefined ? undefined : headerKey(key);
  const fromBody = isObject(body) && typeof body['clientToken'] === 'string' ? body['clientToken'] : undefined;
  if (fromHeader !== undefined && fromBody !== undefined && fromHeader !== fromBody) {
    throw new MalformedRequest('Idempotency-Key and the clientToken of the body differ. Send one of them, or the same in both.');
  }
  return fromHeader ?? fromBody;
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
