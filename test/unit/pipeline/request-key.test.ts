import { describe, expect, it } from 'vitest';
import { keysTag, keysTagOver, keysTagWith, type RequestKey, seenAs } from '../../../lib/pipeline/stored/request-key.ts';

const keyOf = (name: string, request = 'body'): RequestKey => ({ key: name.padEnd(43, '-'), request: request.padEnd(43, '-') });
const tagOf = (...names: readonly string[]) => ({
  [keysTag]: names.map((name) => `${name.padEnd(10, '-')}:body------`).join(' '),
});

describe('what a pipeline keeps of keys', () => {
  it('knows a try by its key, and whether it is the same request', () => {
    const tags = keysTagWith({}, keyOf('a'));
    expect([seenAs(tags, keyOf('a')), seenAs(tags, keyOf('a', 'other')), seenAs(tags, keyOf('b'))]).toEqual([
      'done',
      'other',
      'new',
    ]);
  });

  it('knows how often a try was taken back, until it is done', () => {
    const undone = keysTagWith({}, keyOf('a'), 2);
    expect(seenAs(undone, keyOf('a'))).toEqual({ undone: 2 });
    expect(seenAs(keysTagWith(undone, keyOf('a')), keyOf('a'))).toBe('done');
  });

  it('is eleven tries at most, and each of them once', () => {
    let tags: Readonly<Record<string, string>> = {};
    for (let count = 0; count < 30; count++) tags = keysTagWith(tags, keyOf(`key-${count % 20}`)) ?? {};
    expect(tags[keysTag]?.split(' ')).toHaveLength(11);
    expect(tags[keysTag]?.length).toBeLessThanOrEqual(256);
  });

  it('has no room beside fifty other tags', () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, '']));
    expect(keysTagWith(full, keyOf('a'))).toBeUndefined();
    expect(keysTagOver({}, full, keyOf('a'))).toBeUndefined();
  });
});

describe('what is kept when two write at one moment', () => {
  it.each([
    ['nothing was there', undefined, {}, tagOf('me')],
    ['it stands as it was set', tagOf('a'), tagOf('a', 'me'), tagOf('a', 'me')],
    ['another has set what it had found over it', tagOf('a'), tagOf('a', 'b'), tagOf('a', 'b', 'me')],
    ['another has found nothing', tagOf('a'), tagOf('b'), tagOf('a', 'b', 'me')],
    ['it is there, and what was before is not', tagOf('a'), tagOf('b', 'me'), tagOf('a', 'b', 'me')],
    ['somebody has taken the tag away', tagOf('a'), {}, tagOf('a', 'me')],
  ])('is all of it: %s', (_, before, now, expected) => {
    expect(keysTagOver(before, now, keyOf('me'))).toEqual(expected);
  });

  it('does not bring back what had to go for want of room', () => {
    const many = Array.from({ length: 11 }, (_, index) => `k${index}`);
    const now = tagOf(...many.slice(1), 'me');
    expect(keysTagOver(tagOf(...many), now, keyOf('me'))).toEqual(now);
  });
});
