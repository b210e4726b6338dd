/** In the place of what hides secrets of a call from the client's log; our client has none, and shows nothing of a call. */
export function schemaLogFilter(): string {
  return '(hidden)';
}
