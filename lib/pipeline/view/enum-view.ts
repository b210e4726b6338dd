/**
 * An enum value of the service in the view's way of writing: lower case, hyphens. A value that this version does not know passes
 * as `unknown:<VALUE>`, because the service adds values before this code knows them; an absent one is `null`.
 */
export function kebabOf(value: string | undefined, known: readonly string[]): string | null {
  if (value === undefined) return null;
  return known.includes(value) ? value.toLowerCase().replaceAll('_', '-') : `unknown:${value}`;
}
