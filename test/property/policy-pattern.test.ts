import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canMatch, exampleOfPattern } from '../../lib/text/pattern/examples.ts';
import { compilePattern } from '../../lib/text/pattern/pattern.ts';

const literal = fc.constantFrom('a', 'b', 'c', '-', '0', '\\.', '\\-', ' ', 'é', '\\u0041', '\\x62', '\\t');
const shorthand = fc.constantFrom('\\d', '\\D', '\\w', '\\W', '\\s', '\\S');
const classMember = fc.oneof(
  fc.constantFrom('a', 'b', '0', '_', '\\-', '\\]', '^0', ' '),
  fc.constantFrom('a-c', '0-9', ' -~', '\\u0061-\\x7a'),
  shorthand,
);
const characterClass = fc
  .tuple(fc.boolean(), fc.array(classMember, { minLength: 1, maxLength: 3 }))
  .map(([negated, members]) => `[${negated ? '^' : ''}a${members.join('')}]`);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{0}', '{2}', '{1,}', '{0,2}', '{1,3}');

/** Patterns of the documented language. */
const pattern = fc
  .letrec<{ choice: string; sequence: string; atom: string }>((tie) => ({
    choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
    sequence: fc
      .array(fc.tuple(tie('atom'), quantifier), { maxLength: 4 })
      .map((parts) => parts.map((part) => part.join('')).join('')),
    atom: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      literal,
      characterClass,
      shorthand,
      fc.constant('.'),
      tie('choice').map((inner) => `(${inner})`),
      tie('choice').map((inner) => `(?:${inner})`),
    ),
  }))
  .choice.filter((source) => source.length <= 120);

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '-', '0', '.', ' ', 'é', '\n', '\u2028', '_'), maxLength: 8 });

describe('a pattern', () => {
  it('means what it means in JavaScript', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
        const reference = new RegExp(`^(?:${source})$`);
        const compiled = compilePattern(source);
        for (const each of texts) expect([each, compiled.matches(each)]).toEqual([each, reference.test(each)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('has an example that matches, whenever it has one', () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const compiled = compilePattern(source);
        const example = exampleOfPattern(source);
        if (example === undefined) return;
        expect(compiled.matches(example)).toBe(true);
        expect(example.trim()).not.toBe('');
        expect(canMatch(source, [null])).toBe(true);
      }),
    );
  });

  it('can match the form of every text that it matches', () => {
    fc.assert(
      fc.property(pattern, text, text, (source, before, after) => {
        const compiled = compilePattern(source);
        if (after !== '' && compiled.matches(before + after)) expect(canMatch(source, [before, null])).toBe(true);
        expect(canMatch(source, [before, after])).toBe(compiled.matches(before + after));
      }),
    );
  });

  it('is understood as JavaScript does, or refused by name, whatever the text', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'ab01()[]{}|*+?.^$\\-,:=!<dwsWSDbux '), maxLength: 12 });
    fc.assert(
      fc.property(soup, text, (source, value) => {
        let compiled: ReturnType<typeof compilePattern>;
        try {
          compiled = compilePattern(source);
        } catch (error) {
          expect(error).toHaveProperty('name', 'PatternError');
          return;
        }
        expect(compiled.matches(value)).toBe(new RegExp(`^(?:${source})$`).test(value));
      }),
      { numRuns: 3000 },
    );
  });
});
