import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { addCodeCaches } from '../../../infra/code-cache/make.ts';
import { kebabCase } from '../../../infra/settings/kebab-case.ts';
import { bundleFunctions, organisationFile } from '../../../infra/stack/bundling.ts';
import { compilePolicy } from '../../../lib/cli/compile/compile.ts';
import { type Organisation, readOrganisation } from '../../../lib/service/organisation.ts';
import type { OperationId } from '../../../lib/service/routes.ts';
import { routeOf } from '../../support/route-of.ts';
import { testTeams } from '../../support/teams.ts';

/** Something to start, as it would be deployed. */
export interface Bundle {
  readonly name: string;
  /** Path of the file that exports `handler`. */
  readonly file: string;
  readonly bytes: number;
}

type References = Organisation['teams']['references'];

/**
 * Ours, by the build that gets deployed, with the default policy. Looks at what a pipeline refers to, unless `references` is
 * `any`.
 */
export async function ours(operationId: OperationId, folder: string, references: References = 'own'): Promise<Bundle> {
  const compiled = compilePolicy(pathOf('../../../infra/organisation/policy.yaml'));
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return oursFor(operationId, folder, compiled, references);
}

/** Ours, with other rules. */
export async function oursFor(
  operationId: OperationId,
  folder: string,
  { policy, policyDigest }: Pick<Organisation, 'policy' | 'policyDigest'>,
  references: References = 'own',
): Promise<Bundle> {
  const teams = testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] }, { references });
  await bundleFunctions([operationId], { policy, policyDigest, teams }, folder);
  return described(
    references === 'any' ? 'imagegate, references: any' : 'imagegate',
    join(folder, kebabCase(operationId), 'index.js'),
  );
}

/** The same as the setting `codeCache` makes it, by this Node.js; V8's compiled form is not counted as code. */
export async function oursWithCache(operationId: OperationId, folder: string): Promise<Bundle> {
  const { file, bytes } = await ours(operationId, folder);
  await addCodeCaches([routeOf(operationId)], readOrganisation(join(dirname(file), organisationFile)), folder);
  return { name: 'imagegate, with a code cache', file, bytes };
}

/** Others, by the settings that their users have, or by ours. */
export async function peer(name: string, entry: string, folder: string, settings: keyof typeof settingsOf): Promise<Bundle> {
  const { extension, ...options } = settingsOf[settings];
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${entry}-${settings}${extension}`);
  await build({ ...shared, ...options, entryPoints: [pathOf(`../peers/${entry}.js`)], outfile: file });
  return described(name, file);
}

const shared = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  tsconfigRaw: {},
  logLevel: 'error',
} as const satisfies BuildOptions;

const settingsOf = {
  // `esbuild --bundle --minify --format=esm`; a package that is CommonJS inside needs `require`, so everybody has this banner.
  default: {
    extension: '.mjs',
    format: 'esm',
    banner: { js: "import { createRequire as _require } from 'node:module';const require = _require(import.meta.url);" },
  },
  best: {
    extension: '.cjs',
    format: 'cjs',
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__filename' },
  },
} as const satisfies Record<string, BuildOptions & { extension: string }>;

function described(name: string, file: string): Bundle {
  return { name, file, bytes: statSync(file).size };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
