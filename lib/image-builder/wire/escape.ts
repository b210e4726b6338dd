/**
 * A text as it may stand in a path or a query, in the form that AWS signs. Source: IAM User Guide, "Create a signed AWS API
 * request": everything is percent-encoded but letters, digits and `-._~`, of which `encodeURIComponent` leaves more as they are.
 */
export function escapeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}
