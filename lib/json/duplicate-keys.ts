import { toPointer } from './pointer.ts';

/**
 * The pointer of the first member that an object of a JSON text names twice, or `undefined`. `JSON.parse` keeps the last one
 * silently, so two readers of one body may see different pipelines (RFC 8259 §4). The text has to be valid JSON already.
 */
export function firstDuplicateKey(text: string): string | undefined {
  const open: Container[] = [];
  // Strings, brackets and commas are all that matters: numbers, literals and colons only separate them.
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push({ keys: new Set(), key: undefined, index: 0 });
        break;
      case '[':
        open.push({ keys: undefined, key: undefined, index: 0 });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        startNextMember(open.at(-1));
        break;
      case '"': {
        const end = endOfString(text, at);
        if (repeatsKey(open.at(-1), text, at, end)) return toPointer(open.map((each) => each.key ?? each.index));
        at = end;
      }
    }
  }
  return undefined;
}

/** An object (with the keys met so far and the key of the member at hand) or an array (with the index at hand). */
interface Container {
  readonly keys: Set<string> | undefined;
  key: string | undefined;
  index: number;
}

function startNextMember(container: Container | undefined): void {
  if (container === undefined) return;
  container.key = undefined;
  container.index += 1;
}

/** Where the closing quotation mark of the string stands that opens at `start`; the end of the text where it has none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** By a backslash that is not itself escaped by the one before it. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Takes a string; it is a key where an object waits for one, and a value elsewhere. */
function repeatsKey(container: Container | undefined, text: string, start: number, end: number): boolean {
  if (container?.keys === undefined || container.key !== undefined) return false;
  const written = text.slice(start + 1, end);
  container.key = written.includes('\\') ? String(JSON.parse(text.slice(start, end + 1))) : written;
  const repeated = container.keys.has(container.key);
  container.keys.add(container.key);
  return repeated;
}
