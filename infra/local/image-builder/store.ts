import type { Home } from './arn.ts';
import type { Pipeline } from './pipeline.ts';
import { openStateFile } from './state-file.ts';

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
}

export interface Store extends State {
  /** To be called after every change of the state. */
  touch(): void;
  /** Resolves when every change up to this call is durable. Rejects when the file cannot be written; a later call tries again. */
  commit(): Promise<void>;
  /** Whether there was nothing stored before: the catalogue is still to be filled. */
  readonly fresh: boolean;
}

/**
 * Opens the state: in memory, or in a file that outlives the process.
 * @throws {StartFailure} when the file is not a state file of this home.
 */
export async function openStore(home: Home, dataFile?: string): Promise<Store> {
  const file = dataFile === undefined ? undefined : await openStateFile(dataFile, home);
  const state = file?.state ?? { pipelines: new Map(), catalogue: new Map(), tokens: new Map() };
  let version = 0;
  let durable = 0;
  const save = coalesced(async () => {
    const saved = version;
    await file?.write(state);
    durable = saved;
  });
  return {
    ...state,
    fresh: file?.state === undefined,
    touch() {
      version++;
    },
    async commit() {
      if (durable < version) await save();
    },
  };
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
