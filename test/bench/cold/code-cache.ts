import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Puts V8's compiled form of a bundle beside it: `index.js` becomes `function.js`, and the new `index.js` loads it with the help of
 * `function.<version>-<architecture>.cache`. V8 takes such a form only from the very build of V8, with the very flags, and for the very
 * source that it was made of; any other Node.js compiles the source as always. The form is not the same bytes each time it is made.
 */
export function addCodeCache(folder: string, environment: Readonly<Record<string, string>>): void {
  renameSync(join(folder, 'index.js'), join(folder, 'function.js'));
  copyFileSync(loader, join(folder, 'index.js'));
  // In a process of its own, since what is compiled is what ran, and the bundle reads its settings from the environment.
  execFileSync(process.execPath, [...nodeOptions, maker, folder], {
    env: { ...environment },
    cwd: folder,
  });
}

// V8 takes a form only under the flags that it was made under, and Lambda's runtime starts Node.js with this one.
const nodeOptions = ['--expose-gc'];

const maker = fileURLToPath(new URL('code-cache-maker.cjs', import.meta.url));
const loader = fileURLToPath(new URL('code-cache-loader.cjs', import.meta.url));
