import { describe, expect, it } from 'vitest';
import { mergePatch } from '../../../lib/json/merge-patch.ts';

describe('a merge patch', () => {
  // The cases of RFC 7396, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j by %j the document %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('leaves the document that it is applied to as it is', () => {
    const target = Object.freeze({ tags: Object.freeze({ a: '1', b: '2' }) });
    expect(mergePatch(target, { tags: { a: null } })).toEqual({ tags: { b: '2' } });
    expect(target).toEqual({ tags: { a: '1', b: '2' } });
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for a name like any other', (name) => {
    const merged = mergePatch({}, JSON.parse(`{"tags":{"${name}":{"polluted":"yes"}}}`));
    expect(JSON.stringify(merged)).toBe(`{"tags":{"${name}":{"polluted":"yes"}}}`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(mergePatch(merged, JSON.parse(`{"tags":{"${name}":null}}`))).toEqual({ tags: {} });
  });
});
