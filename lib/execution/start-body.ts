import * as v from 'valibot';
import { applyPatch } from '../json/patch.ts';
import { comparePointers } from '../json/pointer.ts';
import { isObject } from '../json/value.ts';
import { type DefinitionProblem, summaryOf } from '../pipeline/definition/definition-problem.ts';
import { problemBehind } from '../pipeline/definition/describe-issue.ts';
import { respell } from '../pipeline/definition/respelling.ts';
import { tagMap } from '../pipeline/definition/tag-map.ts';
import { ValidationFailed } from '../problem/errors.ts';
import { maximumTags } from '../service-limits.ts';

/** The tags in the body of a start, `{ tags?, clientToken? }`. Throws `ValidationFailed` with every problem of its shape. */
export function requireStartTags(body: unknown): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  const parsed = parseStart(body);
  if (parsed.ok) return parsed.tags;
  const { problems } = parsed;
  const count = problems.length;
  throw new ValidationFailed(problems.map((problem) => problem.detail).join('; '), {
    title: `The body has ${count} ${count === 1 ? 'problem' : 'problems'}`,
    extensions: { errors: problems, fix: fixOfStart(body, problems) },
  });
}

export type ParsedStart =
  | { readonly ok: true; readonly tags: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** The same without a throw. */
export function parseStart(body: unknown): ParsedStart {
  const problems = problemsOf(body);
  return problems.length === 0 ? { ok: true, tags: v.parse(startSchema, body).tags ?? {} } : { ok: false, problems };
}

const startSchema = v.strictObject({
  tags: v.exactOptional(tagMap),
  // The member names the try, and is read where the header of the same meaning is.
  clientToken: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
});

function problemsOf(body: unknown): DefinitionProblem[] {
  if (!isObject(body)) return [notAnObject(body)];
  // Members and limits are those that a definition has for the same, so they are put in the same words.
  const respelling = respell(startSchema, body);
  const { issues = [] } = v.safeParse(startSchema, respelling.body);
  const unworded = [...respelling.problems, ...issues.map((issue) => problemBehind(issue, respelling))];
  const problems = [...unworded.map((problem) => problem.describe()), ...ownTagProblems(body['tags'])];
  return problems.sort((a, b) => comparePointers(a.pointer, b.pointer));
}

function notAnObject(body: unknown): DefinitionProblem {
  const expected = 'an object such as {"tags": {"reason": "patch day"}}, or no body at all';
  const received = summaryOf(body);
  return { pointer: '', code: 'wrong-type', detail: `the body must be ${expected}, but is ${received}`, expected, received };
}

/** One tag fewer than Image Builder takes (StartImagePipelineExecution, tags), because imagegate adds one. */
export const maximumStartTags = maximumTags - 1;

function ownTagProblems(tags: unknown): DefinitionProblem[] {
  return isObject(tags) && Object.keys(tags).length === maximumStartTags + 1 ? [tooManyTags] : [];
}

const tooManyTags: DefinitionProblem = {
  pointer: '/tags',
  code: 'too-many',
  detail: `tags must be at most ${maximumStartTags}, because imagegate adds one, but are ${maximumStartTags + 1}`,
  expected: `at most ${maximumStartTags} tags`,
  received: `an object with ${maximumStartTags + 1} members`,
};

/** The certain fixes as one patch, tried before it is offered. */
export function fixOfStart(body: unknown, problems: readonly DefinitionProblem[]) {
  if (!isObject(body)) return null;
  const patch = problems.flatMap((problem) => problem.fix ?? []);
  const needsInput = problems.filter((problem) => problem.fix === undefined).map((problem) => problem.pointer);
  const verified = needsInput.length === 0 && problemsOf(applyPatch(body, patch)).length === 0;
  return { patch, verified, needsInput };
}
