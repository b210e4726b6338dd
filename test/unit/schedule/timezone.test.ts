import { describe, expect, it } from 'vitest';
import { canonicalTimezone, checkTimezone } from '../../../lib/schedule/timezone.ts';

describe('checkTimezone takes', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['America/Los_Angeles', 'America/Los_Angeles'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['europe/london', 'Europe/London'],
    ['utc', 'UTC'],
  ])('%s', (zone, canonical) => {
    const result = checkTimezone(zone);
    expect(result.ok && result.canonical).toBe(canonicalTimezone(zone));
    expect(result.ok && result.canonical.replace('America/Buenos_Aires', 'America/Argentina/Buenos_Aires')).toBe(canonical);
  });

  it('PST8PDT, which is old but real', () => {
    expect(checkTimezone('PST8PDT').ok).toBe(true);
  });
});

describe('checkTimezone refuses', () => {
  it.each([
    ['Europe/Lodnon', 'Europe/London'],
    ['America/New York', 'America/New_York'],
    ['America/NewYork', 'America/New_York'],
    ['Tokyo', 'Asia/Tokyo'],
    ['Europe/Singapore', 'Asia/Singapore'],
    ['Etc', 'UTC'],
    ['GMT+1', 'Etc/GMT-1'],
    ['UTC-05:00', 'Etc/GMT+5'],
    ['utc +08', 'Etc/GMT-8'],
    ['GMT-0', 'UTC'],
    ['UTC+14', 'Etc/GMT-14'],
    ['UTC\n', 'UTC'],
  ])('%s and offers %s', (zone, suggestion) => {
    expect(checkTimezone(zone)).toEqual({ ok: false, message: expect.stringContaining(`"${zone}"`), suggestion });
    expect(canonicalTimezone(zone)).toBeUndefined();
  });

  it('GMT+1 with the reason for the other sign', () => {
    expect(checkTimezone('GMT+1')).toMatchObject({ message: expect.stringContaining('zones ahead of UTC have a minus') });
  });

  it.each([
    'UTC+5:30',
    'GMT+15',
    '+02:00',
    '-0500',
    '',
    'Z',
    'GB',
    'Mars/Olympus',
    '__proto__',
    'constructor',
    ' UTC',
    'x'.repeat(101),
    '東京',
  ])('%j and offers nothing', (zone) => {
    const result = checkTimezone(zone);
    expect(result.ok).toBe(false);
    expect(result).not.toHaveProperty('suggestion');
    expect(canonicalTimezone(zone)).toBeUndefined();
  });
});
