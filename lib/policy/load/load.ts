import { shapeProblems } from '../../file/schema-problems.ts';
import { byPosition, type FileProblem, type PlacedProblem, readYaml } from '../../file/yaml-source.ts';
import { isObject } from '../../json/value.ts';
import { nearest } from '../../text/spelling.ts';
import { quoted } from '../../text/wording.ts';
import { ruleGuides } from '../guides/index.ts';
import type { PolicyDocument } from '../policy.ts';
import { policySchema, ruleSchema, splitRule } from '../schemas/policy-schema.ts';
import { defaultProblems } from './default-problems.ts';
import { layered, originsOf } from './layers.ts';
import { scopeProblems } from './scope-problems.ts';
import { type ReadNamedFile, withLists } from './value-lists.ts';

export type LoadResult =
  | {
      readonly ok: true;
      readonly document: PolicyDocument;
      /** The policies that this one extends, from the nearest on, and the ids of their rules. */
      readonly below?: { readonly files: readonly string[]; readonly rules: readonly string[] };
      /** What the trial found and does not keep the policy from being used. */
      readonly warnings: readonly FileProblem[];
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** What is wrong with a policy in which every part by itself is right, for example a default that breaks a rule. */
export type PolicyTrial = (document: PolicyDocument) => {
  readonly problems: readonly PlacedProblem[];
  readonly warnings: readonly PlacedProblem[];
};

/** What loading a policy needs beside its text. */
export interface LoadOptions {
  /** What is to be tried when nothing else is wrong. */
  readonly trial?: PolicyTrial;
  /** Names of the teams that there are; by default any may be. */
  readonly teams?: readonly string[] | undefined;
  /** Reads what the policy names: lists, and the policy that it extends. Without it there is nothing to be had. */
  readonly readFile?: ReadNamedFile;
  /** How many policies lie over this one. */
  readonly depth?: number;
}

/**
 * Reads a policy from YAML, or says everything that is wrong with it at once, in the order of the file. Never throws on a bad
 * file. One that extends another becomes one policy with it.
 */
export function loadPolicy(text: string, file: string, options: LoadOptions = {}): LoadResult {
  const { readFile = noFiles } = options;
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value: written, placed, problems: faults, positionOf } = withLists(read.source.value, readFile);
  const positioned = (problem: PlacedProblem): FileProblem => {
    const { line, column, file: list } = positionOf(problem.path) ?? {};
    const found = read.source.problemAt(problem);
    return list === undefined ? found : { ...found, file: list, line: line ?? 1, column: column ?? 1 };
  };
  if (placed.length + faults.length > 0) return refused(placed.map(positioned), faults);
  const lower = lowerOf(written, options);
  if (lower !== undefined && 'placed' in lower) return refused([positioned(lower.placed)]);
  if (lower?.ok === false) return lower;
  const over = lower === undefined ? undefined : layered(written as Written, lower.document);
  if (over !== undefined && over.problems.length > 0) return refused(over.problems.map(positioned));
  const value = over === undefined ? written : over.value;
  const problemAt = (problem: PlacedProblem) =>
    positioned(over === undefined ? problem : { ...problem, path: over.pathInUpper(problem.path) });
  const checked = checkedDocument(value, lower, options);
  if (!checked.ok) return refused(checked.problems.map(problemAt));
  const { document, warnings } = checked;
  const below = lower && { files: [lower.file, ...(lower.below?.files ?? [])], rules: lower.document.rules.map(({ id }) => id) };
  return { ok: true, document, ...(below && { below }), warnings: warnings.map(problemAt).sort(byPosition) };
}

type Checked =
  | { readonly ok: true; readonly document: PolicyDocument; readonly warnings: readonly PlacedProblem[] }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };

/** Checks the parts, then the names in them, then what only trying shows: each where nothing is wrong before. */
function checkedDocument(
  value: unknown,
  lower: { readonly document: PolicyDocument } | undefined,
  { teams, trial = noTrial }: LoadOptions,
): Checked {
  const messages = policyProblems(value);
  if (messages.length > 0) return { ok: false, problems: messages };
  const both = value as PolicyDocument; // just checked, member by member
  const document = lower === undefined ? both : { ...both, setBy: originsOf(both, lower.document) };
  const misnomers = scopeProblems(document, teams);
  if (misnomers.length > 0) return { ok: false, problems: misnomers };
  const { problems, warnings } = trial(document);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document, warnings };
}

function refused(problems: readonly FileProblem[], others: readonly FileProblem[] = []): LoadResult & { readonly ok: false } {
  return { ok: false, problems: [...problems.toSorted(byPosition), ...others] };
}

const noFiles: ReadNamedFile = () => ({ ok: false, problem: 'there are no files beside this policy' });

const noTrial: PolicyTrial = () => ({ problems: [], warnings: [] });

/** A chain of policies that is longer is one that goes in a circle. */
const mostLayers = 5;

type Lower = (LoadResult & { readonly file: string }) | { readonly placed: PlacedProblem };

/** The policy that another one extends; `undefined` where it extends none. */
function lowerOf(policy: unknown, { teams, readFile = noFiles, depth = 0 }: LoadOptions): Lower | undefined {
  const name = isObject(policy) ? policy['extends'] : undefined;
  if (typeof name !== 'string' || name === '') return undefined;
  const place = (message: string) => ({ placed: { path: ['extends'], message } });
  if (depth >= mostLayers) return place(`leads to more than ${mostLayers} policies: perhaps they extend each other in a circle`);
  const found = readFile(name);
  if (!found.ok) return place(`cannot be read: ${quoted(name)}: ${found.problem}`);
  const { beside = noFiles, file } = found;
  return { ...loadPolicy(found.text, file, { teams, readFile: beside, depth: depth + 1 }), file };
}

/**
 * Everything that keeps a value from being a policy that can be prepared: its shape, its defaults, and every rule by its type.
 */
export function policyProblems(policy: unknown): readonly PlacedProblem[] {
  return [...shapeProblems(policySchema, policy), ...defaultProblems(policy), ...ruleProblems(policy)];
}

function ruleProblems(policy: unknown): readonly PlacedProblem[] {
  const rules: readonly unknown[] = isObject(policy) && Array.isArray(policy['rules']) ? policy['rules'] : [];
  const ids = rules.map((rule) => (isObject(rule) ? rule['id'] : undefined));
  return rules.flatMap((rule, index) => {
    const id = ids[index];
    const first = typeof id === 'string' ? ids.indexOf(id) : index;
    const repeated =
      first < index
        ? [{ path: ['rules', index, 'id'], message: `the id ${quoted(String(id))} is that of rule ${first + 1} already` }]
        : [];
    return [...problemsOfRule(rule, ['rules', index]), ...repeated];
  });
}

function problemsOfRule(rule: unknown, path: readonly (string | number)[]): readonly PlacedProblem[] {
  if (!isObject(rule)) return [{ path, message: 'must be a mapping with an id and a type' }];
  const { own, parameters } = splitRule(rule);
  const problems = [...shapeProblems(ruleSchema, own, path), ...idleExecutions(own, path)];
  const name = own['type'];
  if (typeof name !== 'string') return problems;
  const guide = ruleGuides.get(name);
  if (guide === undefined) return [...problems, unknownType(name, [...path, 'type'])];
  return [...problems, ...shapeProblems(guide.parameters, parameters, path, Object.keys(ruleSchema.entries))];
}

/** What says something of starts in a rule that is not about them would never be heard. */
function idleExecutions({ operations, executions }: Written, path: readonly (string | number)[]): readonly PlacedProblem[] {
  if (executions === undefined || !Array.isArray(operations) || operations.includes('start')) return [];
  return [{ path: [...path, 'executions'], message: 'is about starts, and the operations of the rule leave them out' }];
}

type Written = Readonly<Record<string, unknown>>;

function unknownType(name: string, path: readonly (string | number)[]): PlacedProblem {
  const suggestion = nearest(name, ruleGuides.keys());
  const rest = suggestion === undefined ? `there are ${[...ruleGuides.keys()].join(', ')}` : `did you mean ${suggestion}?`;
  return { path, message: `unknown rule type ${quoted(name)}; ${rest}`, suggestion };
}
