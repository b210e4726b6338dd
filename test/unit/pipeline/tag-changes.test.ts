import { describe, expect, it } from 'vitest';
import { tagChanges } from '../../../lib/pipeline/tag-changes.ts';

/** So many tags with keys of their own. */
const many = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, '']));

describe('what has to be done to tags', () => {
  it.each([
    [{ a: '1' }, { a: '1' }, {}, []],
    [{ a: '1' }, { a: '2' }, { a: '2' }, []],
    [{ a: '1' }, { a: '1', b: '' }, { b: '' }, []],
    [{ a: '1', b: '' }, { a: '1' }, {}, ['b']],
    [{ a: '1' }, {}, {}, ['a']],
    [{}, {}, {}, []],
    [{}, { constructor: 'x', toString: 'y' }, { constructor: 'x', toString: 'y' }, []],
  ])('from %j to %j is to set %j and to remove %j', (current, wanted, set, removedLast) => {
    expect(tagChanges(current, wanted)).toEqual({ set, removedFirst: [], removedLast });
  });

  it('never holds more than the 50 tags that a pipeline may have, and removes early no more than that takes', () => {
    const { set, removedFirst, removedLast } = tagChanges({ ...many(40, 'old'), kept: '1' }, { ...many(20, 'new'), kept: '2' });
    expect(Object.keys(set)).toHaveLength(21);
    expect(removedFirst).toHaveLength(11);
    expect(removedLast).toHaveLength(29);
  });

  it('exchanges all 50 by removing all of them first', () => {
    expect(tagChanges(many(50, 'old'), many(50, 'new'))).toMatchObject({ removedFirst: { length: 50 }, removedLast: [] });
  });
});
