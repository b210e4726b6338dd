import { isObject } from './value.ts';

/**
 * One text for one JSON value: members sorted by UTF-16 code units, no white space (the form of RFC 8785, which `JSON.stringify`
 * already follows for strings and numbers). Equal values give equal bytes, whatever order they were written in; hashes are made
 * of it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    // To assign this one member would set the prototype and make no member.
    if (key === '__proto__') Reflect.defineProperty(object, key, { value: sorted(value[key]), enumerable: true });
    else object[key] = sorted(value[key]);
  }
  return object;
}
