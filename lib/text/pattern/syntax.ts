import { type CharacterSet, complement, digit, lineEnd, set, space, union, word } from './character-set.ts';
import { maximumPattern } from './maximum-pattern.ts';
import type { PatternProblem } from './messages.ts';

/** A pattern as it was understood. `size` bounds the states that its automaton will have, and the work of building it. */
export type PatternNode = { readonly size: number } & (
  | { readonly kind: 'characters'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly of: PatternNode; readonly minimum: number; readonly maximum: number }
);

/** Why a pattern is refused, which `messages.ts` tells its author, and where: `position` counts UTF-16 code units from 0. */
export class PatternError extends Error {
  readonly problem: PatternProblem;
  readonly position: number;
  /** What the fault is about: what was found, or how much. */
  readonly about: string;

  constructor(fault: PatternProblem, position: number, about: string | number = '') {
    super(fault);
    this.name = 'PatternError';
    this.problem = fault;
    this.position = position;
    this.about = String(about);
  }
}

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

/**
 * Reads the documented part of JavaScript's regular expressions (without flags): literals, `.`, classes with ranges and negation,
 * `\d \D \w \W \s \S`, `\t \n \r \f \v \xHH \uHHHH`, escaped punctuation, groups, `|`, and `? * + {m} {m,} {m,n}`.
 * A `^` at the very beginning and a `$` at the very end are allowed and change nothing, since patterns are anchored anyway.
 * Everything else throws a `PatternError`, so that nothing is ever read otherwise than JavaScript would read it.
 */
export function parsePattern(text: string): PatternNode {
  if (text.length > maximumPattern.characters) throw new PatternError('too-long', maximumPattern.characters, text.length);
  const cursor: Cursor = { text, at: 0, depth: 0 };
  if (text.startsWith('^')) cursor.at = 1;
  const node = parseChoice(cursor);
  if (cursor.at < text.length) throw new PatternError('closes-nothing', cursor.at);
  return bounded(node, 0);
}

function parseChoice(cursor: Cursor): PatternNode {
  const options = [parseSequence(cursor)];
  while (peek(cursor) === '|') {
    cursor.at += 1;
    options.push(parseSequence(cursor));
  }
  const [only] = options;
  if (only !== undefined && options.length === 1) return only;
  return { kind: 'choice', options, size: options.reduce((sum, option) => sum + option.size, options.length - 1) };
}

function parseSequence(cursor: Cursor): PatternNode {
  const parts: PatternNode[] = [];
  while (cursor.at < cursor.text.length && !isSequenceEnd(cursor)) parts.push(parseRepeat(cursor));
  if (peek(cursor) === '$') cursor.at += 1;
  // Never 0, or repeating what is empty would cost nothing however often it is done.
  return {
    kind: 'sequence',
    parts,
    size: Math.max(
      1,
      parts.reduce((sum, part) => sum + part.size, 0),
    ),
  };
}

function isSequenceEnd(cursor: Cursor): boolean {
  const next = peek(cursor);
  const isFinalDollar = next === '$' && cursor.at === cursor.text.length - 1 && cursor.depth === 0;
  return next === '|' || next === ')' || isFinalDollar;
}

function parseRepeat(cursor: Cursor): PatternNode {
  const atom = parseAtom(cursor);
  const position = cursor.at;
  const range = parseQuantifier(cursor);
  if (range === undefined) return atom;
  const next = peek(cursor);
  if (next === '?') throw new PatternError('lazy', cursor.at);
  if (next === '*' || next === '+' || next === '{') throw new PatternError('quantified-twice', cursor.at);
  const { minimum, maximum } = range;
  const size = maximum === Infinity ? (minimum + 1) * atom.size + 1 : Math.max(1, maximum * atom.size + (maximum - minimum));
  return bounded({ kind: 'repeat', of: atom, minimum, maximum, size }, position);
}

function parseQuantifier(cursor: Cursor): { minimum: number; maximum: number } | undefined {
  const next = peek(cursor);
  const simple = next === '*' ? [0, Infinity] : next === '+' ? [1, Infinity] : next === '?' ? [0, 1] : undefined;
  if (simple !== undefined) {
    cursor.at += 1;
    return { minimum: simple[0] ?? 0, maximum: simple[1] ?? 0 };
  }
  if (next !== '{') return undefined;
  const end = cursor.text.indexOf('}', cursor.at);
  const [from = '', to = from, ...others] = cursor.text.slice(cursor.at + 1, end).split(',');
  if (end < 0 || others.length > 0 || !isCount(from) || !(to === '' || isCount(to)))
    throw new PatternError('no-count', cursor.at);
  const minimum = Number(from);
  const maximum = to === '' ? Infinity : Number(to);
  if (maximum < minimum) throw new PatternError('count-backwards', cursor.at, `{${from},${to}}`);
  cursor.at = end + 1;
  return { minimum, maximum };
}

function isCount(text: string): boolean {
  return text !== '' && text.length <= 4 && text.split('').every((character) => character >= '0' && character <= '9');
}

function parseAtom(cursor: Cursor): PatternNode {
  const position = cursor.at;
  const character = peek(cursor);
  cursor.at += 1;
  switch (character) {
    case '(':
      return parseGroup(cursor, position);
    case '[':
      return characters(parseClass(cursor, position));
    case '.':
      return characters(complement(lineEnd));
    case '\\':
      return characters(parseEscape(cursor));
    case '^':
    case '$':
      throw new PatternError('anchored', position, character);
    case '*':
    case '+':
    case '?':
      throw new PatternError('nothing-to-repeat', position, character);
    case '{':
    case '}':
    case ']':
      throw new PatternError('not-escaped', position, character);
    default:
      return characters(single(character));
  }
}

function parseGroup(cursor: Cursor, position: number): PatternNode {
  if (cursor.text.startsWith('?:', cursor.at)) cursor.at += 2;
  else if (peek(cursor) === '?') throw new PatternError('special-group', position);
  cursor.depth += 1;
  if (cursor.depth > maximumPattern.depth) throw new PatternError('too-deep', position);
  const node = parseChoice(cursor);
  if (peek(cursor) !== ')') throw new PatternError('open-group', position);
  cursor.at += 1;
  cursor.depth -= 1;
  return node;
}

function parseClass(cursor: Cursor, position: number): CharacterSet {
  const negated = peek(cursor) === '^';
  if (negated) cursor.at += 1;
  if (peek(cursor) === ']') throw new PatternError('empty-class', position);
  let members: CharacterSet = [];
  while (peek(cursor) !== ']') {
    if (cursor.at >= cursor.text.length) throw new PatternError('open-class', position);
    members = union(members, parseClassMember(cursor));
  }
  cursor.at += 1;
  return negated ? complement(members) : members;
}

function parseClassMember(cursor: Cursor): CharacterSet {
  const position = cursor.at;
  const from = parseClassAtom(cursor);
  const isRange = peek(cursor) === '-' && cursor.at + 1 < cursor.text.length && cursor.text[cursor.at + 1] !== ']';
  if (!isRange) return from;
  cursor.at += 1;
  const to = parseClassAtom(cursor);
  const [first] = from[0] ?? [];
  const [last] = to[0] ?? [];
  if (first === undefined || last === undefined || !isSingle(from) || !isSingle(to)) {
    throw new PatternError('no-range', position);
  }
  if (last < first) throw new PatternError('range-backwards', position);
  return set([first, last]);
}

function parseClassAtom(cursor: Cursor): CharacterSet {
  const character = peek(cursor);
  cursor.at += 1;
  return character === '\\' ? parseEscape(cursor) : single(character);
}

const classEscapes: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', digit],
  ['w', word],
  ['s', space],
]);

const controlEscapes: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
]);

/** Reads what follows a backslash. */
function parseEscape(cursor: Cursor): CharacterSet {
  const position = cursor.at - 1;
  const character = peek(cursor);
  cursor.at += 1;
  const known = classEscapes.get(character);
  if (known !== undefined) return known;
  const others = classEscapes.get(character.toLowerCase());
  if (others !== undefined) return complement(others);
  const control = controlEscapes.get(character);
  if (control !== undefined) return single(control);
  if (character === 'x' || character === 'u') return parseCodeUnit(cursor, character === 'x' ? 2 : 4, position);
  if (/^[1-9]$/.test(character)) throw new PatternError('backreference', position);
  if (character === '') throw new PatternError('open-escape', position);
  if (/^[A-Za-z0-9]$/.test(character)) throw new PatternError('unknown-escape', position, character);
  return single(character);
}

function parseCodeUnit(cursor: Cursor, length: number, position: number): CharacterSet {
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) throw new PatternError('no-code-unit', position, length);
  cursor.at += length;
  const unit = Number.parseInt(digits, 16);
  return [[unit, unit]];
}

function bounded(node: PatternNode, position: number): PatternNode {
  if (node.size <= maximumPattern.states) return node;
  throw new PatternError('too-large', position, node.size);
}

function characters(members: CharacterSet): PatternNode {
  return { kind: 'characters', set: members, size: 1 };
}

function single(character: string): CharacterSet {
  const unit = character.charCodeAt(0);
  return [[unit, unit]];
}

function isSingle(members: CharacterSet): boolean {
  const [only] = members;
  return members.length === 1 && only !== undefined && only[0] === only[1];
}

function peek(cursor: Cursor): string {
  return cursor.text[cursor.at] ?? '';
}
