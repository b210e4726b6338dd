import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { deployedBuild } from '../../../infra/stack/bundling.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { surroundings } from '../../support/surroundings.ts';
import { testTeams } from '../../support/teams.ts';
import type { Duel } from './duel.ts';
import { toldBy } from './told.ts';

/** What imagegate's own code takes: nothing goes over a socket, and both sides have the same client. */
export async function stubbedDuels(policy: PolicyDocument, policyDigest: string): Promise<readonly Duel[]> {
  const around = await surroundings('ready');
  const organisation = join(around.folder, 'organisation.json');
  const teams = testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] });
  writeFileSync(organisation, JSON.stringify({ policy, policyDigest, teams }));
  try {
    const bundle = join(around.folder, 'stubbed-duels.js');
    await build({ ...deployedBuild(policy, { wholeSdk: true }), entryPoints: [entry], outfile: bundle });
    const environment = { ...around.environment, IMAGEGATE_ORGANISATION: organisation };
    return await toldBy(bundle, { ...around, environment });
  } finally {
    around.close();
  }
}

const entry = fileURLToPath(new URL('stubbed-duels.ts', import.meta.url));
