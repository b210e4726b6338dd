/** What a caller may be allowed to do, from the least to the most. */
export const scopes = ['read', 'write', 'execute', 'admin'] as const;

export type Scope = (typeof scopes)[number];

export function isScope(word: string): word is Scope {
  return scopes.some((scope) => scope === word);
}
