import { describe, expect, it } from 'vitest';
import { type Fixable, proposeFix } from '../../../lib/policy/fix.ts';

/** Each wants a member of its own. */
function wanting(count: number): readonly Fixable[] {
  return Array.from({ length: count }, (_, index) => {
    const pointer = `/tags/key-${String(index).padStart(4, '0')}`;
    return { pointer, changes: [{ set: pointer, to: 'x' }] };
  });
}

describe('fixes that do not all go together', () => {
  it.each([
    [1, 0],
    [2, 1],
    [60, 50],
    [200, 46],
    [400, 1],
    [400, 150],
    [200, 199],
  ])('of %i that want a member, as many are taken as there is room for: %i', (count, room) => {
    const all = wanting(count);
    let judgings = 0;
    const fix = proposeFix({ tags: {} }, all.toReversed(), (sent) => {
      judgings += 1;
      const { tags } = sent as { readonly tags: Readonly<Record<string, string>> };
      return Object.keys(tags).length > room ? undefined : all.filter(({ pointer }) => tags[pointer.slice(6)] === undefined);
    });
    const first = all.slice(0, room).map(({ pointer }) => ({ op: 'add', path: pointer, value: 'x' }));
    expect(fix.patch).toEqual(first);
    expect(fix.verified).toBe(false);
    expect(fix.needsInput).toEqual(all.slice(room).map(({ pointer }) => pointer));
    // Judging by many rules takes its time.
    expect(judgings).toBeLessThan(210);
  });

  it.each([
    ['two of a dozen', 12, (index: number) => index === 2 || index === 7],
    ['the first half', 30, (index: number) => index < 15],
    ['the last half', 50, (index: number) => index >= 25],
    ['the first twenty of fifty', 50, (index: number) => index < 20],
    ['every second one', 50, (index: number) => index % 2 === 0],
    ['all but the last', 50, (index: number) => index < 49],
  ])('are left out wherever they stand, and the others taken: %s', (_, count, isSpoilt) => {
    const all = wanting(count);
    const sound = all.filter((__, index) => !isSpoilt(index)).map(({ pointer }) => pointer);
    const { patch } = proposeFix({ tags: {} }, all, (sent) => {
      const { tags } = sent as { readonly tags: Readonly<Record<string, string>> };
      if (Object.keys(tags).some((key) => !sound.includes(`/tags/${key}`))) return undefined;
      return all.filter(({ pointer }) => tags[pointer.slice(6)] === undefined);
    });
    expect(patch.map(({ path }) => path)).toEqual(sound);
  });
});

describe('a fix of which a part did not help', () => {
  const helping: Fixable = { pointer: '/tags/a', changes: [{ set: '/tags/a', to: 'x' }] };
  const idle: Fixable = { pointer: '/tags/b', changes: [{ remove: '/tags/z' }] };

  it.each([
    ['is offered without it where what is left can be judged', [idle], [{ op: 'add', path: '/tags/a', value: 'x' }]],
    ['is not offered where what is left cannot be', undefined, []],
  ])('%s', (_, ofTheRest, patch) => {
    const fix = proposeFix({ tags: { z: 'y' } }, [helping, idle], (sent) => {
      const { tags } = sent as { readonly tags: Readonly<Record<string, string>> };
      return 'z' in tags ? ofTheRest : [idle];
    });
    expect(fix).toEqual({ patch, verified: false, needsInput: ['/tags/b'] });
  });
});
