import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { together } from '../../lib/file/cross-check.ts';
import { shapeProblems } from '../../lib/file/schema-problems.ts';
import { byPosition, readYaml } from '../../lib/file/yaml-source.ts';
import { isObject } from '../../lib/json/value.ts';
import { operations } from '../../lib/policy/subject/operation.ts';
import { problemLine, readText } from './compile.ts';

const contextEntries = {
  team: v.exactOptional(v.nullable(v.string())),
  environment: v.exactOptional(v.nullable(v.string())),
  account: v.exactOptional(v.string()),
  region: v.exactOptional(v.string()),
  /** When the case is judged, for rules whose level depends on the date. Default: the moment of the test. */
  now: v.exactOptional(
    v.pipe(
      v.string(),
      v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a date or a time'),
    ),
  ),
};

const findingSchema = v.strictObject({
  rule: v.string(),
  code: v.string(),
  pointer: v.string(),
  level: v.exactOptional(v.picklist(['enforce', 'warn', 'audit'])),
  /** Of a start: whether the body or the pipeline is meant; by default either. */
  concerns: v.exactOptional(v.picklist(['execution', 'pipeline'])),
});

const exceptedSchema = v.strictObject({
  exception: v.string(),
  rule: v.string(),
  code: v.string(),
  pointer: v.string(),
});

const caseEntries = {
  name: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  /** A merge patch (RFC 7396) of the base. */
  patch: v.exactOptional(v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be a mapping')),
  context: v.exactOptional(v.strictObject(contextEntries)),
  /** What is judged. Default: `write`. To start or delete a pipeline, the base and its patch make the pipeline as it stands. */
  operation: v.exactOptional(v.picklist(operations)),
  /** The tags of a start. */
  tags: v.exactOptional(v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be a mapping')),
  /** A merge patch of the base that makes the pipeline as it stood before; the case is then a change of it. */
  existing: v.exactOptional(v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be a mapping')),
  /** Every finding of every rule; none: the pipeline passes. */
  findings: v.exactOptional(v.array(findingSchema)),
  /** Every finding that an exception admits. */
  excepted: v.exactOptional(v.array(exceptedSchema)),
  /** The offered fix, applied to the definition, or to the body of a start, must lead to a pass. */
  fixed: v.exactOptional(v.boolean()),
};

const caseSchema = v.pipe(
  v.strictObject(caseEntries),
  together(({ operation = 'write', tags, existing }) => [
    ...(tags !== undefined && operation !== 'start' ? ['has tags, which only a start has'] : []),
    ...(existing !== undefined && operation !== 'write' ? ['has an existing pipeline, which only a write changes'] : []),
  ]),
);

const fixtureSchema = v.strictObject({
  base: v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be a mapping: a definition'),
  context: v.exactOptional(v.strictObject(contextEntries)),
  cases: v.pipe(v.array(caseSchema), v.nonEmpty('must hold at least one case')),
});

export type Fixture = v.InferOutput<typeof fixtureSchema> & { readonly file: string };
export type FixtureCase = v.InferOutput<typeof caseSchema>;

/** Reads all fixtures of a folder, in the order of their names. A folder that does not exist holds none. */
export function readFixtures(folder: string): { readonly fixtures: readonly Fixture[]; readonly problems: readonly string[] } {
  const read = namesIn(folder).map((name) => readFixture(join(folder, name), name));
  return {
    fixtures: read.flatMap((result) => ('fixture' in result ? [result.fixture] : [])),
    problems: read.flatMap((result) => ('problems' in result ? result.problems : [])),
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch {
    return []; // no folder, no fixtures: the rules will be found without any
  }
}

function readFixture(path: string, name: string): { readonly fixture: Fixture } | { readonly problems: readonly string[] } {
  const text = readText(path);
  if (!text.ok) return { problems: [`${name}: ${text.problem}`] };
  const read = readYaml(text.text, name);
  if (!read.ok) return { problems: read.problems.map(problemLine) };
  const { value, problemAt } = read.source;
  const problems = shapeProblems(fixtureSchema, value).map(problemAt).sort(byPosition);
  return problems.length > 0
    ? { problems: problems.map(problemLine) }
    : { fixture: { ...v.parse(fixtureSchema, value), file: name } };
}
