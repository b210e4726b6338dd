import { describe, expect, it } from 'vitest';
import { removedForRoom, tagChanges } from '../../../lib/pipeline/writing/tag-changes.ts';

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
  ])('from %j to %j is to set %j and to remove %j', (current, wanted, set, removed) => {
    expect(tagChanges(current, wanted)).toEqual({ set, removed });
    expect(removedForRoom(current, { set, removed })).toEqual([]);
  });

  it('never holds more than the 50 tags that a pipeline may have, and removes early no more than that takes', () => {
    const current = { ...many(40, 'old'), kept: '1' };
    const changes = tagChanges(current, { ...many(20, 'new'), kept: '2' });
    expect(Object.keys(changes.set)).toHaveLength(21);
    expect(changes.removed).toHaveLength(40);
    expect(removedForRoom(current, changes)).toHaveLength(11);
  });

  it('exchanges all 50 by removing all of them first', () => {
    expect(removedForRoom(many(50, 'old'), tagChanges(many(50, 'old'), many(50, 'new')))).toHaveLength(50);
  });
});
