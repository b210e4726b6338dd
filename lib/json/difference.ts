import { canonicalJson } from './canonical.ts';
import { comparePointers, toPointer } from './pointer.ts';
import { isObject } from './value.ts';

/** A place at which two JSON documents differ. */
export interface Difference {
  /** JSON Pointer; the highest place that only one of the documents has. */
  readonly pointer: string;
  /** `undefined` where there is nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Where two JSON documents differ, sorted by pointer. Objects are compared member by member, in whatever order; lists are values,
 * because an item that moves has no place of its own.
 */
export function differences(before: unknown, after: unknown): Difference[] {
  return found(before, after, []).sort((left, right) => comparePointers(left.pointer, right.pointer));
}

function found(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => found(own(before, name), own(after, name), [...path, name]));
  }
  return isSame(before, after) ? [] : [{ pointer: toPointer(path), before, after }];
}

/** Absent is not `null`, though both have one canonical form. */
function isSame(before: unknown, after: unknown): boolean {
  return (before === undefined) === (after === undefined) && canonicalJson(before) === canonicalJson(after);
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
