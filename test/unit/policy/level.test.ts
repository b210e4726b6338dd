import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type LevelDocument, levelResolver } from '../../../lib/policy/level.ts';
import { levelDocumentSchema } from '../../../lib/policy/schemas/level-schema.ts';

const staged: LevelDocument = [
  { environment: 'dev', level: 'warn' },
  { environment: 'prod', before: '2027-01-15', level: 'audit' },
  { before: '2026-12-01T00:00:00+01:00', level: 'warn' },
  'enforce',
];

describe('a level', () => {
  it.each([
    [undefined, 'prod', '2026-11-21T00:00:00Z', 'enforce', 'default'],
    // Loading wants a last word; without one a rule is none the weaker.
    [[{ environment: 'dev', level: 'off' as const }], 'prod', '2026-11-21T00:00:00Z', 'enforce', 'default'],
    ['warn' as const, 'prod', '2026-11-21T00:00:00Z', 'warn', 'warn'],
    [staged, 'dev', '2030-01-01T00:00:00Z', 'warn', 'environment dev'],
    [staged, 'prod', '2027-01-14T23:59:59.999Z', 'audit', 'environment prod, before 2027-01-15'],
    [staged, 'prod', '2027-01-15T00:00:00Z', 'enforce', 'enforce'],
    [staged, 'test', '2026-11-30T22:59:59.999Z', 'warn', 'before 2026-12-01T00:00:00+01:00'],
    [staged, 'test', '2026-11-30T23:00:00Z', 'enforce', 'enforce'],
    [staged, null, '2027-01-01T00:00:00Z', 'enforce', 'enforce'],
  ])('%j in %s at %s is %s', (document, environment, now, level, levelFrom) => {
    expect(levelResolver(document)({ team: null, environment, region: 'eu-west-1' }, new Date(now))).toEqual({
      level,
      levelFrom,
    });
  });

  it.each([
    ['none'],
    [[]],
    [[{ environment: 'dev', level: 'warn' }]],
    [['warn', 'enforce']],
    [[{ level: 'warn' }, 'enforce']],
    [[{ before: '2027-02-30', level: 'warn' }, 'enforce']],
    [[{ before: 'soon', level: 'warn' }, 'enforce']],
    [[{ before: '2027-01-01T25:00:00Z', level: 'warn' }, 'enforce']],
    [[{ environment: '', level: 'warn' }, 'enforce']],
    [null],
  ])('%j is refused', (document) => {
    expect(v.safeParse(levelDocumentSchema, document).success).toBe(false);
  });
});
