import { RateLimited } from '../problem/errors.ts';

/**
 * Refuses a call for which nothing is left of its caller's own allowance.
 * @param wait Seconds until there is something again; 0 lets the call pass.
 */
export function requireShare(wait: number): void {
  if (wait === 0) return;
  const seconds = Math.ceil(wait);
  throw new RateLimited(
    `You send more requests than one caller may, so that others get answers too. Try again in ${seconds} s, and then less often.`,
    seconds,
  );
}
