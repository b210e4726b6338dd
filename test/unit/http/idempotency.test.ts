import { describe, expect, it } from 'vitest';
import { clientTokenOf, type IdempotentRequest, requestKeyOf, updateTokenOf } from '../../../lib/http/idempotency.ts';
import { MalformedRequest } from '../../../lib/problem/errors.ts';

const request: IdempotentRequest = { subject: 'role/web', method: 'POST', path: '/v1/pipelines', key: 'k-1', body: {} };
const never = () => {
  throw new Error('no fresh token is needed');
};

describe('clientTokenOf', () => {
  it('is the same for the same caller, method, path and key', () => {
    expect(clientTokenOf(request, never)).toBe(clientTokenOf({ ...request, body: { other: 1 } }, never));
  });

  it.each<[string, Partial<IdempotentRequest>]>([
    ['another caller', { subject: 'role/payments' }],
    ['another method', { method: 'PUT' }],
    ['another path', { path: '/v1/pipelines/a' }],
    ['another key', { key: 'k-2' }],
    ['parts that only look alike when they are joined', { subject: 'role/webPOST', method: '' }],
  ])('differs for %s', (_, change) => {
    expect(clientTokenOf({ ...request, ...change }, never)).not.toBe(clientTokenOf(request, never));
  });

  it('fits into a client token of Image Builder', () => {
    expect(clientTokenOf({ ...request, key: 'x'.repeat(64) }, never)).toMatch(/^[\w-]{43}$/);
  });

  it('reads a quoted key like a bare one', () => {
    expect(clientTokenOf({ ...request, key: '"k-1"' }, never)).toBe(clientTokenOf(request, never));
  });

  it('accepts the clientToken of the body as the key', () => {
    expect(clientTokenOf({ ...request, key: undefined, body: { clientToken: 'k-1' } }, never)).toBe(
      clientTokenOf(request, never),
    );
  });

  it('takes a fresh token when there is no key', () => {
    expect(clientTokenOf({ ...request, key: undefined }, () => 'fresh')).toBe('fresh');
  });

  it('refuses a header and a body that differ', () => {
    expect(() => clientTokenOf({ ...request, body: { clientToken: 'other' } }, never)).toThrow(MalformedRequest);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'ü', '"', '"a', '""', 'a\tb'])('refuses the key %j', (key) => {
    expect(() => clientTokenOf({ ...request, key }, never)).toThrow(MalformedRequest);
  });
});

describe('requestKeyOf', () => {
  const sent = { name: 'a', tags: { team: 'web' } };
  const named = (change: Partial<IdempotentRequest> = {}) => requestKeyOf({ ...request, body: sent, ...change });

  it('is nothing where the caller names no try', () => {
    expect(named({ key: undefined })).toBeUndefined();
  });

  it.each<[string, Partial<IdempotentRequest>]>([
    ['another order of members', { body: { tags: { team: 'web' }, name: 'a' } }],
    ['the key in the body', { key: undefined, body: { ...sent, clientToken: 'k-1' } }],
    ['the key in both places', { body: { ...sent, clientToken: 'k-1' } }],
  ])('is the same with %s', (_, change) => {
    expect(named(change)).toEqual(named());
  });

  it.each<[string, Partial<IdempotentRequest>]>([
    ['another value', { body: { name: 'a', tags: { team: 'ops' } } }],
    ['one member more', { body: { ...sent, description: '' } }],
    ['no body', { body: undefined }],
  ])('is the same key of another request with %s', (_, change) => {
    expect(named(change)?.key).toBe(named()?.key);
    expect(named(change)?.request).not.toBe(named()?.request);
  });

  it('gives an update a token of the key and the request, and leaves one without a key as it is', () => {
    const tokens = [named(), named({ key: 'k-2' }), named({ body: {} })].map((key) => updateTokenOf(key, 'fresh'));
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(updateTokenOf(undefined, 'fresh')).toBe('fresh');
  });
});
