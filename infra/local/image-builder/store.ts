import type { Home } from './arn.ts';
import { openStateFile } from './data-file/state-file.ts';
import type { Pipeline } from './pipeline.ts';
import type { ImageRun } from './run.ts';

/** A stored recipe, configuration or workflow: the body that its Get operation answers. */
export interface CatalogueRecord {
  readonly arn: string;
  readonly name: string;
  readonly dateCreated: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** The answer to a request with a client token, kept for its repeats. */
export interface RememberedAnswer {
  /** SHA-256 of the request without its token. */
  readonly fingerprint: string;
  readonly answer: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** All that the server remembers, by ARN; tokens by operation and client token. */
export interface State {
  readonly pipelines: Map<string, Pipeline>;
  readonly catalogue: Map<string, CatalogueRecord>;
  readonly tokens: Map<string, RememberedAnswer>;
  readonly images: Map<string, ImageRun>;
  /** The number of the latest build of each version of an image, by the ARN of the version. Numbers are never given twice. */
  readonly builds: Map<string, number>;
}

export interface Store extends State {
  /** To be called after every change of the state. */
  touch(): void;
  /**
   * Resolves when every change up to this call is durable, and with it the time. Rejects when the file cannot be written; a later call
   * tries again.
   */
  commit(now: Date): Promise<void>;
  /** Whether there was nothing stored before: the catalogue is still to be filled. */
  readonly fresh: boolean;
  /** The time of the last commit before this process, in milliseconds since 1970; 0 when there was none. */
  readonly savedAt: number;
  /** Lets go of the file, for another server to take. */
  close(): Promise<void>;
}

/**
 * Opens the state: in memory, or in a file that outlives the process.
 * @throws {StartFailure} when the file is not a state file of this home, or another server has it.
 */
export async function openStore(home: Home, dataFile?: string): Promise<Store> {
  const file = dataFile === undefined ? undefined : await openStateFile(dataFile, home);
  const state = file?.saved?.state ?? emptyState();
  let version = 0;
  let durable = 0;
  let time = new Date(0);
  const save = coalesced(async () => {
    const saved = version;
    await file?.write({ state, at: time.getTime() });
    durable = saved;
  });
  return {
    ...state,
    fresh: file?.saved === undefined,
    savedAt: file?.saved?.at ?? 0,
    touch() {
      version++;
    },
    async commit(now) {
      time = now;
      if (durable < version) await save();
    },
    async close() {
      await file?.close();
    },
  };
}

function emptyState(): State {
  return { pipelines: new Map(), catalogue: new Map(), tokens: new Map(), images: new Map(), builds: new Map() };
}

/**
 * Runs `write` one at a time. Calls that arrive while it runs share the next run, which sees all of their changes; so a burst of
 * requests costs two writes, and nobody is answered by a write that began before their change.
 */
function coalesced(write: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  return function save(): Promise<void> {
    if (running === undefined) {
      running = write().finally(() => {
        running = undefined;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return save();
      });
    return next;
  };
}
