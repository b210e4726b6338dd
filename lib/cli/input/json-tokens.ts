import { createScanner } from 'jsonc-parser';

export interface JsonToken {
  /** A bracket, colon or comma itself; `"` for a text in quotes, `1` for a number or a word; empty at the end, and for what JSON has not. */
  readonly kind: '' | '{' | '}' | '[' | ']' | ',' | ':' | '"' | '1';
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
  /** What a text in quotes says. */
  readonly value: string;
}

/** Makes the function that gives one token of a text after another, blanks aside, beginning at an offset. */
export function jsonTokens(text: string, from = 0): () => JsonToken {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  return () => {
    do scanner.scan();
    while (isBlank(text, scanner.getTokenOffset(), scanner.getTokenLength()));
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const isSound = start < text.length && scanner.getTokenError() === 0;
    return { kind: isSound ? kindOf(text, start, end) : '', start, end, value: scanner.getTokenValue() };
  };
}

function isBlank(text: string, start: number, length: number): boolean {
  return length > 0 && ' \t\n\r'.includes(text.charAt(start));
}

const marks = ['{', '}', '[', ']', ',', ':', '"'] as const;

/** The scanner also takes comments and any other words, which are not JSON. */
function kindOf(text: string, start: number, end: number): JsonToken['kind'] {
  const mark = marks.find((each) => each === text.charAt(start));
  if (mark !== undefined) return mark;
  return /^(?:true|false|null|-?\d.*)$/.test(text.slice(start, end)) ? '1' : '';
}
