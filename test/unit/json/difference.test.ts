import { describe, expect, it } from 'vitest';
import { differences } from '../../../lib/json/difference.ts';

describe('the difference of two documents', () => {
  it.each<[string, unknown, unknown, unknown[]]>([
    ['nothing between equal ones', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, []],
    ['a value that changed', { a: 1 }, { a: 2 }, [{ pointer: '/a', before: 1, after: 2 }]],
    ['a member that came', {}, { a: { b: 1 } }, [{ pointer: '/a', before: undefined, after: { b: 1 } }]],
    ['a member that went, as a whole', { a: { b: 1 } }, {}, [{ pointer: '/a', before: { b: 1 }, after: undefined }]],
    ['only the inner place', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, [{ pointer: '/a/b', before: 1, after: 2 }]],
    ['a list as a value', { a: [1, 2] }, { a: [2, 1] }, [{ pointer: '/a', before: [1, 2], after: [2, 1] }]],
    ['another type', { a: { b: 1 } }, { a: 'b' }, [{ pointer: '/a', before: { b: 1 }, after: 'b' }]],
    ['null beside nothing', { a: null }, {}, [{ pointer: '/a', before: null, after: undefined }]],
    ['an escaped name', { tags: { 'a/b': '1' } }, { tags: {} }, [{ pointer: '/tags/a~1b', before: '1', after: undefined }]],
    ['a name of every object', {}, { toString: 'x' }, [{ pointer: '/toString', before: undefined, after: 'x' }]],
  ])('is %s', (_, before, after, expected) => {
    expect(differences(before, after)).toEqual(expected);
  });

  it('is sorted by pointer', () => {
    const pointers = differences({ b: 1, a: { z: 1, y: 1 } }, { c: 1, a: {} }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/a/y', '/a/z', '/b', '/c']);
  });
});
