import { describe, expect, it } from 'vitest';
import { remembered } from '../../lib/text/memoize.ts';

describe('what remembers its answers', () => {
  it('works an answer out once, and again when it has had to forget', () => {
    const asked: string[] = [];
    const length = remembered((question) => {
      asked.push(question);
      return { length: question.length };
    }, 2);
    for (const question of ['a', 'bb', 'a', 'bb', 'ccc', 'a']) expect(length(question)).toEqual({ length: question.length });
    expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
  });

  it('remembers also what is false or empty, and no names of the language', () => {
    const asked: string[] = [];
    const isLong = remembered((question) => {
      asked.push(question);
      return question.length > 100;
    });
    for (const question of ['', 'constructor', '__proto__', '', 'constructor', '__proto__']) expect(isLong(question)).toBe(false);
    expect(asked).toEqual(['', 'constructor', '__proto__']);
  });

  it('keeps no question of more than 1024 characters', () => {
    let asked = 0;
    const isAsked = remembered(() => {
      asked += 1;
      return true;
    });
    for (const length of [1024, 1024, 1025, 1025]) isAsked('x'.repeat(length));
    expect(asked).toBe(3);
  });
});
