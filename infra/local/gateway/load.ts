/** How much one process takes on. */
export interface LoadBounds {
  /** So many may wait and run together. */
  readonly maximum: number;
  /**
   * So many run in any case. More do while that leaves the turns of the event loop short: waiting for others costs no time of it.
   */
  readonly atOnce: number;
  /** So many start in one turn. */
  readonly inOneTurn: number;
  /** Milliseconds from which on a turn is long. */
  readonly longTurn: number;
  /** Milliseconds for which the first in the queue has waited when no more are let into it. */
  readonly maximumWait: number;
  /** So many may wait in any case: a burst is no overload, nor are the first requests of a process, which take long. */
  readonly always: number;
}

/** What a process has to do. */
export interface Load {
  /** Whether a request that comes now would wait for too long. */
  isFull(): boolean;
  /** Runs a piece of work when its turn comes. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export interface Gauges {
  /** In milliseconds. */
  readonly now: () => number;
  /** Calls back when the event loop has been round everything that was there to be read. */
  readonly afterTurn: (call: () => void) => void;
}

/** A long turn counts as so many at most: after a pause of the process not everything begins at once. */
const maximumTurns = 25;

/**
 * Lets requests wait in a queue that is seen and kept short. Without it they wait in the kernel, for as long as it takes: the
 * more there are at work, the longer each turn of the event loop is, and the later it comes to the connections that want to be
 * accepted.
 */
export function createLoad(bounds: LoadBounds, { now, afterTurn }: Gauges = processGauges): Load {
  const waiting: { readonly since: number; readonly start: () => void }[] = [];
  let running = 0;
  let turnBeganAt = 0;
  const startSome = () => {
    const time = now();
    const length = time - turnBeganAt;
    const wasShort = length < bounds.longTurn;
    // A turn that is long of itself, as one full of refusals is, shall not be one in which next to nothing is begun.
    const turns = Math.min(Math.max(1, length / bounds.longTurn), maximumTurns);
    const [first] = waiting;
    const isOverdue = first !== undefined && time - first.since > bounds.maximumWait;
    turnBeganAt = time;
    const mayStart = (started: number) => wasShort || running < bounds.atOnce * turns || (isOverdue && started === 0);
    for (let started = 0; started < bounds.inOneTurn * turns && mayStart(started); started++) waiting.shift()?.start();
    if (waiting.length > 0) afterTurn(startSome);
  };
  const turnToStart = () =>
    new Promise<void>((start) => {
      const since = now();
      if (waiting.length === 0) {
        turnBeganAt = since;
        afterTurn(startSome);
      }
      waiting.push({
        since,
        start() {
          running++;
          start();
        },
      });
    });
  return {
    isFull() {
      if (waiting.length + running >= bounds.maximum) return true;
      const [first] = waiting;
      return first !== undefined && waiting.length >= bounds.always && now() - first.since > bounds.maximumWait;
    },
    async run(work) {
      await turnToStart();
      try {
        return await work();
      } finally {
        running--;
      }
    },
  };
}

const processGauges: Gauges = { now: () => performance.now(), afterTurn: setImmediate };
