import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Flags of V8 count among those that a compiled form is bound to, and of those that Lambda starts Node.js with it is this one that does;
 * the limits of its heap, which depend on the function's memory, do not.
 */
export const lambdaFlags = ['--expose-gc'] as const;

export const maker = fileURLToPath(new URL('maker.cjs', import.meta.url));
export const loader = fileURLToPath(new URL('loader.cjs', import.meta.url));

/** Digest of how code caches are made, besides the code that they are made of. */
export function recipeDigest(): string {
  const hash = createHash('sha256').update(lambdaFlags.join(' '));
  for (const file of [maker, fileURLToPath(new URL('warm-up.ts', import.meta.url))]) hash.update(readFileSync(file));
  return hash.digest('hex');
}
