import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isObject } from '../../../lib/json/value.ts';
import type { Home } from './arn.ts';
import { takeLock } from './lock.ts';
import type { Pipeline } from './pipeline.ts';
import { StartFailure } from './start-failure.ts';
import type { State } from './store.ts';
import { nextTick } from './tick.ts';

/** Names the layout of the file; a file with another one is not ours, or not of this version. */
const format = 'imagegate/image-builder-state/2';

/** The layout of the first release, which knew no runs. */
const firstFormat = 'imagegate/image-builder-state/1';

export interface SavedState {
  readonly state: State;
  /** The time by the server's clock, in milliseconds since 1970. */
  readonly at: number;
}

export interface StateFile {
  /** What the file held, or `undefined` when there was no file. */
  readonly saved: SavedState | undefined;
  /** Replaces the content. When the promise resolves, the new content survives a crash; until then, the old one does. */
  write(saved: SavedState): Promise<void>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/**
 * Reads a state file, and keeps other servers off it. A file that this server did not write, or that was damaged since, is refused and
 * left as it is.
 * @throws {StartFailure}
 */
export async function openStateFile(path: string, home: Home): Promise<StateFile> {
  const target = await realTarget(path);
  const lock = await takeLock(target, path);
  try {
    const text = await readText(target, path);
    return {
      saved: text === undefined ? undefined : parseState(text, path, home),
      write: (saved) => replace(target, serialise(saved, home)),
      close: lock.release,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Through symbolic links to the file itself, because a rename would replace the link; of a new file, to its folder. */
async function realTarget(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () => join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole)));
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

function parseState(text: string, path: string, home: Home): SavedState {
  const document = parseJson(text);
  if (!isObject(document) || (document['format'] !== format && document['format'] !== firstFormat)) {
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
  const saved = document['state'] as ReturnType<typeof entriesOf>;
  const { at, pipelines, catalogue, tokens, images, builds } = document['format'] === format ? saved : withoutRuns(saved);
  const state = {
    pipelines: new Map(pipelines),
    catalogue: new Map(catalogue),
    tokens: new Map(tokens),
    images: new Map(images),
    builds: new Map(builds),
  };
  return { state, at };
}

function serialise(saved: SavedState, home: Home): string {
  const content = JSON.stringify(entriesOf(saved));
  const head = JSON.stringify({ format, home: homeOf(home), sha256: digest(content) });
  return `${head.slice(0, -1)},"state":${content}}\n`;
}

function entriesOf({ state, at }: SavedState) {
  return {
    at,
    pipelines: [...state.pipelines],
    catalogue: [...state.catalogue],
    tokens: [...state.tokens],
    images: [...state.images],
    builds: [...state.builds],
  };
}

function withoutRuns({ pipelines, catalogue, tokens }: ReturnType<typeof entriesOf>): ReturnType<typeof entriesOf> {
  const at = Date.now();
  const withHistory = pipelines.map(([arn, pipeline]): [string, Pipeline] => {
    const history = { id: randomUUID(), consecutiveFailures: 0, updatesMarked: false, nextTick: nextTick(pipeline, at) };
    return [arn, { ...pipeline, history }];
  });
  return { at, pipelines: withHistory, catalogue, tokens, images: [], builds: [] };
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
