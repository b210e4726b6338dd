import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadPolicy } from '../../lib/policy/load.ts';
import { preparePolicy } from '../../lib/policy/policy.ts';

const good = {
  name: 'p',
  version: '1',
  rules: [
    {
      id: 'tags',
      type: 'tags',
      require: { team: { equals: '{team}' }, cc: { pattern: 'CC-[0-9]{4}' } },
      forbid: ['tmp-*'],
      level: [{ environment: 'dev', level: 'warn' }, 'enforce'],
    },
    { id: 'logs', type: 'log-groups', image: { allow: ['/{team}/*'], explicit: true } },
    { id: 'auto', type: 'auto-disable', maximum: 5 },
  ],
};

/** The document with the value at one place replaced. */
function spoilt(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step % value.length ? spoilt(item, rest, by) : item));
  const names = Object.keys(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member], index) => [
      name,
      index === step % names.length ? spoilt(member, rest, by) : member,
    ]),
  );
}

describe('the loader', () => {
  it('never throws, and says at least one thing with a place about what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab:-[]{}#&*!|>\'"%@`\n\t ,?') })), (text) => {
        const loaded = loadPolicy(text, 'p.yaml');
        if (loaded.ok) return;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const { line, column } of loaded.problems) expect(line >= 1 && column >= 1).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('lets through only what can be prepared', () => {
    const junk = fc.oneof(
      fc.constantFrom(null, '', 0, -1, 5, true, [], {}, '{team}', 'tags', ['a'], { a: 1 }, [null]),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 5 }), junk, (path, by) => {
        const loaded = loadPolicy(stringify(spoilt(good, path, by)), 'p.yaml');
        if (loaded.ok) expect(() => preparePolicy(loaded.document, 'sha256-x')).not.toThrow();
        else expect(loaded.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
