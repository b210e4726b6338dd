import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const maker = fileURLToPath(new URL('maker.cjs', import.meta.url));
export const loader = fileURLToPath(new URL('loader.cjs', import.meta.url));

/** Digest of how code caches are made, besides the code that they are made of. */
export function recipeDigest(): string {
  const hash = createHash('sha256');
  for (const file of [maker, fileURLToPath(new URL('warm-up.ts', import.meta.url))]) hash.update(readFileSync(file));
  return hash.digest('hex');
}
