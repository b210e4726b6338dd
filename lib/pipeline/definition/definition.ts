import * as v from 'valibot';
import { comparePointers } from '../../json/pointer.ts';
import { counted, type DefinitionProblem, type UnwordedProblem } from './definition-problem.ts';
import { type Definition, definitionSchema } from './definition-schema.ts';
import { problemBehind } from './describe-issue.ts';
import { withoutEmpties } from './drop-empty.ts';
import { recipeProblem } from './recipes.ts';
import { respell } from './respelling.ts';

export type { DefinitionProblem } from './definition-problem.ts';
export type { Definition } from './definition-schema.ts';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/**
 * Checks the shape of a definition. Finds every problem at once, sorted by pointer, and throws on no input that came from JSON.
 */
export function parseDefinition(body: unknown): ParsedDefinition {
  const parsed = v.safeParse(definitionSchema, body, firstProblemOnly);
  if (parsed.success && recipeProblem(body) === undefined) return { ok: true, definition: withoutEmpties(parsed.output) };
  return { ok: false, problems: problemsOf(body) };
}

/** Enough to refuse; what is refused is looked at again, with good will. */
const firstProblemOnly = { abortEarly: true } as const;

/** A text that is too short for its pattern has one problem, not two. */
const oneProblemAPlace = { abortPipeEarly: true } as const;

/** Problems in one answer; a person reads the first few, and a portal shows no more. */
const maximumProblems = 100;

function problemsOf(body: unknown): DefinitionProblem[] {
  const respelling = respell(definitionSchema, body);
  const { issues = [] } = v.safeParse(definitionSchema, respelling.body, oneProblemAPlace);
  const recipe = recipeProblem(respelling.body);
  const unworded: UnwordedProblem[] = [
    ...respelling.problems,
    ...issues.map((issue) => problemBehind(issue, respelling)),
    ...(recipe === undefined ? [] : [recipe]),
  ];
  // The patch that renames a member takes in what is wrong inside it, so misspellings come first and are put in words last.
  const listed = unworded
    .slice(0, maximumProblems)
    .reverse()
    .map((problem) => problem.describe())
    .reverse();
  if (unworded.length > maximumProblems) listed.push(moreProblems(unworded.length));
  return listed.sort((a, b) => comparePointers(a.pointer, b.pointer));
}

function moreProblems(count: number): DefinitionProblem {
  return {
    pointer: '',
    code: 'more-problems',
    detail: `the definition has ${count} problems, of which ${maximumProblems} are listed`,
    expected: 'a definition',
    received: counted(count, 'problem'),
  };
}
