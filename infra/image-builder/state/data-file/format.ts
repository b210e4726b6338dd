import { createHash, randomUUID } from 'node:crypto';
import type { Home } from '../../../../lib/arn.ts';
import { isObject } from '../../../../lib/json/value.ts';
import type { StoredPipeline } from '../../pipelines/stored-pipeline.ts';
import { nextTick } from '../../runs/tick.ts';
import { StartFailure } from '../../start-failure.ts';
import type { State } from '../state.ts';

/** The layout of the file; 1 was that of the first release, which knew no runs. */
const latest = 2;
const family = 'imagegate/image-builder-state';

export interface SavedState {
  readonly state: State;
  /** The time by the server's clock, in milliseconds since 1970. */
  readonly at: number;
  /**
   * How much of that it was ahead of the machine's clock on purpose, in milliseconds; `undefined` in files from before it was
   * noted.
   */
  readonly lead?: number | undefined;
}

/** Reads the content of a data file. Throws `StartFailure` when this server did not write it, or it was changed since. */
export function parseState(text: string, path: string, home: Home): SavedState {
  const document = parseJson(text);
  const version = isObject(document) ? versionOf(document['format']) : undefined;
  if (!isObject(document) || version === undefined) {
    throw new StartFailure(`${path} is not a data file of this server. It is left as it is: name another file with --data.`);
  }
  if (version > latest) {
    throw new StartFailure(
      `The data file ${path} was written by a newer version of imagegate: its format is ${version}, and this version reads up to ` +
        `${latest}. It is left as it is: start the newer version again, or name another file with --data.`,
    );
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
  const { at, lead, pipelines, catalogue, tokens, images, builds } = version === 1 ? withoutRuns(saved) : saved;
  const state = {
    pipelines: new Map(pipelines),
    catalogue: new Map(catalogue),
    tokens: new Map(tokens),
    images: new Map(images),
    builds: new Map(builds),
  };
  return { state, at, lead };
}

/** The content of a data file. */
export function serialise(saved: SavedState, home: Home): string {
  const content = JSON.stringify(entriesOf(saved));
  const head = JSON.stringify({ format: `${family}/${latest}`, home: homeOf(home), sha256: digest(content) });
  return `${head.slice(0, -1)},"state":${content}}\n`;
}

function entriesOf({ state, at, lead }: SavedState) {
  return {
    at,
    lead,
    pipelines: [...state.pipelines],
    catalogue: [...state.catalogue],
    tokens: [...state.tokens],
    images: [...state.images],
    builds: [...state.builds],
  };
}

function versionOf(format: unknown): number | undefined {
  const [name, version = ''] = typeof format === 'string' ? splitLast(format) : [];
  return name === family && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined;
}

function splitLast(format: string): string[] {
  const slash = format.lastIndexOf('/');
  return [format.slice(0, slash), format.slice(slash + 1)];
}

function withoutRuns({ pipelines, catalogue, tokens }: ReturnType<typeof entriesOf>): ReturnType<typeof entriesOf> {
  const now = Date.now();
  const withHistory = pipelines.map(([arn, pipeline]): [string, StoredPipeline] => {
    const history = { id: randomUUID(), consecutiveFailures: 0, updatesMarked: false, nextTick: nextTick(pipeline, now) };
    return [arn, { ...pipeline, history }];
  });
  return { at: now, lead: undefined, pipelines: withHistory, catalogue, tokens, images: [], builds: [] };
}

function homeOf({ partition, region, account }: Home): Home {
  return { partition, region, account };
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
