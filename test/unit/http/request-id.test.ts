import { describe, expect, it } from 'vitest';
import { requestIdOf, traceOf } from '../../../lib/http/request-id.ts';

describe('requestIdOf', () => {
  it.each(['a', 'build-4711', '7b0f.e_x=', 'x'.repeat(128)])("keeps the caller's id %s", (offered) => {
    expect(requestIdOf(offered, () => 'minted')).toBe(offered);
  });

  it.each([undefined, '', 'x'.repeat(129), 'a b', 'a\r\nset-cookie: x', 'ä', '<script>', 'a,b'])(
    'mints one instead of %s',
    (offered) => {
      expect(requestIdOf(offered, () => 'minted')).toBe('minted');
    },
  );
});

describe('traceOf', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const parentId = '00f067aa0ba902b7';

  it('reads trace and parent', () => {
    expect(traceOf(`00-${traceId}-${parentId}-01`)).toEqual({ traceId, parentId });
  });

  it.each([
    undefined,
    '',
    `01-${traceId}-${parentId}-01`,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    `00-${'0'.repeat(32)}-${parentId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${parentId}-01-x`,
  ])('ignores %s', (header) => {
    expect(traceOf(header)).toBeUndefined();
  });
});
