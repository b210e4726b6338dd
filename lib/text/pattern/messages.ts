import { maximumPattern } from './maximum-pattern.ts';

export type PatternProblem = keyof typeof words;

/** Why a pattern is refused, in words for its author. */
export function patternProblemInWords({ problem, about }: { readonly problem: PatternProblem; readonly about: string }): string {
  return words[problem](about);
}

const words = {
  'too-long': (characters: string) => `it has ${characters} characters, at most ${maximumPattern.characters} are allowed`,
  'too-large': (states: string) => `it expands to ${states} states, at most ${maximumPattern.states} are allowed`,
  'too-deep': () => `groups are nested more than ${maximumPattern.depth} deep`,
  'closes-nothing': () => `a ")" closes nothing; ${forItself(')')}`,
  lazy: () => 'a lazy quantifier is not supported; it would match the same texts without the "?"',
  'quantified-twice': () => 'a quantifier follows a quantifier',
  'no-count': () => `"{" must begin a count such as {4} or {2,8}; ${forItself('{')}`,
  'count-backwards': (count: string) => `the count ${count} ends below its beginning`,
  anchored: (character: string) => `a pattern is anchored at both ends already; ${forItself(character)}`,
  'nothing-to-repeat': (quantifier: string) => `there is nothing to repeat before "${quantifier}"; ${forItself(quantifier)}`,
  'not-escaped': (character: string) => forItself(character),
  'special-group': () => 'lookaround, named groups and flags are not supported; only (…) and (?:…) are',
  'open-group': () => 'the group that begins here is not closed',
  'empty-class': () => 'the class is empty',
  'open-class': () => 'the class that begins here is not closed',
  'no-range': () => `a range needs one character at each end; ${forItself('-')}`,
  'range-backwards': () => 'the range ends below its beginning',
  backreference: () => 'a backreference is not supported, since it cannot be matched in linear time',
  'open-escape': () => `a backslash ends the pattern; ${forItself('\\')}`,
  'unknown-escape': (character: string) => `the escape \\${character} is not supported`,
  'no-code-unit': (digits: string) => `${digits} hexadecimal digits are needed here`,
} as const;

function forItself(character: string): string {
  return `write \\${character} for the character itself`;
}
