import * as v from 'valibot';
import { checkTimezone } from '../schedule/timezone.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * A wildcard of timezones, or the name of one. Whether a name exists is looked up here already: one that is misspelt would allow
 * nothing. UTC is known without asking; the first other one costs tens of milliseconds, once.
 */
export const timezoneWildcardSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_+/*?-]+$/, 'can never match: a timezone has letters, digits, slashes and _ + -'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined || /[*?]/.test(dataset.value)) return;
    const checked = checkTimezone(dataset.value);
    if (checked.ok) return;
    addIssue({ message: `is no timezone${checked.suggestion === undefined ? '' : `; did you mean ${checked.suggestion}?`}` });
  }),
  v.title('timezone wildcard'),
);

/** Whether a timezone is among those allowed, by this name or by another one that it has. */
export function isAllowedTimezone(timezone: string, allowed: readonly string[]): boolean {
  if (allowed.some((wildcard) => matchesWildcard(wildcard, timezone))) return true;
  const canonical = canonicalOf(timezone);
  if (canonical === undefined) return false;
  return allowed.some((wildcard) =>
    /[*?]/.test(wildcard) ? matchesWildcard(wildcard, canonical) : canonicalOf(wildcard) === canonical,
  );
}

function canonicalOf(timezone: string): string | undefined {
  const checked = checkTimezone(timezone);
  return checked.ok ? checked.canonical : undefined;
}
