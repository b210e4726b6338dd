import { toPointer } from '../json/pointer.ts';
import { isObject } from '../json/value.ts';

/**
 * JSON Pointers of what the service shows of a pipeline and `known`, read from the same answer, does not have: settings that are
 * younger than this version. Empty values set nothing. What the service tells of the past and the future is no setting: it calls
 * such members `dateNextRun` or `lastRunStatus`.
 */
export function unknownSettings(shown: unknown, known: unknown, path: readonly (string | number)[] = []): string[] {
  if (Array.isArray(shown)) {
    return shown.flatMap((item, index) =>
      unknownSettings(item, Array.isArray(known) ? known[index] : undefined, [...path, index]),
    );
  }
  if (!isObject(shown)) return [];
  return Object.entries(shown).flatMap(([member, value]) => {
    if (isObject(known) && Object.hasOwn(known, member)) return unknownSettings(value, known[member], [...path, member]);
    return isEmpty(value) || /^(?:date|last)[A-Z]/.test(member) ? [] : [toPointer([...path, member])];
  });
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === '';
}
