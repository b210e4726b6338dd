import { describe, expect, it } from 'vitest';
import { etagOf, namesTag } from '../../../lib/http/etag.ts';
import { MalformedRequest } from '../../../lib/problem/errors.ts';

describe('etagOf', () => {
  it('gives equal values equal tags, whatever the order of their members', () => {
    expect(etagOf({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(etagOf({ b: { d: 'x', c: [1, 2] }, a: 1 }));
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: '1' }, { a: 1 }],
    [{ a: {} }, {}],
  ])('gives %j and %j different tags', (left, right) => {
    expect(etagOf(left)).not.toBe(etagOf(right));
  });

  it('is a strong tag in quotes', () => {
    expect(etagOf({})).toMatch(/^"[\w-]{43}"$/);
  });
});

describe('namesTag', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '"b","a"', '"b" ,W/"a"', '*'])('finds the tag in %s', (header) => {
    expect(namesTag(header, '"a"')).toBe(true);
  });

  it.each(['"b"', '"A"', '"a-gzip"', 'W/"b", "c"', '""'])('does not find it in %s', (header) => {
    expect(namesTag(header, '"a"')).toBe(false);
  });

  it.each(['a', '"a" b', '*, "a"', '"a', ', ,'])('refuses %s as malformed', (header) => {
    expect(() => namesTag(header, '"a"')).toThrow(MalformedRequest);
  });
});
