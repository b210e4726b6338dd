import * as v from 'valibot';
import { checkTimezone } from '../../../schedule/timezone.ts';
import { nearest } from '../../../text/spelling.ts';
import { matchesWildcard } from '../../../text/wildcard.ts';

const mustBeDuration = 'must be a duration of minutes, hours or days, such as 30m, 24h or 35d';

/** A duration as policies write it. A day is 24 hours. */
export const durationSchema = v.pipe(
  v.string(mustBeDuration),
  v.regex(/^[1-9][0-9]{0,5}[mhd]$/, mustBeDuration),
  v.title('duration'),
);

const mustBeSpan = 'must be a span of the day, such as 22:00-06:00';

/** A span of the day, which may reach over midnight. */
export const hoursSchema = v.pipe(
  v.string(mustBeSpan),
  v.regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, mustBeSpan),
  v.check((text) => text.slice(0, 5) !== text.slice(6), 'is an empty span; for the whole day write 00:00-24:00'),
  v.title('span of the day'),
);

/**
 * A wildcard of timezones, or the name of one. Whether a name exists is looked up here already: one that is misspelt would allow
 * nothing. UTC is known without asking; the first other one costs tens of milliseconds, once.
 */
export const timezoneWildcardSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_+/*?-]+$/, 'can never match: a timezone has letters, digits, slashes and _ + -'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    if (/[*?]/.test(dataset.value)) {
      const message = unmatched(dataset.value);
      if (message !== undefined) addIssue({ message });
      return;
    }
    const checked = checkTimezone(dataset.value);
    if (checked.ok) return;
    addIssue({ message: `is not a timezone${checked.suggestion === undefined ? '' : `; did you mean ${checked.suggestion}?`}` });
  }),
  v.title('timezone wildcard'),
);

/** Says that a wildcard matches no timezone, and which area of the world was probably meant. */
function unmatched(wildcard: string): string | undefined {
  const zones = [...Intl.supportedValuesOf('timeZone'), ...olderNames];
  if (zones.some((zone) => matchesWildcard(wildcard, zone))) return undefined;
  const [area = '', ...rest] = wildcard.split('/');
  const near = nearest(area, new Set(zones.map((zone) => zone.split('/')[0] ?? '')));
  const meant = near === undefined || rest.length === 0 ? '' : `; did you mean ${[near, ...rest].join('/')}?`;
  return `matches no timezone${meant}`;
}

/**
 * Names that are valid and that `Intl` does not list, one of each area. Source: file `backward` of the IANA time zone database,
 * https://data.iana.org/time-zones/tzdb/backward.
 */
const olderNames = [
  'UTC',
  'GMT',
  'Etc/UTC',
  'US/Eastern',
  'Canada/Eastern',
  'Brazil/East',
  'Chile/Continental',
  'Mexico/General',
];
