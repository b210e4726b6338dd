/** What one place of a glob admits: a character, or any characters, as many as there may be or exactly one. */
export type GlobPart = { readonly character: string } | { readonly many: boolean; readonly admitsSlash: boolean };

/** A wildcard whose `*` and `?` may or may not reach over a slash. */
export type Glob = readonly GlobPart[];

/** Any characters, slashes among them. */
export const anything: GlobPart = { many: true, admitsSlash: true };

/** A wildcard as it is written, in which `*` stands for any characters or none and `?` for one. */
export function globOf(wildcard: string, admitsSlash: boolean): Glob {
  return Array.from(wildcard, (character) =>
    character === '*' || character === '?' ? { many: character === '*', admitsSlash } : { character },
  );
}

/** A text that stands for itself. */
export function globOfText(text: string): Glob {
  return Array.from(text, (character) => ({ character }));
}

/** Whether there is a text that both match. The cost is the product of their lengths. */
export function overlap(first: Glob, second: Glob): boolean {
  // Whether what follows the place in the first can be what follows the places in the second; from the ends backwards.
  let following: readonly boolean[] = [];
  for (let row = first.length; row >= 0; row--) {
    const meets: boolean[] = [];
    for (let column = second.length; column >= 0; column--) {
      const [one, other] = [first[row], second[column]];
      meets[column] =
        (one === undefined && other === undefined) ||
        (isMany(one) && following[column] === true) ||
        (isMany(other) && meets[column + 1] === true) ||
        // Where one of them may take any number, it stays for what follows.
        (haveCommon(one, other) &&
          (isMany(one) ? meets[column + 1] : isMany(other) ? following[column] : following[column + 1]) === true);
    }
    following = meets;
  }
  return following[0] === true;
}

function isMany(part: GlobPart | undefined): boolean {
  return part !== undefined && 'many' in part && part.many;
}

function haveCommon(one: GlobPart | undefined, other: GlobPart | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if ('character' in one) return 'character' in other ? one.character === other.character : admits(other, one.character);
  return 'character' in other ? admits(one, other.character) : true;
}

function admits({ admitsSlash }: { readonly admitsSlash: boolean }, character: string): boolean {
  return admitsSlash || character !== '/';
}
