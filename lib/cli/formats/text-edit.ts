import { applyPatch, type PatchOperation } from '../../json/patch.ts';
import { fromPointer, toPointer, valueAt } from '../../json/pointer.ts';
import type { Document } from '../input/document.ts';
import type { Layout, Member } from '../input/layout.ts';

/** Puts a text in the place of what is between two offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * What a patch of a definition means for the text of its file, so that nothing else in the file changes: neither order, nor
 * layout, nor comments. `undefined` where that cannot be done for certain, as with what an anchor of YAML shares, or new members
 * of a template. Edits are in the order of the text and do not overlap.
 */
export function textEdits(patch: readonly PatchOperation[], document: Document): readonly TextEdit[] | undefined {
  const patched = applyPatch(document.body, patch);
  const outermost = patch.filter(
    (operation, index) => !patch.slice(0, index).some(({ op, path }) => op === 'add' && operation.path.startsWith(`${path}/`)),
  );
  const edits = outermost.map((operation) => editFor(operation, valueAt(patched, operation.path), document, outermost));
  const known = edits.filter((edit) => edit !== undefined);
  return known.length < edits.length ? undefined : merged(known);
}

function editFor(
  operation: PatchOperation,
  value: unknown,
  document: Document,
  all: readonly PatchOperation[],
): TextEdit | undefined {
  const { op, path } = operation;
  const { layout } = document.find(path);
  // An empty map counts as none, so that a patch may add what the text has already.
  if (op !== 'remove' && layout !== undefined) return replacement(layout, value, document);
  if (op === 'replace') return undefined;
  const parentPath = parentOf(path);
  const parent = document.find(parentPath).layout;
  if (document.isTemplate || parent?.members === undefined || parent.isShared === true) return undefined;
  const name = fromPointer(path).at(-1) ?? '';
  const siblings = all.filter((each) => parentOf(each.path) === parentPath);
  // Where nothing old stays, there is nothing left that would show how new members are laid out, or where commas go.
  const removed = siblings.filter((each) => each.op === 'remove').length;
  if (removed === parent.members.length && siblings.length > 1 && removed > 0) return undefined;
  if (op === 'remove') return removal(parent, name, document);
  return insertion(parent, name, value, document, siblings.indexOf(operation));
}

function parentOf(path: string): string {
  return toPointer(fromPointer(path).slice(0, -1));
}

function replacement(layout: Layout, value: unknown, { text }: Document): TextEdit | undefined {
  const isScalar = layout.members === undefined && layout.items === undefined;
  if (layout.isShared === true || !(isScalar || layout.isFlow)) return undefined;
  return { start: layout.start, end: trimmedEnd(layout, text), text: JSON.stringify(value) };
}

/** A new member goes in front of the others, where the layout of the first one shows how lines begin. */
function insertion(
  parent: Layout,
  name: string,
  value: unknown,
  { text, positionAt }: Document,
  index: number,
): TextEdit | undefined {
  const [first] = parent.members ?? [];
  const written = `${parent.isFlow || !isPlain(name) ? JSON.stringify(name) : name}: ${JSON.stringify(value)}`;
  if (first === undefined) {
    const own = index === 0 ? written : `, ${written}`;
    return parent.isFlow ? { start: parent.start + 1, end: parent.start + 1, text: own } : undefined;
  }
  if (parent.isFlow) return { start: first.start, end: first.start, text: `${written},${gapAfter(text, parent.start)}` };
  const indent = ' '.repeat(positionAt(first.start).column - 1);
  return { start: first.start, end: first.start, text: `${written}\n${indent}` };
}

/** The blanks between a bracket and what follows: a new line with its indentation, or one blank. */
function gapAfter(text: string, bracket: number): string {
  const gap = /\s*/y;
  gap.lastIndex = bracket + 1;
  const found = gap.exec(text)?.[0] ?? '';
  return found.includes('\n') ? found : ' ';
}

/** Words that YAML takes for a text wherever they stand. */
function isPlain(name: string): boolean {
  return /^[A-Za-z][\w-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name);
}

/** Takes the member away with one of the commas or line ends around it; comments near it could be about either side. */
function removal(parent: Layout, name: string, { text }: Document): TextEdit | undefined {
  const members = parent.members ?? [];
  const index = members.findIndex((member) => member.name === name);
  const member = members[index];
  if (member === undefined || member.value.isShared === true) return undefined;
  const next = members[index + 1];
  const before = members[index - 1];
  if (next !== undefined) return between(member.start, next.start, trimmedEnd(member.value, text), next.start, text);
  if (before !== undefined) {
    const start = trimmedEnd(before.value, text);
    return between(start, trimmedEnd(member.value, text), start, member.start, text);
  }
  return parent.isFlow ? { start: member.start, end: trimmedEnd(member.value, text), text: '' } : undefined;
}

/** An edit that is certain only where there is nothing but blanks and a comma in a part of the text. */
function between(start: number, end: number, from: number, to: number, text: string): TextEdit | undefined {
  return /^[\s,]*$/.test(text.slice(from, to)) ? { start, end, text: '' } : undefined;
}

/** Values of YAML reach up to where the next begins. */
function trimmedEnd({ start, end }: Member['value'], text: string): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** In the order of the text; what begins at one place becomes one edit. `undefined` where edits overlap. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const result: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last?.start === edit.start && last.end === last.start)
      result[result.length - 1] = { ...edit, text: last.text + edit.text };
    else if (last !== undefined && edit.start < last.end) return undefined;
    else result.push(edit);
  }
  return result;
}
