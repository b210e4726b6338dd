/** How a value is laid out in a text; offsets count UTF-16 code units from the beginning of the text. */
export interface Layout {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  /** The members of a mapping, in the order of the text. */
  readonly members?: readonly Member[];
  /** The items of a list. */
  readonly items?: readonly Layout[];
  /** Whether it stands in brackets, as all of JSON does, and not in indented lines. */
  readonly isFlow: boolean;
  /** Whether it is the value of other places as well, by an anchor of YAML, so that a change here would change them. */
  readonly isShared?: boolean;
}

export interface Member {
  readonly name: string;
  readonly start: number;
  readonly value: Layout;
}

/** What a path leads to, and how far it leads where nothing is there. */
export interface LayoutLookup {
  /** The value itself. */
  readonly layout: Layout | undefined;
  /** The value, or else the innermost one on the way to it. */
  readonly nearest: Layout;
  /** The key in front of the value, or in front of the innermost one. */
  readonly key: Member | undefined;
}

/** Follows a path through a layout. */
export function find(root: Layout, path: readonly (string | number)[]): LayoutLookup {
  let nearest = root;
  let key: Member | undefined;
  for (const segment of path) {
    const member = nearest.members?.findLast(({ name }) => name === String(segment));
    const next = member?.value ?? nearest.items?.[Number(segment)];
    if (next === undefined) return { layout: undefined, nearest, key };
    nearest = next;
    key = member;
  }
  return { layout: nearest, nearest, key };
}
