import * as v from 'valibot';
import { isObject } from '../json/value.ts';
import { nearest } from '../text/spelling.ts';
import { alternatives, quoted } from '../text/wording.ts';
import { isKeyed } from './map-schema.ts';
import type { PlacedProblem } from './yaml-source.ts';

type Path = readonly (string | number)[];

/**
 * Everything that keeps a value from having the shape of a schema, in words for the author of a YAML file. Unknown keys are
 * looked for apart, because a strict schema reports only the first. `alsoKnown`: keys that have their place beside those of the
 * schema.
 */
export function shapeProblems(
  schema: v.GenericSchema,
  value: unknown,
  path: Path = [],
  alsoKnown: readonly string[] = [],
): readonly PlacedProblem[] {
  const unknownOnes = unknownKeys(schema, value, path, alsoKnown);
  const { issues = [] } = v.safeParse(schema, value, { message: wording });
  const others = issues
    .map((issue) => ({ path: [...path, ...pathOf(issue)], message: issue.message, suggestion: suggestionFor(issue) }))
    .filter((problem) => !unknownOnes.some((unknownOne) => begins(problem.path, unknownOne.path)));
  return [...unknownOnes, ...others];
}

/** Follows schema and value side by side. A list where a mapping belongs is found here too, because valibot takes it for one. */
function unknownKeys(
  schema: v.GenericSchema,
  value: unknown,
  path: Path,
  alsoKnown: readonly string[] = [],
): readonly PlacedProblem[] {
  if (isKeyed(schema))
    return isObject(value) ? membersOf(value).flatMap(([key, member]) => unknownKeys(schema.entry, member, [...path, key])) : [];
  if (isObjectSchema(schema)) {
    if (Array.isArray(value)) return [{ path, message: 'must be a mapping, not a list' }];
    if (!isObject(value)) return [];
    return membersOf(value).flatMap(([key, member]) => {
      const entry = Object.hasOwn(schema.entries, key) ? schema.entries[key] : undefined;
      if (entry !== undefined) return unknownKeys(entry, member, [...path, key]);
      return [unknownKey(key, [...path, key], [...alsoKnown, ...Object.keys(schema.entries)])];
    });
  }
  if ('wrapped' in schema) return unknownKeys(schema.wrapped as v.GenericSchema, value, path); // optional and its like
  if ('getter' in schema) return unknownKeys((schema as v.LazySchema<v.GenericSchema>).getter(value), value, path);
  if ('item' in schema && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownKeys(schema.item as v.GenericSchema, item, [...path, index])); // a list's items
  }
  return [];
}

function unknownKey(key: string, path: Path, known: readonly string[]): PlacedProblem {
  const suggestion = nearest(key, known);
  const rest = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
  return { path, message: `unknown key ${quoted(key)}; ${rest}`, suggestion, onKey: true };
}

/** Words for what valibot itself finds; checks of our own bring theirs. */
function wording(issue: v.BaseIssue<unknown>): string {
  const { type, input, expected } = issue;
  if (type === 'strict_object' && expected?.startsWith('"') === true) return `the key ${expected.slice(1, -1)} is missing`;
  const wanted = nouns.get(type) ?? (type === 'picklist' ? alternatives(optionsOf(issue)) : (expected ?? 'something else'));
  if (input === null || input === undefined)
    return `must be ${wanted}, and nothing is given${type === 'strict_object' ? ': write {} for an empty one' : ''}`;
  return `must be ${wanted}, not ${shown(input)}${hint(type, input)}`;
}

const nouns: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['strict_object', 'a mapping'],
]);

function shown(input: unknown): string {
  if (typeof input === 'string') return `the text ${quoted(input)}`;
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'a mapping' : `${typeof input === 'number' ? 'the number ' : ''}${String(input)}`;
}

/** YAML decides by the look of a word what it is; the author has to know how to make it decide otherwise. */
function hint(type: string, input: unknown): string {
  if (type === 'string' && (typeof input === 'number' || typeof input === 'boolean')) return ': put it in quotes';
  if (type === 'boolean' && /^(?:yes|no|on|off|true|false)$/i.test(String(input))) return ': write true or false, without quotes';
  if (type === 'number' && typeof input === 'string' && input.trim() !== '' && Number.isFinite(Number(input)))
    return ': leave out the quotes';
  return type === 'array' && typeof input === 'string' ? `: write [${input}]` : '';
}

function suggestionFor(issue: v.BaseIssue<unknown>): string | undefined {
  return issue.type === 'picklist' && typeof issue.input === 'string' ? nearest(issue.input, optionsOf(issue)) : undefined;
}

/** valibot writes the options of a picklist as `("a" | "b")`, and a single one as `"a"`. */
function optionsOf({ expected }: v.BaseIssue<unknown>): readonly string[] {
  return Array.from((expected ?? '').matchAll(/"([^"]*)"/g), ([, option = '']) => option);
}

function pathOf({ path }: v.BaseIssue<unknown>): Path {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function isObjectSchema(schema: v.GenericSchema): schema is v.GenericSchema & { readonly entries: v.ObjectEntries } {
  return schema.type === 'strict_object' && 'entries' in schema;
}

function membersOf(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value);
}

function begins(path: Path, start: Path): boolean {
  return start.every((segment, index) => path[index] === segment);
}
