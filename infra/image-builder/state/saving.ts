import { SaveRefused } from '../wire/errors.ts';
import type { Clock } from './clock.ts';
import type { StateFile } from './data-file/state-file.ts';
import type { AtomicWork, State } from './state.ts';

export interface Saving {
  /** Notes that the state has changed; `undo` takes back what changed beside it. */
  touch(undo?: () => void): void;
  isSaved(): boolean;
  /** Whether the latest write went well, or there was none. */
  healthy(): boolean;
  /**
   * Writes the state as it is at this moment. Throws `SaveRefused` when that fails; then the state is again what it was when it
   * was last written.
   */
  write(): Promise<void>;
  /** Does something and saves what it changes, if anything. Nobody may change the state until that is done. */
  singly<T>(work: AtomicWork<T>): Promise<T>;
}

/** Writes a state to its file, and takes back what cannot be written: who was refused must not find it done later. */
export function savingOf(state: State, file: StateFile, clock: Clock, onNotice: (sentence: string) => void): Saving {
  let version = 0;
  let durable = 0;
  let latest = 0;
  let healthy = file.readOnly === undefined;
  let putBack = copyOf(state);
  const undos: (() => void)[] = [];

  function takeBack(): void {
    putBack();
    for (const undo of undos.splice(0).reverse()) undo();
    version = durable;
  }

  function note(well: boolean, reason = ''): void {
    // Before there is anything in the file, the server does not start without it.
    if (well !== healthy && (durable > 0 || file.saved !== undefined)) {
      onNotice(
        well
          ? `The data file ${file.path} can be written again.`
          : `The data file ${file.path} cannot be written (${reason}). Reads go on; writes are refused until it can.`,
      );
    }
    healthy = well;
  }

  async function write(): Promise<void> {
    const written = { version, undos: undos.length, putBack: copyOf(state) };
    // The latest time that there was, so that the next start notices a clock that was set back meanwhile.
    const at = Math.max(latest, clock.now().getTime());
    try {
      await file.write({ state, at, lead: clock.lead() });
    } catch (error) {
      takeBack();
      const reason = error instanceof Error ? error.message : String(error);
      note(false, reason);
      throw new SaveRefused(reason);
    }
    durable = written.version;
    putBack = written.putBack;
    undos.splice(0, written.undos);
    latest = at;
    note(true);
  }

  return {
    touch(undo) {
      version++;
      if (undo !== undefined) undos.push(undo);
    },
    isSaved: () => durable === version,
    healthy: () => healthy,
    write,
    async singly(work) {
      const before = version;
      try {
        const result = work({ healthy });
        if (version === before) return result;
        await write();
        return result;
      } catch (error) {
        if (version !== before) takeBack();
        throw error;
      }
    },
  };
}

/** Gives what brings back how a state is now. What its maps hold is never changed, only replaced. */
function copyOf({ pipelines, catalogue, tokens, images, builds }: State): () => void {
  const parts = [copyOfMap(pipelines), copyOfMap(catalogue), copyOfMap(tokens), copyOfMap(images), copyOfMap(builds)];
  return () => {
    for (const putBack of parts) putBack();
  };
}

function copyOfMap<K, V>(map: Map<K, V>): () => void {
  const copy = new Map(map);
  return () => {
    map.clear();
    for (const [key, value] of copy) map.set(key, value);
  };
}
