export interface Clock {
  now(): Date;
  /** How far it is ahead of its source on purpose, in milliseconds: by its speed, and because it was told so. */
  lead(): number;
  /** Sets the clock ahead. Never back, but to undo: what has happened stays in the past. */
  advance(seconds: number): void;
}

interface ClockSettings {
  readonly source: () => Date;
  /** How many seconds pass for one of the source. */
  readonly speed: number;
  /** Milliseconds since 1970; a clock that was ahead of its source when it stopped goes on from where it was. */
  readonly notBefore: number;
  /** How far it was ahead of its source on purpose when it stopped, in milliseconds. */
  readonly lead: number;
}

/** A clock that may run faster than the one it is made of. */
export function startClock({ source, speed, notBefore, lead }: ClockSettings): Clock {
  const started = source().getTime();
  let origin = Math.max(started, notBefore);
  // The source may have caught up meanwhile; and what it has lost since is nobody's purpose.
  let ordered = Math.min(lead, origin - started);
  const passed = () => source().getTime() - started;
  return {
    now: () => new Date(origin + Math.round(passed() * speed)),
    lead: () => Math.max(0, ordered + Math.round(passed() * (speed - 1))),
    advance(seconds) {
      origin += seconds * 1000;
      ordered += seconds * 1000;
    },
  };
}
