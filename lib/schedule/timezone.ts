import { nearest } from '../text/spelling.ts';
import { zoneOf } from './zone.ts';

export type TimezoneResult =
  /** `canonical` is the name that the timezone database prefers; it differs for aliases and for other capitals. */
  | { readonly ok: true; readonly canonical: string }
  | { readonly ok: false; readonly message: string; readonly suggestion?: string };

/**
 * `Schedule.timezone` of the Image Builder API: 3 to 100 characters of this pattern, here anchored.
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Schedule.html
 */
const nameForm = /^[a-zA-Z0-9]{2,}(?:\/[a-zA-Z0-9_+-]+)*$/;

/** Whether a timezone is one that the service takes and that exists, and what is wrong with it otherwise. */
export function checkTimezone(zone: string): TimezoneResult {
  if (!isName(zone)) return refused(zone, 'is not the name of a timezone');
  const canonical = canonicalTimezone(zone);
  return canonical === undefined ? refused(zone, 'does not exist') : { ok: true, canonical };
}

/**
 * The name that the timezone database prefers; `undefined` for a timezone that the service does not take or that does not exist.
 */
export function canonicalTimezone(zone: string): string | undefined {
  if (!isName(zone)) return undefined;
  try {
    return zoneOf(zone).name;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isName(zone: string): boolean {
  return zone.length >= 3 && zone.length <= 100 && nameForm.test(zone);
}

function refused(zone: string, reason: string): TimezoneResult {
  const shown = zone.length > 100 ? `${zone.slice(0, 99)}…` : zone;
  const offset = offsetZone(zone);
  if (offset !== undefined) {
    const why = `its sign is reversed, so zones ahead of UTC have a minus`;
    return { ok: false, message: `the timezone "${shown}" ${reason}: the IANA name is ${offset}; ${why}`, suggestion: offset };
  }
  const message = `the timezone "${shown}" ${reason}: an IANA name is needed, such as UTC or Europe/London`;
  const suggestion = /^[A-Za-z]/.test(zone) ? nearestZone(zone) : undefined;
  return suggestion === undefined ? { ok: false, message } : { ok: false, message, suggestion };
}

/**
 * The zone of whole hours before or after UTC, as `GMT+1` or `UTC-05:00` says it; `undefined` for any other text. In the zones of
 * this kind the sign is the other way round than everybody writes it (IANA Time Zone Database, file `etcetera`).
 */
function offsetZone(zone: string): string | undefined {
  const [, sign, hours] = /^(?:UTC|GMT) ?([+-])0?([0-9]{1,2})(?::?00)?$/i.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  if (hours === '0') return 'UTC';
  const name = `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
  return canonicalTimezone(name) === undefined ? undefined : name;
}

/** `Europe/Lodnon` gives the nearest name; `London` alone, or behind a wrong region, gives the zone of that city. */
function nearestZone(zone: string): string | undefined {
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter((name) => nameForm.test(name));
  const city = cityOf(zone);
  return names.find((name) => cityOf(name) === city) ?? nearest(zone, names);
}

function cityOf(zone: string): string {
  return zone
    .slice(zone.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}
