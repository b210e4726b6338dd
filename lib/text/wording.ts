/** A value for a message: in quotes, escaped, and cut where it would drown the sentence. */
export function quoted(value: string): string {
  const maximumLength = 80;
  return JSON.stringify(value.length <= maximumLength ? value : `${value.slice(0, maximumLength)}…`);
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(items: readonly string[]): string {
  return joined(items, 'or');
}

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
