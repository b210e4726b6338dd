import { shapeProblems } from '../../file/schema-problems.ts';
import { byPosition, type FileProblem, type PlacedProblem, readYaml } from '../../file/yaml-source.ts';
import { isObject } from '../../json/value.ts';
import { nearest } from '../../text/spelling.ts';
import { quoted } from '../../text/wording.ts';
import { ruleGuides } from '../guides/index.ts';
import type { PolicyDocument } from '../policy.ts';
import { policySchema, ruleSchema, splitRule } from '../schemas/policy-schema.ts';
import { defaultProblems } from './default-problems.ts';
import { scopeProblems } from './scope-problems.ts';
import { type ReadNamedFile, withLists } from './value-lists.ts';

export type LoadResult =
  | {
      readonly ok: true;
      readonly document: PolicyDocument;
      /** What the trial found and does not keep the policy from being used. */
      readonly warnings: readonly FileProblem[];
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** What is wrong with a policy in which every part by itself is right, for example a default that breaks a rule. */
export type PolicyTrial = (document: PolicyDocument) => {
  readonly problems: readonly PlacedProblem[];
  readonly warnings: readonly PlacedProblem[];
};

/**
 * Reads a policy from YAML, or says everything that is wrong with it at once, in the order of the file. Never throws on a bad
 * file.
 * @param options.trial What is to be tried when nothing else is wrong.
 * @param options.readFile Reads the lists that the policy names; without it there are none to be had.
 * @param options.teams Names of the teams that there are; by default any may be.
 */
export function loadPolicy(
  text: string,
  file: string,
  {
    trial = noTrial,
    teams,
    readFile = noFiles,
  }: {
    readonly trial?: PolicyTrial;
    readonly teams?: readonly string[] | undefined;
    readonly readFile?: ReadNamedFile;
  } = {},
): LoadResult {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value, placed, problems: faults, positionOf } = withLists(read.source.value, readFile);
  const problemAt = (problem: PlacedProblem): FileProblem => {
    const { line, column, file: list } = positionOf(problem.path) ?? {};
    const found = read.source.problemAt(problem);
    return list === undefined ? found : { ...found, file: list, line: line ?? 1, column: column ?? 1 };
  };
  if (placed.length + faults.length > 0) return { ok: false, problems: [...placed.map(problemAt).sort(byPosition), ...faults] };
  const messages = policyProblems(value);
  if (messages.length > 0) return { ok: false, problems: messages.map(problemAt).sort(byPosition) };
  const document = value as PolicyDocument; // just checked, member by member
  const misnomers = scopeProblems(document, teams);
  const { problems, warnings } = misnomers.length > 0 ? { problems: misnomers, warnings: [] } : trial(document);
  if (problems.length > 0) return { ok: false, problems: problems.map(problemAt).sort(byPosition) };
  return { ok: true, document, warnings: warnings.map(problemAt).sort(byPosition) };
}

const noFiles: ReadNamedFile = () => ({ ok: false, problem: 'there are no files beside this policy' });

const noTrial: PolicyTrial = () => ({ problems: [], warnings: [] });

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
