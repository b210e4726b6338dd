export interface Clock {
  now(): Date;
  /** Sets the clock ahead. Never back: what has happened stays in the past. */
  advance(seconds: number): void;
}

interface ClockSettings {
  readonly source: () => Date;
  /** How many seconds pass for one of the source. */
  readonly speed: number;
  /** Milliseconds since 1970; a clock that was ahead of its source when it stopped goes on from where it was. */
  readonly notBefore: number;
}

/** A clock that may run faster than the one it is made of. */
export function startClock({ source, speed, notBefore }: ClockSettings): Clock {
  const started = source().getTime();
  let origin = Math.max(started, notBefore);
  return {
    now: () => new Date(origin + Math.round((source().getTime() - started) * speed)),
    advance(seconds) {
      origin += seconds * 1000;
    },
  };
}
