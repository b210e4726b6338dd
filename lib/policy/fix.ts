import { canonicalJson } from '../json/canonical.ts';
import { applyPatch, type PatchOperation } from '../json/patch.ts';
import { comparePointers, valueAt } from '../json/pointer.ts';
import type { FixStep } from './rules/parts/rule.ts';
import type { Fix } from './verdict.ts';

/** A violation as fixing sees it: where it is, and what would put it right. */
export interface Fixable {
  readonly pointer: string;
  readonly changes: readonly FixStep[];
}

/** What judging a patched definition found. `undefined`: it has not the right shape, or a rule could not be evaluated. */
export type JudgeAgain = (sent: unknown) => readonly Fixable[] | undefined;

/**
 * A fix may break another rule whose own fix then helps; more rounds than this would only show that the rules contradict each
 * other.
 */
const maximumRounds = 4;

/**
 * Merges the certain fixes of all violations, applies them to what the caller sent, and judges again. What is still broken then
 * is left to a person, and changes that did not help there are left out. The order of rules does not matter.
 */
export function proposeFix(sent: unknown, violations: readonly Fixable[], judgeAgain: JudgeAgain): Fix {
  let taken: readonly Fixable[] = [];
  let remaining = violations;
  for (let round = 0; round < maximumRounds && remaining.some(isCertain); round++) {
    const next = takeMore(sent, taken, inOrder(remaining.filter(isCertain)), judgeAgain);
    if (next === undefined) break;
    ({ taken, remaining } = next);
    if (remaining.length === 0) return { patch: next.patch, verified: true, needsInput: [] };
  }
  const needsInput = new Set(remaining.map(({ pointer }) => pointer));
  const helpful = taken.filter(({ pointer }) => !needsInput.has(pointer));
  const { patch, mended } = mend(sent, changesOf(helpful));
  // Without what was left out it may be too much: a tag that goes makes room for another.
  const isSound = helpful.length === taken.length || judgeAgain(mended) !== undefined;
  return { patch: isSound ? patch : [], verified: false, needsInput: [...needsInput].sort(comparePointers) };
}

interface Taken {
  readonly taken: readonly Fixable[];
  /** What makes the changes of those that were taken, and what is broken after it. */
  readonly patch: readonly PatchOperation[];
  readonly remaining: readonly Fixable[];
}

/**
 * So many sets of fixes are tried where they do not all go together: all that there are of fifty fixes, and a limit among
 * thousands.
 */
const maximumTries = 100;

/**
 * Takes all the fixes together; where they make no definition that can be judged, as when each adds a tag and there is room for a
 * few, half of them, and of a half that is still too much again a half. `undefined`: not one of them can be taken.
 */
function takeMore(
  sent: unknown,
  before: readonly Fixable[],
  more: readonly Fixable[],
  judgeAgain: JudgeAgain,
): Taken | undefined {
  let tries = 0;
  const takeOf = (some: readonly Fixable[], best: Taken | undefined): Taken | undefined => {
    if (tries === maximumTries) return best;
    tries += 1;
    const taken = [...(best?.taken ?? before), ...some];
    const { patch, mended } = mend(sent, changesOf(taken));
    const remaining = judgeAgain(mended);
    if (remaining !== undefined) return { taken, patch, remaining };
    const half = some.length >> 1;
    return half === 0 ? best : takeOf(some.slice(half), takeOf(some.slice(0, half), best));
  };
  return takeOf(more, undefined);
}

/**
 * The JSON Patch that makes changes to a document. A missing parent is added first; a value that is only there by default is not
 * in the document, so it is added, not replaced. Of two changes at one place the later counts.
 */
export function patchFor(document: unknown, changes: readonly FixStep[]): readonly PatchOperation[] {
  const [only, ...others] = changes;
  return only !== undefined && others.length === 0 ? operationsFor(document, only) : mend(document, changes).patch;
}

/** `patchFor`, together with what it makes of the document. */
function mend(
  document: unknown,
  changes: readonly FixStep[],
): { readonly patch: readonly PatchOperation[]; readonly mended: unknown } {
  const byPlace = new Map(changes.map((change) => [placeOf(change), change]));
  const patch: PatchOperation[] = [];
  let mended = document;
  for (const [, change] of [...byPlace].sort(([left], [right]) => comparePointers(left, right))) {
    const steps = operationsFor(mended, change);
    mended = applyPatch(mended, steps);
    patch.push(...steps);
  }
  return { patch, mended };
}

function operationsFor(document: unknown, change: FixStep): readonly PatchOperation[] {
  if ('remove' in change) return valueAt(document, change.remove) === undefined ? [] : [{ op: 'remove', path: change.remove }];
  const { set: path, to: value } = change;
  if (valueAt(document, path) !== undefined) return [{ op: 'replace', path, value }];
  return [
    ...missingParents(document, path).map((parent) => ({ op: 'add', path: parent, value: {} }) as const),
    { op: 'add', path, value },
  ];
}

/** What has to be there before a member can be, from the outside in. */
function missingParents(document: unknown, path: string): readonly string[] {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === '' || valueAt(document, parent) !== undefined ? [] : [...missingParents(document, parent), parent];
}

/** By place, then by content, so that it does not matter whose rule spoke first. */
function inOrder(fixables: readonly Fixable[]): readonly Fixable[] {
  const byContent = (left: Fixable, right: Fixable) => (canonicalJson(left.changes) < canonicalJson(right.changes) ? -1 : 1);
  return fixables.toSorted((left, right) => comparePointers(left.pointer, right.pointer) || byContent(left, right));
}

function changesOf(fixables: readonly Fixable[]): readonly FixStep[] {
  return fixables.flatMap(({ changes }) => changes);
}

function isCertain({ changes }: Fixable): boolean {
  return changes.length > 0;
}

function placeOf(change: FixStep): string {
  return 'set' in change ? change.set : change.remove;
}
