import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { surroundings } from '../../support/surroundings.ts';
import { ours, peer } from '../cold/bundle.ts';
import type { Duel } from './duel.ts';
import { toldBy } from './told.ts';

/** What a request takes with imagegate and without it, each with the code as it gets deployed, over TLS. */
export async function deployedDuels(): Promise<readonly Duel[]> {
  const around = await surroundings('ready');
  const { folder } = around;
  try {
    const [create, blind, get, bareCreate, bareGet] = await Promise.all([
      ours('createPipeline', join(folder, 'create')),
      ours('createPipeline', join(folder, 'blind'), 'any'),
      ours('getPipeline', join(folder, 'get')),
      peer('bare', 'bare-create-and-read', folder, 'default'),
      peer('bare', 'bare-get', folder, 'default'),
    ]);
    const files = [bareCreate, create, blind, bareGet, get].map(({ file }) => file);
    return await toldBy(fileURLToPath(new URL('deployed-duels.ts', import.meta.url)), around, files);
  } finally {
    around.close();
  }
}
