import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** What a folder may import. */
export interface Room {
  /** From the root of the project, for example `lib/json`. */
  readonly folder: string;
  /** `lib/*` is any room of `lib`. */
  readonly folders: ReadonlySet<string>;
  /** Names of packages, and of modules of Node.js. */
  readonly packages: ReadonlySet<string>;
}

/** The rows of the table of rooms in the README of a folder, whose names are relative to it. */
export function roomsIn(readme: string, base: string): readonly Room[] {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `') && line.split('|').length === 6);
  return rows.map((row) => {
    const [, name = '', , folders = '', packages = ''] = row.split('|').map((cell) => cell.trim());
    const fromRoot = (folder: string) => posix.join(base, folder).replace(/\/$/, '');
    const words = (cell: string) => cell.split(', ').filter((word) => word !== '');
    return {
      folder: fromRoot(name.slice(1, -1)),
      folders: new Set(words(folders).map(fromRoot)),
      packages: new Set(words(packages)),
    };
  });
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Each import through a wall, as a sentence. */
export function breachesIn(files: readonly SourceFile[], rooms: readonly Room[]): readonly string[] {
  return files.flatMap((file) => {
    const folder = posix.dirname(file.path);
    const room = rooms.find((each) => each.folder === folder);
    if (room === undefined) return [`${folder} has no row`];
    return importsOf(file)
      .filter((imported) => imported.target !== folder && ![...room[imported.kind]].some((allowed) => covers(allowed, imported)))
      .map(({ target }) => `${file.path} imports ${target}`);
  });
}

/** What a row allows and no file of its folder uses. */
export function idleIn(files: readonly SourceFile[], rooms: readonly Room[]): readonly string[] {
  return rooms.flatMap(({ folder, folders, packages }) => {
    const used = files.filter(({ path }) => posix.dirname(path) === folder).flatMap(importsOf);
    return [...folders, ...packages]
      .filter((allowed) => !used.some((imported) => covers(allowed, imported)))
      .map((allowed) => `nothing in ${folder} imports ${allowed}`);
  });
}

interface Import {
  readonly kind: 'folders' | 'packages';
  readonly target: string;
}

function covers(allowed: string, { target }: Import): boolean {
  return target === allowed || (allowed === 'lib/*' && (target === 'lib' || target.startsWith('lib/')));
}

function importsOf({ path, text }: SourceFile): readonly Import[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\)\() ?\(?'([^']+)'/g)].map(([, specifier = '']) => specifier);
  return specifiers.flatMap((specifier): readonly Import[] => {
    if (specifier.startsWith('.'))
      return [{ kind: 'folders', target: posix.dirname(posix.join(posix.dirname(path), specifier)) }];
    return isPackage(specifier) ? [{ kind: 'packages', target: packageOf(specifier) }] : [];
  });
}

function isPackage(specifier: string): boolean {
  return specifier.startsWith('node:') || (/^@?[a-z]/.test(specifier) && !builtinModules.includes(specifier));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
