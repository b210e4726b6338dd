import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sdk from '@aws-sdk/client-imagebuilder/package.json' with { type: 'json' };
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import type { Organisation } from '../../lib/service/organisation.ts';
import { imageBuilderModel } from '../bundle/image-builder-model.ts';
import { policyParts } from '../bundle/policy-parts.ts';
import { replace } from '../bundle/replace.ts';
import { loggerStandIns, middyStandIns, sdkStandIns } from '../bundle/stand-ins.ts';
import { kebabCase } from '../settings/kebab-case.ts';

/** Name of the file in each bundle that holds the compiled organisation, beside the handler. */
export const organisationFile = 'organisation.json';

/**
 * Makes the folder of each function as it gets deployed: `index.js`, which exports `handler`, and the compiled organisation. The
 * same input gives the same bytes. Returns what esbuild says about where they come from.
 */
export async function bundleFunctions(
  operationIds: readonly string[],
  organisation: Organisation,
  folder: string,
): Promise<Metafile> {
  rmSync(folder, { recursive: true, force: true });
  const names = operationIds.map(kebabCase);
  const { metafile } = await build({
    ...deployedBuild(organisation.policy),
    entryPoints: names.map((name) => ({ in: `functions/${name}.ts`, out: `${name}/index` })),
    outdir: folder,
  });
  for (const name of names) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, organisationFile), JSON.stringify(organisation));
  }
  return metafile;
}

/** How code is bundled that gets deployed with a policy. */
export function deployedBuild(policy: Pick<PolicyDocument, 'rules'>, { wholeSdk = false } = {}) {
  const trimming = wholeSdk ? [] : [replace('sdk', sdkStandIns), imageBuilderModel];
  return {
    ...bundleSettings,
    plugins: [...trimming, replace('logger', loggerStandIns), replace('middy', middyStandIns), policyParts(policy)],
  } satisfies BuildOptions;
}

// One pass of esbuild for all functions, in this process: CDK's NodejsFunction starts npx and esbuild anew for each of them.
const bundleSettings = {
  absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
  // Node.js carries its own modules in a compiled form, and V8 takes that only under the flags that it was made under, among
  // which `--expose-gc` counts. Lambda starts Node.js with it, so what a function needs for TLS and signing would be compiled
  // anew at every start. Node.js warns of flags that change while a program runs
  // (https://nodejs.org/api/v8.html#v8setflagsfromstringflags); this one is asked for where a global scope is made and nowhere
  // else, and `gc` stays in the one that there is. The limits of the heap, which Lambda sets too, count no more from Node.js
  // 24.12 on; under these limits nothing is gained before.
  banner: { js: "require('node:v8').setFlagsFromString('--no-expose-gc');" },
  // Nothing is external: the runtime has an SDK too, but a trimmed one of a known version starts faster.
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS, because importing a built-in module of Node into an ES module costs tens of milliseconds at every cold start.
  format: 'cjs',
  // The ES module builds of the packages can be trimmed.
  mainFields: ['module', 'main'],
  // Makes `import()` a `require` that still runs only when it is reached.
  supported: { 'dynamic-import': false },
  minify: true,
  // Among the packages' comments that ask to be kept are marks for coverage tools, and no licence.
  legalComments: 'none',
  define: {
    // What a CommonJS file has instead.
    'import.meta.url': '__filename',
    sdkVersion: JSON.stringify(sdk.version),
    // The logger hands them to its console, for which `bundle/no-console.ts` stands in; to name them makes Node.js build them.
    'process.stdout': 'undefined',
    'process.stderr': 'undefined',
  },
  // What `tsconfig.json` says concerns the type checker and shall not change what is deployed.
  tsconfigRaw: {},
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;
