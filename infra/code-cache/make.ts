import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Organisation } from '../../lib/service/organisation.ts';
import type { Route } from '../../lib/service/routes.ts';
import { startImageBuilder } from '../image-builder/server.ts';
import { kebabCase } from '../settings/kebab-case.ts';
import { isCodeCache } from './file.ts';
import { loader, maker } from './recipe.ts';
import { definition, eventsOf, permissive, place } from './warm-up.ts';

/** What came of one function's warm-up. */
export interface CodeCache {
  readonly operationId: string;
  /** Statuses that it answered. */
  readonly statuses: readonly number[];
  readonly bytes: number;
}

/**
 * Puts beside each function of `bundles` the form that V8 compiles it to: `index.js` becomes `function.js`, and the new
 * `index.js` loads it with the help of `function.<version>-<platform>-<architecture>.cache`. Functions run for it, against an
 * embedded Image Builder on loopback.
 *
 * V8 takes such a form only from the very same Node.js under the same flags; any other compiles the source as always, and so does
 * the loader where source and form do not belong together. The form is not the same bytes each time it is made. Throws where a
 * function answers with a server error.
 */
export async function addCodeCaches(rows: readonly Route[], organisation: Organisation, bundles: string): Promise<CodeCache[]> {
  const folder = mkdtempSync(join(tmpdir(), 'imagegate-warm-up-'));
  const organisationFile = join(folder, 'organisation.json');
  writeFileSync(organisationFile, JSON.stringify(permissive(organisation)));
  const imageBuilder = await startImageBuilder({ port: 0, ...place, switches: { acceptUnknownReferences: true } });
  try {
    const made: CodeCache[] = [];
    for (const row of rows) {
      await providePipeline(imageBuilder.url);
      // From the root: each function runs in the folder that it stands in.
      const bundle = resolve(bundles, kebabCase(row.operationId));
      const statuses = await addCodeCache(bundle, eventsOf(row, organisation), environmentOf(imageBuilder.url, organisationFile));
      if (statuses.some((status) => status >= 500))
        throw new Error(`${row.operationId} answered ${statuses.join(', ')} in its warm-up`);
      made.push({ operationId: row.operationId, statuses, bytes: bytesIn(bundle) });
    }
    return made;
  } finally {
    await imageBuilder.close();
    rmSync(folder, { recursive: true });
  }
}

async function addCodeCache(bundle: string, events: readonly object[], env: NodeJS.ProcessEnv): Promise<number[]> {
  renameSync(join(bundle, 'index.js'), join(bundle, 'function.js'));
  copyFileSync(loader, join(bundle, 'index.js'));
  const { stdout } = await promisify(execFile)(process.execPath, [maker, bundle, JSON.stringify(events)], {
    env,
    cwd: bundle,
    timeout: 60_000,
    maxBuffer: 2 ** 24,
  });
  return v.parse(v.array(v.number()), JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

/** Sees to it that there is the pipeline that the events ask for; whoever warmed up before may have deleted it. */
async function providePipeline(url: string): Promise<void> {
  const body = JSON.stringify({ ...definition, clientToken: randomUUID() });
  const response = await fetch(`${url}/CreateImagePipeline`, { method: 'PUT', body });
  const answer = await response.text();
  if (!response.ok && !response.headers.get('x-amzn-errortype')?.startsWith('ResourceAlreadyExists')) throw new Error(answer);
}

function environmentOf(endpoint: string, organisationFile: string): NodeJS.ProcessEnv {
  return {
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: 'warm-up',
    AWS_SECRET_ACCESS_KEY: 'warm-up',
    AWS_SESSION_TOKEN: 'warm-up',
    IMAGEGATE_ACCOUNT: place.account,
    IMAGEGATE_PARTITION: place.partition,
    IMAGEGATE_CORS_ORIGINS: '',
    IMAGEGATE_ORGANISATION: organisationFile,
    IMAGEGATE_IMAGE_BUILDER_ENDPOINT: endpoint,
    POWERTOOLS_SERVICE_NAME: 'imagegate',
  };
}

function bytesIn(bundle: string): number {
  const caches = readdirSync(bundle).filter(isCodeCache);
  return caches.reduce((sum, file) => sum + statSync(join(bundle, file)).size, 0);
}
