import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { deployedBuild } from '../../../infra/bundling.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { surroundings } from '../../support/surroundings.ts';
import { testTeams } from '../../support/teams.ts';
import type { Duel } from './duel.ts';

/** What imagegate adds to the calls of Image Builder that it makes, once the process is warm. */
export async function overhead(policy: PolicyDocument, policyDigest: string): Promise<readonly Duel[]> {
  const { folder, environment, close } = await surroundings('ready');
  const file = join(folder, 'organisation.json');
  const complaints = join(folder, 'complaints');
  const teams = testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] });
  writeFileSync(file, JSON.stringify({ policy, policyDigest, teams }));
  try {
    const bundle = join(folder, 'function.js');
    const ruleTypes = new Set(policy.rules.map(({ type }) => type));
    await build({ ...deployedBuild(ruleTypes, { wholeSdk: true }), entryPoints: [entry], outfile: bundle });
    const child = fork(bundle, {
      env: { ...environment, IMAGEGATE_ORGANISATION: file },
      // Refusals are logged to standard error, as is what ends the process before its time.
      stdio: ['ignore', 'ignore', openSync(complaints, 'w'), 'ipc'],
    });
    const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    // The module that was just started sends nothing else.
    if (Array.isArray(said)) return said as Duel[];
    throw new Error(`the function ended early: ${readFileSync(complaints, 'utf8').slice(-2_000)}`);
  } finally {
    close();
  }
}

const entry = fileURLToPath(new URL('function.ts', import.meta.url));
