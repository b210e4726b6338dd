import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breachesIn, idleIn, roomsIn, type SourceFile } from '../support/walls.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rooms = roomsIn(readFileSync(join(root, 'lib/README.md'), 'utf8'));

function filesUnder(folder: string): readonly SourceFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `${folder}/${name.replaceAll('\\', '/')}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

const files = [...filesUnder('lib'), ...filesUnder('functions')];

describe('the map of lib', () => {
  it('has a row for every folder, and no other', () => {
    const folders = files.map(({ path }) => path.slice(0, path.lastIndexOf('/')));
    expect(rooms.map(({ folder }) => folder).sort()).toEqual([...new Set(folders)].sort());
  });

  it('is kept by every import', () => {
    expect(breachesIn(files, rooms)).toEqual([]);
  });

  it('allows nothing that no file needs', () => {
    expect(idleIn(files, rooms)).toEqual([]);
  });

  it('has no row that leads back up', () => {
    const above = rooms.flatMap(({ folder, folders }, index) =>
      rooms
        .slice(index + 1)
        .filter((later) => folders.has(later.folder))
        .map((later) => `${folder} imports ${later.folder}`),
    );
    expect(above).toEqual([]);
  });

  it('has no folder that is too full to be held in mind', () => {
    const counts = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
    expect([...counts].filter(([, inIt]) => inIt.length > 26).map(([folder]) => folder)).toEqual([]);
  });

  it.each([
    ['lib/schedule/zone.ts', "import { log } from '../service/log.ts';", 'lib/service'],
    ['lib/policy/engine.ts', "import type { Runtime } from '../service/runtime.ts';", 'lib/service'],
    ['lib/pipeline/get.ts', "import { send } from '../http/response.ts';", 'lib/http'],
    ['lib/pipeline/get.ts', "const later = await import('../image-builder/client.ts');", 'lib/image-builder'],
    ['lib/http/etag.ts', "import { GetImageCommand } from '@aws-sdk/client-imagebuilder';", '@aws-sdk/client-imagebuilder'],
    ['lib/policy/engine.ts', "export { readFileSync } from 'node:fs';", 'node:fs'],
    ['lib/json/value.ts', "import '../../infra/stack/settings.ts';", 'infra/stack'],
    ['functions/whoami.ts', "import { rate } from '../lib/time/rate.ts';", 'lib/time'],
  ])('refuses in %s: %s', (path, text, target) => {
    expect(breachesIn([{ path, text }], rooms)).toEqual([`${path} imports ${target}`]);
  });
});
