import { isObject } from './value.ts';

/**
 * One text for one JSON value: members sorted by UTF-16 code units, no white space (the form of RFC 8785, which `JSON.stringify`
 * already follows for strings and numbers). Equal values give equal bytes, whatever order they were written in; hashes are made of it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
