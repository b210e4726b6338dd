import { isObject } from './value.ts';

/** A JSON Pointer (RFC 6901) from its segments: `['tags', 'a/b']` gives `/tags/a~1b`, no segments give the empty string. */
export function toPointer(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${escapeSegment(segment)}`).join('');
}

/** The segments of a JSON Pointer. Throws on a text that is none: a non-empty pointer begins with a slash. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new TypeError(`not a JSON Pointer: ${pointer}`);
  const segments = pointer.slice(1).split('/');
  return pointer.includes('~') ? segments.map(unescapeSegment) : segments;
}

/**
 * The value that a pointer names, or `undefined` where there is none. Looks at own members only, so `/constructor` finds nothing.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of fromPointer(pointer)) {
    if (Array.isArray(value)) value = /^(?:0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value;
}

/** Whether a JSON Pointer names a place or something in it. */
export function isWithin(place: string, pointer: string): boolean {
  return pointer.startsWith(place) && (pointer.length === place.length || pointer[place.length] === '/');
}

/** Orders pointers segment by segment, numbers by value: `/workflows/2` comes before `/workflows/10`. */
export function comparePointers(left: string, right: string): number {
  const a = fromPointer(left);
  const b = fromPointer(right);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareSegments(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareSegments(a: string, b: string): number {
  if (a === b) return 0;
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return Number(a) - Number(b);
  return a < b ? -1 : 1;
}

function escapeSegment(segment: string | number): string {
  const text = String(segment);
  return /[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
