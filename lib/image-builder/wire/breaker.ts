/** What became of an attempt to call Image Builder. */
export type AttemptOutcome =
  /** An answer, whatever it says: also that there were too many calls. */
  | 'answered'
  /** A server error, no connection, or no answer in time. */
  | 'failed'
  /** The caller called it off before either. */
  | 'abandoned'
  /** Neither speaks for the service nor against it. */
  | 'unclear';

/** An attempt that was let through. It has to be ended. */
export interface Attempt {
  end(outcome: AttemptOutcome): void;
}

/**
 * Keeps calls from a service that does not serve. It opens after some failures in a row, and lets nothing through for a while;
 * then one request as a probe, of which an answer of any kind closes it, and a failure opens it for another while.
 */
export interface Breaker {
  /**
   * Lets an attempt through. Throws `BreakerOpen`.
   *
   * @param request Whatever all attempts for one request have in common: those that it makes side by side are a probe together.
   * Were some refused, the request would be answered, and Lambda would stop the process with the probe under way.
   */
  begin(request?: object): Attempt;
  /** Whether an attempt would be let through. */
  isWilling(): boolean;
}

/** No call was made, because those before it have failed. The message is fit for callers. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen';
  // As the errors of a connection, and those of an answer, say it.
  readonly wasSent = false;
  readonly isRepeatable = false;
  readonly $response: { readonly headers: Readonly<Record<'retry-after', string>> };

  /**
   * @param silence Milliseconds since the first of the attempts began that have failed since.
   * @param pause Milliseconds after which an attempt may be let through.
   */
  constructor(silence: number, pause: number) {
    const [since, after] = [Math.round(silence / 1_000), Math.ceil(pause / 1_000)].map((seconds) => Math.max(1, seconds));
    super(
      `Image Builder has not served any call for ${inSeconds(since)}, so this one was not sent to it. Try again in ${inSeconds(after)}.`,
    );
    this.$response = { headers: { 'retry-after': String(after) } };
  }
}

function inSeconds(count = 1): string {
  return count === 1 ? 'a second' : `${count} seconds`;
}

/**
 * Failures in a row that open it. One call makes three attempts, so no single call does, such as one about a pipeline that always
 * makes the service fail.
 */
const maximumFailures = 5;

/**
 * Milliseconds from the beginning of the first of them. Where a service is started anew, all connections that were kept open to
 * it break at once, and that is over a moment later.
 */
const minimumSilence = 1_000;

/** Milliseconds for which nothing is let through: what a service that comes back is missed at most. */
const rest = 10_000;

/** Milliseconds to come back after while a probe is under way, which takes 7 s at most. */
const probing = 2_000;

/** Milliseconds, of the 7 s that an attempt has. One that the caller called off sooner might have been answered yet. */
const longWait = 5_000;

/** @param clock Milliseconds since any moment. Whatever it says after it was put back, an open breaker lets a probe through. */
export function createBreaker(clock: () => number = Date.now): Breaker {
  let failures = 0;
  let silentSince = 0;
  let openedAt: number | undefined;
  let probe: Probe | undefined;
  // Another one after each answer and each opening. What began in an earlier one tells of a service that was, and does not count.
  let round = 0;

  return { begin, isWilling: () => refusal() === undefined };

  function begin(request: object = {}): Attempt {
    const refused = probe?.request === request ? undefined : refusal();
    if (refused !== undefined) throw refused;
    const beganAt = clock();
    const beganIn = round;
    if (openedAt !== undefined) probe = { request, attempts: (probe?.attempts ?? 0) + 1 };
    return {
      end(outcome) {
        const isFailure = outcome === 'failed' || (outcome === 'abandoned' && clock() - beganAt >= longWait);
        if (openedAt === undefined && outcome === 'answered') close();
        else if (beganIn !== round) return;
        else if (openedAt !== undefined) endProbe(outcome, isFailure);
        else if (isFailure) countFailure(beganAt);
      },
    };
  }

  function refusal(): BreakerOpen | undefined {
    if (openedAt === undefined) return undefined;
    const now = clock();
    const silence = now - silentSince;
    if (probe !== undefined) return new BreakerOpen(silence, probing);
    const rested = now - openedAt;
    return rested >= 0 && rested < rest ? new BreakerOpen(silence, rest - rested) : undefined;
  }

  function countFailure(beganAt: number): void {
    // Also where the clock was put back since, or it would have to catch up first.
    if (failures === 0 || beganAt < silentSince) silentSince = beganAt;
    failures++;
    if (failures >= maximumFailures && clock() - silentSince >= minimumSilence) open();
  }

  function endProbe(outcome: AttemptOutcome, isFailure: boolean): void {
    if (outcome === 'answered') close();
    else if (isFailure) open();
    else probe = probe === undefined || probe.attempts === 1 ? undefined : { ...probe, attempts: probe.attempts - 1 };
  }

  function open(): void {
    openedAt = clock();
    probe = undefined;
    round++;
  }

  function close(): void {
    openedAt = undefined;
    probe = undefined;
    failures = 0;
    round++;
  }
}

interface Probe {
  readonly request: object;
  /** How many of its attempts are under way. */
  readonly attempts: number;
}
