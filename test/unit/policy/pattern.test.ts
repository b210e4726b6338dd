import { describe, expect, it } from 'vitest';
import { canMatch, exampleOfPattern } from '../../../lib/text/pattern/examples.ts';
import { patternProblemInWords } from '../../../lib/text/pattern/messages.ts';
import { compilePattern } from '../../../lib/text/pattern/pattern.ts';
import { PatternError } from '../../../lib/text/pattern/syntax.ts';

function errorOf(source: string): PatternError {
  try {
    compilePattern(source);
  } catch (error) {
    if (error instanceof PatternError) return error;
  }
  throw new Error(`${source} was not refused`);
}

describe('a pattern', () => {
  it.each([
    ['CC-[0-9]{4}', 'CC-1234', true],
    ['CC-[0-9]{4}', 'CC-12345', false],
    ['CC-[0-9]{4}', 'xCC-1234', false],
    ['CC-[0-9]{4}', 'CC-1234\n', false],
    ['^CC$', 'CC', true],
    ['a|bc', 'bc', true],
    ['a|bc', 'ac', false],
    ['(?:ab)+c?', 'ababc', true],
    ['a{2,}', 'a', false],
    ['a{2,3}', 'aaaa', false],
    ['(a*)*', 'aaa', true],
    ['(|a)+', '', true],
    ['[^\\w-]', '-', false],
    ['[^\\w-]', '%', true],
    ['[\\u0041-\\x43]', 'B', true],
    ['[]^-]', ']', undefined],
    ['.', '\u2028', false],
    ['\\.\\/\\-', './-', true],
    ['a{0}', '', true],
  ])('%s against %j: %s', (source, text, expected) => {
    if (expected === undefined) expect(errorOf(source)).toBeInstanceOf(PatternError);
    else expect(compilePattern(source).matches(text)).toBe(expected);
  });

  it.each([
    ['(a', 0, 'not closed'],
    ['ab)', 2, 'closes nothing'],
    ['a{', 1, 'write \\{'],
    ['a{3,2}', 1, 'ends below its beginning'],
    ['(a)\\1', 3, 'backreference'],
    ['x(?=a)', 1, 'lookaround'],
    ['(?<year>a)', 0, 'named groups'],
    ['(?i:a)', 0, 'flags'],
    ['a+?', 2, 'lazy'],
    ['a**', 2, 'quantifier'],
    ['*a', 0, 'nothing to repeat'],
    ['[z-a]', 1, 'ends below its beginning'],
    ['[\\d-x]', 1, 'range'],
    ['[a', 0, 'not closed'],
    ['[]', 0, 'empty'],
    ['a\\', 1, 'backslash ends'],
    ['\\bword', 0, '\\b'],
    ['\\u12', 0, 'hexadecimal'],
    ['a^b', 1, 'anchored'],
    ['(a$)', 2, 'anchored'],
    ['(a{1000}){1000}', 9, '1000000 states'],
    ['a'.repeat(513), 512, '513 characters'],
  ])('%s is refused at %d', (source, position, words) => {
    const error = errorOf(source);
    expect(error.position).toBe(position);
    expect(patternProblemInWords(error)).toContain(words);
  });

  it.each([
    ['CC-[0-9]{4}', 'CC-0000'],
    ['\\s*', undefined],
    ['Cost [0-9]', 'Cost 0'],
    ['a{0}', undefined],
    ['[^a0A]', '!'],
    ['a*b', 'b'],
  ])('%s has the example %j', (source, example) => {
    expect(exampleOfPattern(source)).toBe(example);
  });

  it.each([
    ['[0-9]+', [null, '-x'], false],
    ['[a-z]+-x', [null, '-x'], true],
    ['a.*z', ['a', null, 'z'], true],
    ['az', ['a', null, 'z'], false],
    ['(ab)*', [null], true],
  ])('%s can match %j: %s', (source, parts, expected) => {
    expect(canMatch(source, parts)).toBe(expected);
  });
});
