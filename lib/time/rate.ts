/** How often something may be done: a bucket of `burst` tokens that fills with `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Takes a token at a time given in milliseconds. Answers 0, or the seconds until there is one again. */
export type Bucket = (now: number) => number;

export function createBucket({ perSecond, burst }: Rate): Bucket {
  let tokens = burst;
  let filledAt: number | undefined;
  return (now) => {
    const passed = Math.max(0, now - (filledAt ?? now));
    tokens = Math.min(burst, tokens + (passed / 1_000) * perSecond);
    filledAt = now;
    if (tokens < 1) return (1 - tokens) / perSecond;
    tokens--;
    return 0;
  };
}

/** The same for each of many, by their names. */
export type Buckets = (name: string, now: number) => number;

/**
 * Gives each name a bucket of its own. At most as many are kept, and the one that nobody has asked for the longest goes first: it
 * is the likeliest to be full again, and then nothing is lost with it.
 */
export function createBuckets(rate: Rate, maximumKept = 1_000): Buckets {
  const kept = new Map<string, Bucket>();
  return (name, now) => {
    const bucket = kept.get(name) ?? createBucket(rate);
    kept.delete(name);
    kept.set(name, bucket);
    const [oldest = name] = kept.keys();
    if (kept.size > maximumKept) kept.delete(oldest);
    return bucket(now);
  };
}
