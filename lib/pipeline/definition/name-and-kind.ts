import type { Definition } from './definition.ts';
import { type DefinitionProblem, summaryOf } from './definition-problem.ts';
import { normaliseName } from './name.ts';

/** What is wrong with the name in a body that is sent to an address; `current` is the pipeline there, if there is one. */
export function nameProblem(definition: Definition, address: string, current?: Definition): DefinitionProblem | undefined {
  const { name } = definition;
  const meant = normaliseName(name);
  const place = { pointer: '/name', received: summaryOf(name) };
  if (meant !== address) {
    const suggestion = current?.name ?? address;
    const detail = `name belongs to the address /v1/pipelines/${meant}: write ${summaryOf(suggestion)}, or send it there`;
    return { ...place, code: 'other-name', detail, expected: `a name that is addressed as ${address}`, suggestion };
  }
  return current === undefined || name === current.name
    ? undefined
    : { ...unchangeableName(name, current), fix: [renaming(current)] };
}

/** A pipeline keeps its name to the letter: UpdateImagePipeline has no member for it (Image Builder API Reference). */
export function unchangeableName(sent: unknown, { name }: Definition): DefinitionProblem {
  return {
    pointer: '/name',
    code: 'unchangeable',
    detail: `name cannot be changed: write ${summaryOf(name)}, or create another pipeline`,
    expected: summaryOf(name),
    received: summaryOf(sent),
    suggestion: name,
  };
}

/**
 * What is wrong with a recipe of another kind than the pipeline has. The recipe itself can be changed, from image to container or
 * back it cannot (UpdateImagePipeline, Image Builder API Reference).
 */
export function recipeKindProblem(definition: Definition, current: Definition): DefinitionProblem | undefined {
  const sent = recipeMemberOf(definition);
  const kept = recipeMemberOf(current);
  if (sent === undefined || kept === undefined || sent === kept) return undefined;
  return {
    pointer: `/${sent}`,
    code: 'unchangeable',
    detail: `${sent} cannot take the place of ${kept}, because a pipeline cannot switch between images and containers: create another pipeline`,
    expected: kept,
    received: summaryOf(definition[sent]),
  };
}

function recipeMemberOf({ imageRecipeArn, containerRecipeArn }: Definition) {
  if (imageRecipeArn !== undefined) return 'imageRecipeArn';
  return containerRecipeArn === undefined ? undefined : 'containerRecipeArn';
}

function renaming({ name }: Definition) {
  return { op: 'replace', path: '/name', value: name } as const;
}
