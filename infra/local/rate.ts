/** How often the API may be called, as API Gateway counts it: a bucket of `burst` tokens that fills with `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Says of each call, at the time given in milliseconds, whether it is within the rate. */
export function createLimiter(rate: Rate): (now: number) => boolean {
  let tokens = rate.burst;
  let filledAt: number | undefined;
  return (now) => {
    const passed = Math.max(0, now - (filledAt ?? now));
    tokens = Math.min(rate.burst, tokens + (passed / 1_000) * rate.perSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
