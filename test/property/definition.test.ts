import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPointer, toPointer } from '../../lib/json/pointer.ts';
import type { JsonValue } from '../../lib/json/value.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { definitionOf, recordOf } from '../../lib/pipeline/stored/record.ts';
import { patched } from '../unit/pipeline/patched.ts';
import { placesIn, soundDefinition } from './definition-arbitrary.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';

function problemsOf(body: unknown): readonly DefinitionProblem[] {
  const parsed = parseDefinition(body);
  return parsed.ok ? [] : parsed.problems;
}

/** JSON that resembles a definition enough to reach all of the schema. */
const nearly = soundDefinition.chain((sound) =>
  fc
    .array(fc.tuple(fc.constantFrom(...placesIn(sound)), fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...oddities))), {
      maxLength: 4,
    })
    .map((changes) => changes.reduce<unknown>((body, [path, value]) => replacedAt(body, path, value), sound)),
);

const oddities: JsonValue[] = ['', null, 0, '60', 'true', 'enabled', [], {}, [{}], [{ Key: 'a', Value: 'b' }], { Name: 'x' }];

/** Leaves the document as it is where an earlier change took the place away. */
function replacedAt(body: unknown, path: readonly string[], value: unknown): unknown {
  try {
    return patched(body, [{ op: 'replace', path: toPointer(path), value: value as JsonValue }]);
  } catch {
    return body;
  }
}

/** One member at a time under a name of CloudFormation or Terraform. */
const misspelt = soundDefinition.chain((sound) => {
  const members = placesIn(sound).filter((path) => !/^\d+$/.test(path.at(-1) ?? '') && !/tags$/i.test(path[0] ?? ''));
  return fc.tuple(fc.constant(sound), fc.constantFrom(...members), fc.constantFrom(capital, snake));
});

const capital = (member: string) => member.replace(/^./, (first) => first.toUpperCase());
const snake = (member: string) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('parsing a definition', () => {
  it('throws on no JSON, and sorts, bounds and words what it finds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearly), (body) => {
        const problems = problemsOf(body);
        expect(problems.length).toBeLessThanOrEqual(101);
        for (const problem of problems) {
          expect(() => fromPointer(problem.pointer)).not.toThrow();
          expect(problem.detail.length).toBeGreaterThan(10);
          expect(problem.received.length).toBeLessThan(600);
        }
        expect(() => JSON.stringify(problems)).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });

  it('lets every sound definition pass as it is', () => {
    fc.assert(
      fc.property(soundDefinition, (body) => {
        expect(parseDefinition(body)).toEqual({ ok: true, definition: body });
      }),
    );
  });

  it('refuses a value that is wrong everywhere at its place or above', () => {
    const wrong = soundDefinition.chain((sound) => fc.tuple(fc.constant(sound), fc.constantFrom(...placesIn(sound))));
    fc.assert(
      fc.property(wrong, ([sound, path]) => {
        const place = toPointer(path);
        // No member of a definition takes an object within a list within a list.
        const body = patched(sound, [{ op: 'replace', path: place, value: [[{ zzz: 1 }]] }]);
        const problems = problemsOf(body);
        expect(problems).not.toEqual([]);
        for (const { pointer } of problems)
          expect(pointer === place || place.startsWith(`${pointer}/`) || isInside(pointer, place)).toBe(true);
      }),
    );
  });

  it('refuses an unknown member at every depth, at its place', () => {
    const strange = soundDefinition.chain((sound) => {
      const objects = placesIn(sound).filter((path) => !/tags$/i.test(path[0] ?? '') && isObjectAt(sound, path));
      return fc.tuple(
        fc.constant(sound),
        fc.constantFrom([], ...objects),
        fc.constantFrom('zzzzzz', '__proto__', 'constructor', 'toString'),
      );
    });
    fc.assert(
      fc.property(strange, ([sound, path, member]) => {
        const pointer = toPointer([...path, member]);
        expect(problemsOf(patched(sound, [{ op: 'add', path: pointer, value: 1 }]))).toMatchObject([
          { pointer, code: 'unknown-member' },
        ]);
      }),
    );
  });

  it('mends a member in another spelling to the very definition that was meant', () => {
    fc.assert(
      fc.property(misspelt, ([sound, path, spell]) => {
        const member = path.at(-1) ?? '';
        fc.pre(spell(member) !== member);
        const value = path.reduce<unknown>((holder, segment) => Object(holder)[segment], sound) as JsonValue;
        const wrong = toPointer([...path.slice(0, -1), spell(member)]);
        const body = patched(sound, [
          { op: 'remove', path: toPointer(path) },
          { op: 'add', path: wrong, value },
        ]);
        const problems = problemsOf(body);
        expect(problems.map(({ pointer, code }) => ({ pointer, code }))).toEqual([{ pointer: wrong, code: 'unknown-member' }]);
        expect(patched(body, problems[0]?.fix ?? [])).toEqual(sound);
      }),
    );
  });
});

describe('a certain fix', () => {
  const identity = ({ pointer, code }: DefinitionProblem) => `${pointer} ${code}`;

  it('removes its problem, alone and together with all others', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearly,
          misspelt.map(([sound, , spell]) => respelt(sound, spell)),
        ),
        (body) => {
          const problems = problemsOf(body);
          for (const problem of problems.filter(({ fix }) => fix !== undefined && fix.length > 0)) {
            expect(problemsOf(patched(body, problem.fix ?? [])).map(identity)).not.toContain(identity(problem));
          }
          const together = problemsOf(
            patched(
              body,
              problems.flatMap(({ fix }) => fix ?? []),
            ),
          ).map(identity);
          for (const problem of problems.filter(({ fix }) => fix !== undefined))
            expect(together).not.toContain(identity(problem));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a definition that was written and read back', () => {
  it('is the one that was completed, and completing it again changes nothing', () => {
    fc.assert(
      fc.property(soundDefinition, (body) => {
        const definition = body as Definition;
        const { resulting } = completeDefinition(definition);
        expect(definitionOf(recordOf(definition, arn))).toEqual(resulting);
        expect(completeDefinition(resulting).resulting).toEqual(resulting);
      }),
    );
  });
});

function respelt(value: unknown, spell: (member: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => respelt(each, spell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [spell(member), /tags$/i.test(member) ? each : respelt(each, spell)]),
  );
}

function isInside(pointer: string, place: string): boolean {
  return pointer.startsWith(`${place}/`);
}

function isObjectAt(document: unknown, path: readonly string[]): boolean {
  const value = path.reduce<unknown>((holder, segment) => Object(holder)[segment], document);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
