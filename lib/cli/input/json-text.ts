import { type JsonFault, jsonFault } from './json-fault.ts';
import { type JsonToken, jsonTokens } from './json-tokens.ts';
import type { Layout, Member } from './layout.ts';

export type ReadJson = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & JsonFault);

/** Reads JSON, or says what is wrong and where. */
export function readJson(text: string): ReadJson {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, ...jsonFault(text) };
  }
}

/** The layout of the JSON value that begins at an offset, blanks aside. The text must have been read as JSON before. */
export function jsonLayout(text: string, from = 0): Layout {
  const next = jsonTokens(text, from);
  return layoutAt(next(), next, 0);
}

/** The layouts of the items of a JSON array, one after the other, so that those of a large file need not all be kept. */
export function* jsonItems(text: string): Iterable<Layout> {
  const next = jsonTokens(text);
  next();
  for (let token = next(); token.kind !== ']'; token = next()) if (token.kind !== ',') yield layoutAt(token, next, 0);
}

/** The first member whose key an object of the layout has already. */
export function repeatedKey(layout: Layout): Member | undefined {
  const { members = [], items = [] } = layout;
  const names = new Set<string>();
  for (const member of members) {
    if (names.has(member.name)) return member;
    names.add(member.name);
  }
  for (const { value } of members) {
    const inside = repeatedKey(value);
    if (inside !== undefined) return inside;
  }
  for (const item of items) {
    const inside = repeatedKey(item);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** No definition is that deep; what lies deeper is taken as one piece, so that a hostile file cannot exhaust the stack. */
const maximumDepth = 64;

type Next = () => JsonToken;

function layoutAt(first: JsonToken, next: Next, depth: number): Layout {
  const { kind, start, end } = first;
  if (kind !== '{' && kind !== '[') return { start, end, isFlow: true };
  if (depth === maximumDepth) return { start, end: endOfBrackets(next), isFlow: true };
  return kind === '{' ? mapAt(start, next, depth) : listAt(start, next, depth);
}

function mapAt(start: number, next: Next, depth: number): Layout {
  const members: Member[] = [];
  for (let token = next(); ; token = next()) {
    if (token.kind === '}') return { start, end: token.end, members, isFlow: true };
    if (token.kind === ',') continue;
    next(); // the colon
    members.push({ name: token.value, start: token.start, value: layoutAt(next(), next, depth + 1) });
  }
}

function listAt(start: number, next: Next, depth: number): Layout {
  const items: Layout[] = [];
  for (let token = next(); ; token = next()) {
    if (token.kind === ']') return { start, end: token.end, items, isFlow: true };
    if (token.kind !== ',') items.push(layoutAt(token, next, depth + 1));
  }
}

/** Where the bracket that was opened last is closed. */
function endOfBrackets(next: Next): number {
  for (let open = 1; ; ) {
    const { kind, end } = next();
    if (kind === '{' || kind === '[') open += 1;
    if (kind === '}' || kind === ']') open -= 1;
    if (open === 0) return end;
  }
}
