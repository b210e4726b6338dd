import { hash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import { isObject } from '../json/value.ts';
import type { RequestKey } from '../pipeline/stored/request-key.ts';
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
 * The `clientToken` for Image Builder, which keeps no second effect of equal tokens. A hash binds the key to its caller, method
 * and path: two teams may use one key without meeting. Without a key each call gets a fresh token. 43 characters; the service
 * takes 64 (CreateImagePipeline, API reference).
 */
export function clientTokenOf(request: IdempotentRequest, newId: () => string): string {
  const key = keyOf(request);
  if (key === undefined) return newId();
  const parts = [request.subject, request.method, request.path, key];
  return digestOf(JSON.stringify(parts));
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}

/**
 * The try that a caller has named, `undefined` when it has not. The request is what was sent, without the name that the body may
 * give it: the same words are the same request, whatever the pipeline has become since.
 */
export function requestKeyOf(request: IdempotentRequest): RequestKey | undefined {
  if (keyOf(request) === undefined) return undefined;
  const { clientToken: _, ...sent } = isObject(request.body) ? request.body : { body: request.body };
  return { key: clientTokenOf(request, () => ''), request: digestOf(canonicalJson(sent)) };
}

/**
 * The `clientToken` for an update. It binds the request as well: of the same try, also where the pipeline has been changed in
 * between, Image Builder then says that it has seen it.
 */
export function updateTokenOf(requestKey: RequestKey | undefined, clientToken: string): string {
  return requestKey === undefined ? clientToken : digestOf(`${requestKey.key} ${requestKey.request}`);
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
    throw new MalformedRequest('Idempotency-Key must be 1 to 64 visible ASCII characters, quoted or bare, without a space.');
  }
  return key;
}
