import { isObject } from './value.ts';

/**
 * Applies a JSON Merge Patch (RFC 7396): objects are merged member by member, `null` removes a member, and everything else, lists
 * included, replaces what is there. Copies what it changes and leaves the target as it is.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // In a `Map` no name means anything to the language, and `fromEntries` makes own members of all of them, `__proto__` included.
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}
