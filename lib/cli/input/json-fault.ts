import { jsonTokens } from './json-tokens.ts';

/** Where a text stops being JSON. */
export interface JsonFault {
  readonly offset: number;
  /** Continues a sentence that names the place. */
  readonly message: string;
}

/** What may come next, in words, and the tokens that it admits: a text in quotes is `"`, a number or a word is `1`. */
const grammar = {
  'a value': '{["1',
  'a value or ]': '{["1]',
  'a key in quotes': '"',
  'a key in quotes or }': '"}',
  'a colon': ':',
  'a comma or ]': ',]',
  'a comma or }': ',}',
  'the end': '',
} as const;

type Expected = keyof typeof grammar;

/**
 * Finds the fault in a text that is not JSON. The parser of the language tells the offset of some faults only, and has no promise
 * about its words.
 */
export function jsonFault(text: string): JsonFault {
  const open: string[] = [];
  const next = jsonTokens(text);
  let expected: Expected = 'a value';
  for (;;) {
    const { kind, start } = next();
    if (kind === '' || !grammar[expected].includes(kind)) return { offset: start, message: inWords(text, start, expected) };
    expected = after(kind, expected, open);
  }
}

/** What may follow a token that was admitted. Keeps the stack of open brackets. */
function after(kind: string, expected: Expected, open: string[]): Expected {
  switch (kind) {
    case '{':
    case '[':
      open.push(kind);
      return kind === '{' ? 'a key in quotes or }' : 'a value or ]';
    case ':':
      return 'a value';
    case ',':
      return open.at(-1) === '{' ? 'a key in quotes' : 'a value';
    case '"':
      return expected.startsWith('a key') ? 'a colon' : afterValue(open);
    case '1':
      return afterValue(open);
    default:
      open.pop();
      return afterValue(open);
  }
}

function afterValue(open: readonly string[]): Expected {
  const innermost = open.at(-1);
  if (innermost === undefined) return 'the end';
  return innermost === '{' ? 'a comma or }' : 'a comma or ]';
}

function inWords(text: string, offset: number, expected: Expected): string {
  if (offset >= text.length) return `the text ends where ${expected} is expected`;
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const isBrokenText = character === '"' && grammar[expected].includes('"');
  return isBrokenText
    ? 'this text in quotes has no end, or holds a character or escape that JSON forbids'
    : `${JSON.stringify(character)} stands where ${expected} is expected`;
}
