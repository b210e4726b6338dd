/** When signals abort that do so at a time known ahead. An entry goes with its signal. */
const ends = new WeakMap<AbortSignal, number>();

export interface Deadline {
  readonly signal: AbortSignal;
  /** Calls it off. */
  clear(): void;
}

/** A signal that aborts after so many milliseconds. */
export function deadlineIn(milliseconds: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(0, milliseconds));
  ends.set(controller.signal, Date.now() + milliseconds);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/** A signal that aborts with another one, and after so many milliseconds at the latest. */
export function noLaterThan(milliseconds: number, signal: AbortSignal): AbortSignal {
  const both = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(milliseconds))]);
  ends.set(both, Date.now() + Math.min(milliseconds, millisecondsLeft(signal)));
  return both;
}

/** Milliseconds until a signal aborts; endlessly many where nothing tells when. */
export function millisecondsLeft(signal: AbortSignal | undefined): number {
  const end = signal && ends.get(signal);
  return end === undefined ? Number.POSITIVE_INFINITY : end - Date.now();
}
