import { canonicalJson } from '../json/canonical.ts';
import { applyPatch, type PatchOperation } from '../json/patch.ts';
import { comparePointers, fromPointer, toPointer, valueAt } from '../json/pointer.ts';
import type { Change } from './rule.ts';
import type { Fix } from './verdict.ts';

/** A violation as fixing sees it: where it is, and what would put it right. */
export interface Fixable {
  readonly pointer: string;
  readonly changes: readonly Change[];
}

/** What judging a patched definition found. `undefined`: a rule could not be evaluated. */
export type JudgeAgain = (sent: unknown) => readonly Fixable[] | undefined;

/** A fix may break another rule whose own fix then helps; more rounds than this would only show that the rules contradict each other. */
const mostRounds = 4;

/**
 * Merges the certain fixes of all violations, applies them to what the caller sent, and judges again. What is still broken then is
 * left to a person, and changes that did not help there are left out. The order of rules does not matter.
 */
export function proposeFix(sent: unknown, violations: readonly Fixable[], judgeAgain: JudgeAgain): Fix {
  let taken: readonly Fixable[] = [];
  let remaining: readonly Fixable[] | undefined = violations;
  for (let round = 0; round < mostRounds && remaining?.some(isCertain) === true; round++) {
    taken = [...taken, ...inOrder(remaining.filter(isCertain))];
    const patch = patchFor(sent, changesOf(taken));
    remaining = judgeAgain(applyPatch(sent, patch));
    if (remaining?.length === 0) return { patch, verified: true, needsInput: [] };
  }
  const needsInput = new Set((remaining ?? []).map(({ pointer }) => pointer));
  const helpful = taken.filter(({ pointer }) => !needsInput.has(pointer));
  return { patch: patchFor(sent, changesOf(helpful)), verified: false, needsInput: [...needsInput].sort(comparePointers) };
}

/**
 * The JSON Patch that makes changes to a document. A missing parent is added first; a value that is only there by default is not in
 * the document, so it is added, not replaced. Of two changes at one place the later counts.
 */
export function patchFor(document: unknown, changes: readonly Change[]): readonly PatchOperation[] {
  const byPlace = new Map(changes.map((change) => [placeOf(change), change]));
  const operations: PatchOperation[] = [];
  let current = document;
  for (const [, change] of [...byPlace].sort(([left], [right]) => comparePointers(left, right))) {
    const steps = operationsFor(current, change);
    current = applyPatch(current, steps);
    operations.push(...steps);
  }
  return operations;
}

function operationsFor(document: unknown, change: Change): readonly PatchOperation[] {
  if ('remove' in change) return valueAt(document, change.remove) === undefined ? [] : [{ op: 'remove', path: change.remove }];
  const { set: path, to: value } = change;
  const parents = fromPointer(path).map((_, index, segments) => toPointer(segments.slice(0, index)));
  const missing = parents.filter((parent) => valueAt(document, parent) === undefined);
  const op = valueAt(document, path) === undefined ? 'add' : 'replace';
  return [...missing.map((parent) => ({ op: 'add', path: parent, value: {} }) as const), { op, path, value }];
}

/** By place, then by content, so that it does not matter whose rule spoke first. */
function inOrder(fixables: readonly Fixable[]): readonly Fixable[] {
  const rank = new Map(fixables.map((fixable) => [fixable, canonicalJson(fixable.changes)]));
  const byContent = (left: Fixable, right: Fixable) => ((rank.get(left) ?? '') < (rank.get(right) ?? '') ? -1 : 1);
  return fixables.toSorted((left, right) => comparePointers(left.pointer, right.pointer) || byContent(left, right));
}

function changesOf(fixables: readonly Fixable[]): readonly Change[] {
  return fixables.flatMap(({ changes }) => changes);
}

function isCertain({ changes }: Fixable): boolean {
  return changes.length > 0;
}

function placeOf(change: Change): string {
  return 'set' in change ? change.set : change.remove;
}
