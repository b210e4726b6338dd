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
  let expected: Expected = 'a value';
  let offset = 0;
  for (;;) {
    offset = skipBlanks(text, offset);
    const token = tokenAt(text, offset);
    const kind = kindOf(token);
    if (kind === '' || !grammar[expected].includes(kind)) return { offset, message: inWords(text, offset, expected) };
    expected = after(kind, expected, open);
    offset += token.length;
  }
}

function kindOf(token: string): string {
  const first = token.charAt(0);
  return first === '' || '{}[],:"'.includes(first) ? first : '1';
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

/** The token at an offset; empty where none begins. */
function tokenAt(text: string, offset: number): string {
  const first = text.charAt(offset);
  if (first === '"') return text.slice(offset, endOfText(text, offset));
  if ('{}[],:'.includes(first)) return first;
  const word = /[-+.\w]*/y;
  word.lastIndex = offset;
  const found = word.exec(text)?.[0] ?? '';
  return /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(found) ? found : '';
}

/** The offset behind a text in quotes; that of its beginning where it has no end or holds what JSON forbids. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character < ' ') return start;
    if (character === '\\') {
      const isEscape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6));
      if (!isEscape) return start;
      at += 1;
    }
  }
  return start;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

function inWords(text: string, offset: number, expected: Expected): string {
  if (offset >= text.length) return `the text ends where ${expected} is expected`;
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const isBrokenText = character === '"' && grammar[expected].includes('"');
  return isBrokenText
    ? 'this text in quotes has no end, or holds a character or escape that JSON forbids'
    : `${JSON.stringify(character)} stands where ${expected} is expected`;
}
