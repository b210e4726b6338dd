import { createHash } from 'node:crypto';
import { open, readFile, realpath, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isObject } from '../../../lib/json/value.ts';
import type { Home } from './arn.ts';
import { StartFailure } from './start-failure.ts';
import type { State } from './store.ts';

/** Names the layout of the file; a file with another one is not ours, or not of this version. */
const format = 'imagegate/image-builder-state/1';

export interface StateFile {
  /** What the file held, or `undefined` when there was no file. */
  readonly state: State | undefined;
  /** Replaces the content. When the promise resolves, the new content survives a crash; until then, the old one does. */
  write(state: State): Promise<void>;
}

/**
 * Reads a state file. A file that this server did not write, or that was damaged since, is refused and left as it is.
 * @throws {StartFailure}
 */
export async function openStateFile(path: string, home: Home): Promise<StateFile> {
  // Through a symbolic link to the file itself, because the rename below would replace the link.
  const target = await realpath(path).catch(() => resolve(path));
  const text = await readText(target, path);
  return {
    state: text === undefined ? undefined : parseState(text, path, home),
    write: (state) => replace(target, serialise(state, home)),
  };
}

async function readText(target: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(target, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw new StartFailure(`The data file ${path} cannot be read (${code}).`);
  }
}

function parseState(text: string, path: string, home: Home): State {
  const document = parseJson(text);
  if (!isObject(document) || document['format'] !== format) {
    throw new StartFailure(`${path} is not a data file of this server. It is left as it is: name another file with --data.`);
  }
  const content = JSON.stringify(document['state']);
  if (content === undefined || document['sha256'] !== digest(content)) {
    throw new StartFailure(
      `The data file ${path} is damaged or was edited. It is left as it is: name another file, or remove it.`,
    );
  }
  const owner = JSON.stringify(document['home']);
  if (owner !== JSON.stringify(homeOf(home))) {
    throw new StartFailure(
      `The data file ${path} belongs to ${owner}, this server is ${JSON.stringify(homeOf(home))}. Start with the same settings, or name another file.`,
    );
  }
  // The digest vouches that this text was written by `serialise`, so it has the type that `serialise` was given.
  const state = document['state'] as ReturnType<typeof entriesOf>;
  return { pipelines: new Map(state.pipelines), catalogue: new Map(state.catalogue), tokens: new Map(state.tokens) };
}

function serialise(state: State, home: Home): string {
  const content = JSON.stringify(entriesOf(state));
  const head = JSON.stringify({ format, home: homeOf(home), sha256: digest(content) });
  return `${head.slice(0, -1)},"state":${content}}\n`;
}

function entriesOf(state: State) {
  return { pipelines: [...state.pipelines], catalogue: [...state.catalogue], tokens: [...state.tokens] };
}

function homeOf({ partition, region, account }: Home): Home {
  return { partition, region, account };
}

/** Writes beside the file, forces it to the disk, and puts it in place in one step; then the folder, which holds the name. */
async function replace(target: string, text: string): Promise<void> {
  const beside = `${target}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, target);
  const folder = await open(dirname(target), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
