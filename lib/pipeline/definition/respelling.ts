import type { PatchOperation } from '../../json/patch.ts';
import { fromPointer, toPointer, valueAt } from '../../json/pointer.ts';
import { isObject, type JsonValue } from '../../json/value.ts';
import type { UnwordedProblem } from './definition-problem.ts';
import { entriesOf, itemOf, type SchemaNode } from './schema-tree.ts';
import { bare, unknownMember, unknownMembers } from './unknown-member.ts';

/** A body read with good will. Paths are those of `body`, not of what was sent. */
export interface Respelling {
  /** What was sent, with each member under the name that Image Builder has for it, and without those it has no name for. */
  readonly body: unknown;
  /** One for every member that had another name. */
  readonly problems: readonly UnwordedProblem[];
  /** Where the value at a path stood in what was sent. */
  sentPath(path: readonly string[]): readonly string[];
  /**
   * The patch of what was sent that does to it what `patch` does to `body` at a path. Empty where the path leads through a
   * renamed member: the patch that renames it writes the value anew, and takes this one in. `undefined` where it cannot.
   */
  sentPatch(path: readonly string[], patch: readonly PatchOperation[]): readonly PatchOperation[] | undefined;
}

type Entries = Readonly<Record<string, SchemaNode>>;

/** With more unknown members than this an object is not a misspelt definition but something else. */
const maximumUnknown = 25;

/**
 * Finds the members that a schema does not know, at every depth, and reads those that differ in case and separators only as what
 * they mean: `Name` is not a missing `name` and an unknown member, but one misspelling, and what stands inside can still be
 * checked.
 */
export function respell(schema: SchemaNode, sent: unknown): Respelling {
  const problems: UnwordedProblem[] = [];
  /** Pointers of renamed members, each with the name that was sent. */
  const renamed = new Map<string, string>();
  /** Pointers of objects from which a member was left out because nobody can say what it means. */
  const lossy: string[] = [];
  const body = walk(schema, sent, []);
  return { body, problems, sentPath, sentPatch };

  function walk(shape: SchemaNode, value: unknown, path: readonly string[]): unknown {
    const entries = entriesOf(shape);
    if (entries !== undefined && isObject(value)) return walkObject(entries, value, path);
    const item = itemOf(shape);
    if (item !== undefined && Array.isArray(value)) return value.map((each, index) => walk(item, each, [...path, String(index)]));
    // A map of tags; it is copied like all else, so that mending never reaches what was sent.
    return isObject(value) ? { ...value } : value;
  }

  function walkObject(entries: Entries, value: Readonly<Record<string, unknown>>, path: readonly string[]) {
    const respelt: Record<string, unknown> = {};
    const unknown: string[] = [];
    for (const member of Object.keys(value)) {
      const shape = Object.hasOwn(entries, member) ? entries[member] : undefined;
      if (shape === undefined) unknown.push(member);
      else respelt[member] = walk(shape, value[member], [...path, member]);
    }
    if (unknown.length > maximumUnknown) leaveOut(path, unknownMembers(sentPath(path), unknown));
    else for (const member of unknown) meet(member);
    return respelt;

    function meet(member: string): void {
      const known = Object.keys(entries);
      const found = { path: [...sentPath(path), member], known };
      const meant = known.find((candidate) => bare(candidate) === bare(member) && !Object.hasOwn(respelt, candidate));
      const shape = meant === undefined ? undefined : entries[meant];
      if (meant === undefined || shape === undefined) {
        leaveOut(path, unknownMember(schema, found));
        return;
      }
      const place = [...path, meant];
      renamed.set(toPointer(place), member);
      problems.push(unknownMember(schema, found, { member: meant, fix: () => renaming(place) }));
      respelt[meant] = walk(shape, value[member], place);
    }
  }

  function leaveOut(path: readonly string[], problem: UnwordedProblem): void {
    lossy.push(toPointer(path));
    problems.push(problem);
  }

  function sentPath(path: readonly string[]): readonly string[] {
    return path.map((segment, index) => renamed.get(toPointer(path.slice(0, index + 1))) ?? segment);
  }

  function sentPatch(path: readonly string[], patch: readonly PatchOperation[]): readonly PatchOperation[] | undefined {
    const around = outermostRenamed(path);
    if (around === undefined) return patch;
    if (!canBeRenamed(around)) return undefined;
    patch.forEach(mend);
    return [];
  }

  function renaming(path: readonly string[]): readonly PatchOperation[] | undefined {
    const pointer = toPointer(path);
    if (outermostRenamed(path) !== pointer) return sentPatch(path, []);
    if (!canBeRenamed(pointer)) return undefined;
    const value = valueAt(body, pointer);
    const removal = { op: 'remove', path: toPointer(sentPath(path)) } as const;
    // What was sent comes from JSON, and nothing here makes of it what is not.
    return value === undefined ? [removal] : [removal, { op: 'add', path: pointer, value: value as JsonValue }];
  }

  /** Puts a value inside a renamed member right, for the patch that renames it to take in. */
  function mend(operation: PatchOperation): void {
    const segments = fromPointer(operation.path);
    const member = segments.pop() ?? '';
    const holder = valueAt(body, toPointer(segments));
    if (typeof holder !== 'object' || holder === null) return;
    if (operation.op === 'remove') Reflect.deleteProperty(holder, member);
    else Reflect.defineProperty(holder, member, { value: operation.value, enumerable: true, configurable: true, writable: true });
  }

  function outermostRenamed(path: readonly string[]): string | undefined {
    const pointers = path.map((_, index) => toPointer(path.slice(0, index + 1)));
    return pointers.find((pointer) => renamed.has(pointer));
  }

  /**
   * A patch must not lose a member whose meaning is open. A value as deep as no definition is could not be written as JSON again.
   */
  function canBeRenamed(pointer: string): boolean {
    const loses = lossy.some((each) => each === pointer || each.startsWith(`${pointer}/`));
    return !loses && !isDeeperThan(8, valueAt(body, pointer));
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (!Array.isArray(value) && !isObject(value)) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(levels - 1, each));
}
