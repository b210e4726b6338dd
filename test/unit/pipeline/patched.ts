import type { PatchOperation } from '../../../lib/json/patch.ts';
import { fromPointer } from '../../../lib/json/pointer.ts';

/** Applies a JSON Patch (RFC 6902) as a client would, lists included. Throws where nothing is there to remove or replace. */
export function patched(document: unknown, patch: readonly PatchOperation[]): unknown {
  const root = { document: structuredClone(document) };
  for (const operation of patch) {
    const segments = ['document', ...fromPointer(operation.path)];
    const member = segments.pop() ?? '';
    const holder = segments.reduce(memberOf, root);
    if (operation.op !== 'add' && !Object.hasOwn(holder, member)) throw new TypeError(`${operation.path} is not there`);
    if (operation.op === 'remove') Reflect.deleteProperty(holder, member);
    else define(holder, member, structuredClone(operation.value));
  }
  return root.document;
}

function memberOf(holder: object, member: string): object {
  const value: unknown = Object.hasOwn(holder, member) ? Reflect.get(holder, member) : undefined;
  if (typeof value !== 'object' || value === null) throw new TypeError(`${member} holds nothing`);
  return value;
}

function define(holder: object, member: string, value: unknown): void {
  Reflect.defineProperty(holder, member, { value, enumerable: true, configurable: true, writable: true });
}
