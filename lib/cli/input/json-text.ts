import { type JsonFault, jsonFault } from './json-fault.ts';
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
  const start = skipBlanks(text, from);
  return layoutAt(text, start, 0);
}

/** The layouts of the items of a JSON array, one after the other, so that those of a large file need not all be kept. */
export function* jsonItems(text: string): Iterable<Layout> {
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (text.charCodeAt(at) !== code.closeList) {
    const item = layoutAt(text, at, 0);
    yield item;
    at = skipComma(text, item.end);
  }
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

const code = { quote: 34, backslash: 92, comma: 44, openList: 91, closeList: 93, openMap: 123, closeMap: 125 } as const;

/** No definition is that deep; what lies deeper is taken as one piece, so that a hostile file cannot exhaust the stack. */
const maximumDepth = 64;

function layoutAt(text: string, start: number, depth: number): Layout {
  const first = text.charCodeAt(start);
  if (first === code.quote) return scalar(start, endOfText(text, start));
  if (first !== code.openMap && first !== code.openList) return scalar(start, endOfWord(text, start));
  if (depth === maximumDepth) return scalar(start, endOfBrackets(text, start));
  return first === code.openMap ? mapAt(text, start, depth) : listAt(text, start, depth);
}

function mapAt(text: string, start: number, depth: number): Layout {
  const members: Member[] = [];
  let at = skipBlanks(text, start + 1);
  while (text.charCodeAt(at) !== code.closeMap) {
    const keyEnd = endOfText(text, at);
    const name = nameIn(text, at, keyEnd);
    const value = layoutAt(text, skipBlanks(text, skipBlanks(text, keyEnd) + 1), depth + 1);
    members.push({ name, start: at, value });
    at = skipComma(text, value.end);
  }
  return { start, end: at + 1, members, isFlow: true };
}

function listAt(text: string, start: number, depth: number): Layout {
  const items: Layout[] = [];
  let at = skipBlanks(text, start + 1);
  while (text.charCodeAt(at) !== code.closeList) {
    const item = layoutAt(text, at, depth + 1);
    items.push(item);
    at = skipComma(text, item.end);
  }
  return { start, end: at + 1, items, isFlow: true };
}

function scalar(start: number, end: number): Layout {
  return { start, end, isFlow: true };
}

function nameIn(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end - 1);
  return plain.includes('\\') ? String(JSON.parse(text.slice(start, end))) : plain;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function skipComma(text: string, from: number): number {
  const at = skipBlanks(text, from);
  return text.charCodeAt(at) === code.comma ? skipBlanks(text, at + 1) : at;
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== code.quote) at += text.charCodeAt(at) === code.backslash ? 2 : 1;
  return at + 1;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at += 1;
  return at;
}

function endOfBrackets(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === code.quote) at = endOfText(text, at) - 1;
    else if (character === code.openMap || character === code.openList) open += 1;
    else if (character === code.closeMap || character === code.closeList) open -= 1;
    if (open === 0) return at + 1;
  }
  return text.length;
}
