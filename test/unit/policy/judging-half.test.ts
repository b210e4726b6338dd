import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a file imports when it runs; types are gone by then. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return Array.from(text.matchAll(/^(?:import|export) (?!type )[^;]*?'([^']+)';$/gms), ([, name = '']) =>
    name.startsWith('.') ? join(dirname(file), name) : name,
  );
}

/** Everything that is loaded with some files, packages by their names. */
function loadedWith(files: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(files);
  for (const file of loaded) {
    if (file.endsWith('.ts')) for (const found of importsOf(file)) loaded.add(found);
  }
  return loaded;
}

const rules = readdirSync('lib/policy/rules').map((name) => `lib/policy/rules/${name}`);
const judging = loadedWith(['lib/policy/policy.ts', 'lib/policy/engine.ts', ...rules]);

describe('what a function that only judges loads of the rules', () => {
  it('has all rule types', () => {
    expect(rules.length).toBeGreaterThan(10);
    for (const rule of rules) expect([...judging]).toContain(rule);
  });

  it.each([
    ['schemas', /^valibot$|schema/],
    ['guides', /lib\/policy\/(?:guides\/|guide|.*-guide\.ts$)/],
    ['loaders', /lib\/policy\/(?:load|shape|keyed|together|yaml)/],
    ['explanations', /lib\/policy\/(?:explain|narrow|form-pattern|wildcard-pattern|resource-pattern|pattern-texts)/],
  ])('holds no %s', (_, pattern) => {
    expect([...judging].filter((file) => pattern.test(file))).toEqual([]);
  });
});
