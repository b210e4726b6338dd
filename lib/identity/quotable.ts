/**
 * A text that stays one value wherever somebody puts it between quotation marks: these, backslashes, percent signs and all that
 * is not printable ASCII are percent-encoded. Most identities stay as they are.
 */
export function quotable(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x7e]|["\\%]/gu, (character) => encodeURIComponent(character));
}

/** The text behind a quotable one; `undefined` for what was none. */
export function fromQuotable(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
