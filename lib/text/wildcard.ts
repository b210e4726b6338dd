/** A wildcard, understood. Made so that parts can be joined, and what was filled in stays literal. */
export interface Wildcard {
  readonly text: string;
  /** For each UTF-16 code unit of the text its role: `*`, `?`, or a space where it stands for itself. */
  readonly roles: string;
  /** What it begins with: the text before the first `*` or `?`. */
  readonly start: string;
}

/**
 * Whether a text matches a wildcard as IAM's StringLike reads it: `*` stands for any characters or none, `?` for exactly one, all
 * else for itself, case included, from the first character to the last. Source: IAM User Guide, "IAM JSON policy elements:
 * Condition operators", string condition operators. Never backtracks further than to the last `*`, so that the cost is bounded by
 * the product of the two lengths.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  return matches(wildcardOf(pattern), text);
}

/** A wildcard as it is written. */
export function wildcardOf(pattern: string): Wildcard {
  let roles = '';
  for (let unit = 0; unit < pattern.length; unit++) roles += isOpen(pattern.charAt(unit)) ? pattern.charAt(unit) : ' ';
  return { text: pattern, roles, start: pattern.slice(0, roles.length - roles.trimStart().length) };
}

function isOpen(character: string): boolean {
  return character === '*' || character === '?';
}

/** A text that stands for itself, its `*` and `?` included. */
export function literalOf(text: string): Wildcard {
  return { text, roles: ' '.repeat(text.length), start: text };
}

export function joined(first: Wildcard, second: Wildcard): Wildcard {
  const start = first.start === first.text ? first.text + second.start : first.start;
  return { text: first.text + second.text, roles: first.roles + second.roles, start };
}

const star = '*'.charCodeAt(0);
const questionMark = '?'.charCodeAt(0);

/** `matchesWildcard` for a wildcard that was made before. */
export function matches({ text: wanted, roles, start }: Wildcard, text: string): boolean {
  if (!text.startsWith(start)) return false;
  let place = start.length;
  let unit = start.length;
  let afterStar = -1;
  let retryAt = 0;
  while (unit < text.length) {
    const role = roles.charCodeAt(place); // behind the end NaN, which equals nothing
    if (role === star) {
      place += 1;
      if (place === roles.length) return true;
      afterStar = place;
      retryAt = unit;
    } else if (role === questionMark || wanted.charCodeAt(place) === text.charCodeAt(unit)) {
      place += 1;
      unit += 1;
    } else if (afterStar >= 0) {
      retryAt += 1;
      place = afterStar;
      unit = retryAt;
    } else return false;
  }
  while (roles.charCodeAt(place) === star) place += 1;
  return place === roles.length;
}
