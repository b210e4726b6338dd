import { mergePatch } from '../../json/merge-patch.ts';
import { comparePointers, fromPointer, valueAt } from '../../json/pointer.ts';
import { isObject } from '../../json/value.ts';
import { type Definition, parseDefinition } from '../definition/definition.ts';
import { type DefinitionProblem, summaryOf } from '../definition/definition-problem.ts';
import { definitionSchema } from '../definition/definition-schema.ts';
import { recipeKindProblem, unchangeableName } from '../definition/name-and-kind.ts';
import { respell } from '../definition/respelling.ts';
import type { OriginOf } from './complete.ts';
import type { Proposed } from './proposal.ts';

/**
 * What a merge patch asks for: the pipeline as it stands, with the members of the patch. What the patch does not touch has the
 * origin `existing`. The problems of the merged definition are told with pointers into it, and those that were there before as
 * such.
 */
export function proposePatch(patch: unknown, current: Definition): Proposed {
  if (!isObject(patch)) return { ok: false, candidate: patch, problems: [noObject(patch)], note };
  const { allowed, problems: refused } = withoutForbidden(patch, current);
  const originOf = originsIn(patch);
  const candidate = mergePatch(current, allowed);
  const parsed = parseDefinition(candidate);
  const found = parsed.ok ? kindProblems(parsed.definition, current) : parsed.problems.map((problem) => told(problem, originOf));
  const problems = [...refused, ...found, ...vainRemovals(patch, found)];
  if (parsed.ok && problems.length === 0)
    return { ok: true, proposal: { definition: parsed.definition, originOf, existing: current, removes: true } };
  return { ok: false, candidate, problems: problems.sort((a, b) => comparePointers(a.pointer, b.pointer)), note };
}

const note =
  'Pointers are those of the definition that the patch would lead to. A merge patch (RFC 7396) removes the members that it gives as ' +
  'null and replaces lists whole: it can set no member to null, and change no single item of a list.';

function noObject(patch: unknown): DefinitionProblem {
  const hint = Array.isArray(patch) ? '; a list of operations (RFC 6902) is another kind of patch' : '';
  return {
    pointer: '',
    code: 'wrong-type',
    detail: `a merge patch must be an object with the members that change${hint}`,
    expected: 'an object',
    received: summaryOf(patch),
  };
}

/** The patch without what no patch may do, so that everything else in it can still be checked. */
function withoutForbidden(patch: Readonly<Record<string, unknown>>, current: Definition) {
  const problems: DefinitionProblem[] = [];
  const renames = Object.hasOwn(patch, 'name') && patch['name'] !== current.name;
  if (renames) problems.push(unchangeableName(patch['name'], current));
  const unsetsStatus = Object.hasOwn(patch, 'status') && patch['status'] === null;
  if (unsetsStatus) problems.push(unsetStatus);
  const allowed = Object.entries(patch).filter(
    ([member]) => !(renames && member === 'name') && !(unsetsStatus && member === 'status'),
  );
  return { allowed: Object.fromEntries(allowed), problems };
}

/** Image Builder enables a pipeline whose update names no status (UpdateImagePipeline, Image Builder API Reference). */
const unsetStatus: DefinitionProblem = {
  pointer: '/status',
  code: 'null-member',
  detail: 'status is null, and a pipeline without a status would be enabled: write ENABLED or DISABLED',
  expected: 'ENABLED or DISABLED',
  received: 'null',
};

/**
 * A value counts as requested when the patch has it, or replaces or removes something around it; an object when anything in it
 * does.
 */
function originsIn(patch: Readonly<Record<string, unknown>>): OriginOf {
  return function originOf(pointer) {
    let value: unknown = patch;
    for (const segment of fromPointer(pointer)) {
      if (!isObject(value)) return 'request';
      if (!Object.hasOwn(value, segment)) return 'existing';
      value = value[segment];
    }
    return 'request';
  };
}

function told(problem: DefinitionProblem, originOf: OriginOf): DefinitionProblem {
  if (originOf(problem.pointer) === 'request') return problem;
  const detail = `${problem.detail} (the pipeline has this already: fix it in the same patch)`;
  return { ...problem, detail, origin: 'existing' };
}

function kindProblems(definition: Definition, current: Definition): DefinitionProblem[] {
  const problem = recipeKindProblem(definition, current);
  return problem === undefined ? [] : [problem];
}

/** To remove `Schedule` would remove nothing and look as if it had: a misspelt member is refused, whatever is to become of it. */
function vainRemovals(patch: Readonly<Record<string, unknown>>, found: readonly DefinitionProblem[]): DefinitionProblem[] {
  const known = new Set(found.map(({ pointer }) => pointer));
  const { problems } = respell(definitionSchema, patch);
  const vain = problems.filter(({ pointer }) => !known.has(pointer) && valueAt(patch, pointer) === null);
  return vain.slice(0, maximumVainRemovals).map((unworded) => {
    // A fix would patch what was sent, not what it leads to.
    const { fix: _, ...problem } = unworded.describe();
    return problem;
  });
}

/** Of a hostile patch with thousands of them; a definition has no more members. */
const maximumVainRemovals = 25;
