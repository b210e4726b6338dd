import { canonicalTimezone } from '../../../schedule/timezone.ts';
import { matchesWildcard } from '../../../text/wildcard.ts';

/** Whether a timezone is among those allowed, by this name or by another one that it has. */
export function isAllowedTimezone(timezone: string, allowed: readonly string[]): boolean {
  if (allowed.some((wildcard) => matchesWildcard(wildcard, timezone))) return true;
  const canonical = canonicalTimezone(timezone);
  if (canonical === undefined) return false;
  return allowed.some((wildcard) =>
    /[*?]/.test(wildcard) ? matchesWildcard(wildcard, canonical) : canonicalTimezone(wildcard) === canonical,
  );
}
