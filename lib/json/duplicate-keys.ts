import { toPointer } from './pointer.ts';

/**
 * The pointer of the first member that an object of a JSON text names twice, or `undefined`. `JSON.parse` keeps the last one
 * silently, so two readers of one body may see different pipelines (RFC 8259 §4). The text has to be valid JSON already.
 */
export function firstDuplicateKey(text: string): string | undefined {
  const open: Container[] = [];
  // Strings and brackets are all that matters: numbers, literals and colons only separate them.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    switch (token) {
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
      default:
        if (repeatsKey(open.at(-1), token)) return toPointer(open.map((each) => each.key ?? each.index));
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

/** Takes a string token; it is a key where an object waits for one, and a value elsewhere. */
function repeatsKey(container: Container | undefined, token: string): boolean {
  if (container?.keys === undefined || container.key !== undefined) return false;
  container.key = String(JSON.parse(token));
  const repeated = container.keys.has(container.key);
  container.keys.add(container.key);
  return repeated;
}
