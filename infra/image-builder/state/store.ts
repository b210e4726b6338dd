import type { Clock } from './clock.ts';
import type { StateFile } from './data-file/state-file.ts';
import { savingOf } from './saving.ts';
import { type AtomicWork, emptyState, type State } from './state.ts';

export interface Store extends State {
  /** To be called after every change of the state. `undo` takes back what changed beside it. */
  touch(undo?: () => void): void;
  /**
   * Does something, and gives its result when all that it saw and changed is durable. What cannot be saved is taken back as if it
   * had never been, so the work may be done twice before it comes about; work that changes nothing is never refused. Throws
   * `SaveRefused`, and whatever the work throws.
   */
  transact<T>(work: AtomicWork<T>): Promise<T>;
  /** Whether there was nothing stored before: the catalogue is still to be filled. */
  readonly fresh: boolean;
  /** Saves what is not saved yet, and lets go of the file, for another server to take. */
  close(): Promise<void>;
}

interface StoreSettings {
  /** What to begin with; nothing without it. */
  readonly state: State | undefined;
  /** The file that outlives the process; without it, the state lives in memory. */
  readonly file: StateFile | undefined;
  readonly clock: Clock;
  /** Hears a sentence when the file cannot be written any more, and when it can be again. */
  readonly onNotice: (sentence: string) => void;
}

/**
 * Keeps the state. In good days the changes of many requests share one write of the file. When it fails, all of them are taken
 * back and tried again one by one, so that each is refused for its own sake alone, and one that frees room comes through.
 */
export function createStore({ state = emptyState(), file, clock, onNotice }: StoreSettings): Store {
  const fresh = file?.saved === undefined;
  if (file === undefined) return { ...state, fresh, ...inMemory };
  const saving = savingOf(state, file, clock, onNotice);
  const saveTogether = coalesced(saving.write);
  let queue: Promise<unknown> = Promise.resolve();
  let queued = 0;

  function alone<T>(work: AtomicWork<T>): Promise<T> {
    queued++;
    const result = queue
      .then(() => saving.singly(work))
      .finally(() => {
        queued--;
      });
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    ...state,
    fresh,
    touch: saving.touch,
    async transact(work) {
      if (queued === 0 && saving.healthy()) {
        const result = work({ healthy: true });
        if (saving.isSaved() || (await succeeds(saveTogether()))) return result;
      }
      return alone(work);
    },
    async close() {
      try {
        await queue;
        if (!saving.isSaved() && file.readOnly === undefined) await saveTogether();
      } finally {
        await file.close();
      }
    },
  };
}

const inMemory: Pick<Store, 'touch' | 'transact' | 'close'> = {
  touch: () => undefined,
  transact: async (work) => work({ healthy: true }),
  close: async () => undefined,
};

function succeeds(promise: Promise<void>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

/**
 * Runs `write` one at a time. Calls that arrive while it runs share the next run, which sees all of their changes; so a burst of
 * requests costs two writes, and nobody is answered by a write that began before their change. A run that fails fails those, too,
 * who wait for the next: their changes are taken back with it.
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
    const forgetNext = () => {
      next = undefined;
    };
    next ??= running.finally(forgetNext).then(save);
    return next;
  };
}
