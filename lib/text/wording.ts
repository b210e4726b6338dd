/** A value for a message: in quotes, escaped, and cut where it would drown the sentence. */
export function quoted(value: string): string {
  const maximumLength = 80;
  return JSON.stringify(value.length <= maximumLength ? value : `${value.slice(0, maximumLength)}…`);
}

/** `a`, `a or b`, `a, b or c`; of many a few, `a, b, c, d, e or one of 4995 more`. */
export function alternatives(items: readonly string[]): string {
  return items.length > mostNamed
    ? `${items.slice(0, fewNamed).join(', ')} or one of ${items.length - fewNamed} more`
    : joined(items, 'or');
}

/** So many are named in a sentence; of more than that, a few. */
const mostNamed = 50;
const fewNamed = 5;

/** `a`, `a and b`, `a, b and c`. */
export function enumeration(items: readonly string[]): string {
  return joined(items, 'and');
}

/** A part of a sentence as a sentence of its own. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function joined(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
