/** Ranges of UTF-16 code units, both ends included, in ascending order and apart from each other. */
export type CharacterSet = readonly (readonly [number, number])[];

const lastUnit = 0xffff;

export const digit: CharacterSet = [[0x30, 0x39]];
export const word: CharacterSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** What `.` does not match. Source: ECMAScript, LineTerminator. */
export const lineEnd: CharacterSet = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
/** Source: ECMAScript, WhiteSpace and LineTerminator. */
export const space: CharacterSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** A set from ranges in any order. */
export function set(...ranges: readonly (readonly [number, number])[]): CharacterSet {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export function union(left: CharacterSet, right: CharacterSet): CharacterSet {
  return set(...left, ...right);
}

export function complement(members: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of members) {
    if (next < from) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= lastUnit) gaps.push([next, lastUnit]);
  return gaps;
}

export function includes(members: CharacterSet, unit: number): boolean {
  for (const [from, to] of members) if (unit <= to) return unit >= from;
  return false;
}

/** A member that reads well in an example: a letter or a digit where there is one, else one that can be seen. */
export function representative(members: CharacterSet): { readonly text: string; readonly visible: boolean } | undefined {
  for (const favourite of 'a0A') if (includes(members, favourite.charCodeAt(0))) return { text: favourite, visible: true };
  for (const [from, to] of members) {
    for (let unit = from; unit <= to; unit++) if (isVisible(unit)) return { text: String.fromCharCode(unit), visible: true };
  }
  const [first] = members;
  return first && { text: String.fromCharCode(first[0]), visible: false };
}

/** Leaves out control characters, white space, and the halves of surrogate pairs. */
function isVisible(unit: number): boolean {
  const isControl = unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
  const isSurrogate = unit >= 0xd800 && unit < 0xe000;
  return !isControl && !isSurrogate && !includes(space, unit);
}
