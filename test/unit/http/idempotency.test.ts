import { describe, expect, it } from 'vitest';
import { clientTokenOf, type IdempotentRequest } from '../../../lib/http/idempotency.ts';
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
