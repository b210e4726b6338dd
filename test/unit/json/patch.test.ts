import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../../lib/json/patch.ts';

describe('applying a patch', () => {
  it('adds, replaces and removes, and leaves the original as it is', () => {
    const original = { tags: { a: '1', b: '2' } };
    const result = applyPatch(original, [
      { op: 'remove', path: '/tags/a' },
      { op: 'replace', path: '/tags/b', value: '3' },
      { op: 'add', path: '/schedule', value: {} },
      { op: 'add', path: '/schedule/timezone', value: 'UTC' },
    ]);
    expect(result).toEqual({ tags: { b: '3' }, schedule: { timezone: 'UTC' } });
    expect(original).toEqual({ tags: { a: '1', b: '2' } });
  });

  it.each([
    [{ op: 'add', path: '/list/1', value: 'x' } as const, ['a', 'x', 'b']],
    [{ op: 'add', path: '/list/2', value: 'x' } as const, ['a', 'b', 'x']],
    [{ op: 'add', path: '/list/-', value: 'x' } as const, ['a', 'b', 'x']],
    [{ op: 'replace', path: '/list/0', value: 'x' } as const, ['x', 'b']],
    [{ op: 'remove', path: '/list/0' } as const, ['b']],
  ])('reaches into lists: %j', (operation, list) => {
    expect(applyPatch({ list: ['a', 'b'] }, [operation])).toEqual({ list });
  });

  it('reaches into an object of a list', () => {
    expect(applyPatch([{ a: 1 }, { a: 2 }], [{ op: 'replace', path: '/1/a', value: 3 }])).toEqual([{ a: 1 }, { a: 3 }]);
  });

  it('takes __proto__ for a name like any other', () => {
    const result = applyPatch({ tags: {} }, [{ op: 'add', path: '/tags/__proto__', value: { polluted: true } }]);
    expect(Object.hasOwn((result as { tags: object }).tags, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    [{ op: 'add', path: '/tags/team', value: 'web' } as const],
    [{ op: 'replace', path: '/name', value: 'x' } as const],
    [{ op: 'remove', path: '/constructor' } as const],
    [{ op: 'add', path: '/list/3', value: 'x' } as const],
    [{ op: 'replace', path: '/list/2', value: 'x' } as const],
    [{ op: 'replace', path: '/list/-', value: 'x' } as const],
    [{ op: 'remove', path: '/list/-' } as const],
    [{ op: 'remove', path: '/list/01' } as const],
    [{ op: 'add', path: '/list/length', value: 7 } as const],
    [{ op: 'add', path: '/list/0/x', value: 7 } as const],
    [{ op: 'remove', path: '' } as const],
  ])('throws where a client would: %j', (operation) => {
    expect(() => applyPatch({ list: ['a', 'b'] }, [operation])).toThrow(TypeError);
  });
});
