import { describe, expect, it } from 'vitest';
import { isBefore } from '../../../lib/pipeline/stored/time.ts';

describe('isBefore', () => {
  const moment = new Date('2026-11-22T12:00:00.500Z');

  it.each([
    ['2026-11-22T12:00:00.499Z', true],
    ['2026-11-22T12:00:00.500Z', false],
    ['2026-11-22T12:00:00.501Z', false],
    ['2026-11-22T13:00:00.499+01:00', true],
    // What has no fraction may be any moment of its second.
    ['2026-11-22T11:59:59Z', true],
    ['2026-11-22T12:00:00Z', false],
    ['yesterday', false],
    [undefined, false],
  ])('of %s is %s', (text, expected) => {
    expect(isBefore(text, moment)).toBe(expected);
  });
});
