import { readFileSync } from 'node:fs';

/** The version of imagegate, as package.json has it. */
export function ownVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
