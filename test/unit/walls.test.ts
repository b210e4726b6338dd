import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breachesIn, idleIn, roomsIn, type SourceFile } from '../support/walls.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rooms = roomsIn(readFileSync(join(root, 'lib/README.md'), 'utf8'), 'lib');
const infraRooms = roomsIn(readFileSync(join(root, 'infra/README.md'), 'utf8'), 'infra');

function filesUnder(folder: string): readonly SourceFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `${folder}/${name.replaceAll('\\', '/')}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

const files = [...filesUnder('lib'), ...filesUnder('functions')];
const infraFiles = filesUnder('infra');

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
    ['lib/json/value.ts', "import '../../infra/settings/settings.ts';", 'infra/settings'],
    ['functions/whoami.ts', "import { rate } from '../lib/time/rate.ts';", 'lib/time'],
  ])('refuses in %s: %s', (path, text, target) => {
    expect(breachesIn([{ path, text }], rooms)).toEqual([`${path} imports ${target}`]);
  });
});

describe('the map of infra', () => {
  it('has a row for every folder, and no other', () => {
    const folders = infraFiles.map(({ path }) => path.slice(0, path.lastIndexOf('/')));
    const filled = infraRooms.filter(({ folder }) => !withoutCode.has(folder)).map(({ folder }) => folder);
    expect(filled.sort()).toEqual([...new Set(folders)].sort());
  });

  it('is kept by every import', () => {
    expect(breachesIn(infraFiles, infraRooms)).toEqual([]);
  });

  it('allows nothing that no file needs', () => {
    expect(idleIn(infraFiles, infraRooms)).toEqual([]);
  });

  it('has no part that leads back up to one below it', () => {
    const above = infraRooms.flatMap(({ folder, folders }, index) =>
      infraRooms
        .slice(index + 1)
        .filter((later) => folders.has(later.folder) && partOf(later.folder) !== partOf(folder))
        .map((later) => `${folder} imports ${later.folder}`),
    );
    expect(above).toEqual([]);
  });

  it.each([
    ['infra/image-builder/server.ts', "import type { StartOptions } from '../local/options.ts';", 'infra/local'],
    [
      'infra/image-builder/wire/wire.ts',
      "import { matchPath } from '../../local/gateway/route-match.ts';",
      'infra/local/gateway',
    ],
    ['infra/image-builder/switches.ts', "import { addAlarms } from '../stack/alarms.ts';", 'infra/stack'],
    ['infra/image-builder/runs/run.ts', "import { judge } from '../../../lib/policy/engine.ts';", 'lib/policy'],
    ['infra/local/main.ts', "import { ImagegateStack } from '../stack/stack.ts';", 'infra/stack'],
    ['infra/local/gateway/gateway.ts', "import { Duration } from 'aws-cdk-lib';", 'aws-cdk-lib'],
    ['infra/settings/settings.ts', "import { createApi } from '../stack/api.ts';", 'infra/stack'],
    ['infra/bundle/replace.ts', "import '../../test/support/walls.ts';", 'test/support'],
  ])('refuses in %s: %s', (path, text, target) => {
    expect(breachesIn([{ path, text }], infraRooms)).toEqual([`${path} imports ${target}`]);
  });
});

/** Data alone. */
const withoutCode: ReadonlySet<string> = new Set(['infra/organisation', 'infra/examples']);

/** The folders of the embedded Image Builder are one part: what they do is about one world, and its types know each other. */
function partOf(folder: string): string {
  return folder.split('/').slice(0, 2).join('/');
}
