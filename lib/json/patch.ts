import { fromPointer, toPointer } from './pointer.ts';
import { isObject, type JsonValue } from './value.ts';

/** One step of a JSON Patch (RFC 6902), as far as fixes need it. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };

/**
 * Applies a JSON Patch as RFC 6902 has it, as far as fixes need it. Copies what it changes and leaves the document as it is.
 * Throws where a client's own library would: when a parent does not exist, or nothing is there to replace or remove.
 */
export function applyPatch(document: unknown, operations: readonly PatchOperation[]): unknown {
  return operations.reduce((current, operation) => applyAt(current, fromPointer(operation.path), operation), document);
}

function applyAt(target: unknown, [segment, ...rest]: readonly string[], operation: PatchOperation): unknown {
  if (segment === undefined) return atRoot(operation);
  if (Array.isArray(target)) return applyToList(target, segment, rest, operation);
  if (!isObject(target)) throw new TypeError(`${operation.op} ${operation.path}: there is nothing to change`);
  const exists = Object.hasOwn(target, segment);
  if (!exists && (rest.length > 0 || operation.op !== 'add')) throw missing(segment, operation);
  if (rest.length > 0) return withMember(target, segment, applyAt(target[segment], rest, operation));
  return operation.op === 'remove' ? withoutMember(target, segment) : withMember(target, segment, operation.value);
}

/** An index names an item; to add there moves the later ones, and `-` adds behind the last (RFC 6902 §4.1, RFC 6901 §4). */
function applyToList(list: readonly unknown[], segment: string, rest: readonly string[], operation: PatchOperation): unknown {
  const adds = operation.op === 'add' && rest.length === 0;
  const index = segment === '-' && adds ? list.length : Number(segment);
  const isIndex = segment === '-' || /^(?:0|[1-9]\d*)$/.test(segment);
  if (!isIndex || !(index < list.length || (adds && index === list.length))) throw missing(segment, operation);
  if (rest.length > 0) return list.with(index, applyAt(list[index], rest, operation));
  if (operation.op === 'remove') return list.toSpliced(index, 1);
  return adds ? list.toSpliced(index, 0, operation.value) : list.with(index, operation.value);
}

function atRoot(operation: PatchOperation): unknown {
  if (operation.op === 'remove') throw new TypeError('remove: the whole document cannot be removed');
  return operation.value;
}

function missing(segment: string, operation: PatchOperation): TypeError {
  return new TypeError(`${operation.op} ${operation.path}: ${toPointer([segment])} does not exist`);
}

/** A computed key defines an own member even when it is called `__proto__`. */
function withMember(target: Readonly<Record<string, unknown>>, name: string, value: unknown): Readonly<Record<string, unknown>> {
  return { ...target, [name]: value };
}

function withoutMember(target: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(target).filter(([member]) => member !== name));
}
