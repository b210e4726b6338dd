import { ownerLookAlikes, type Registry, statedOwner, type Tags } from '../identity/ownership.ts';
import { toPointer } from '../json/pointer.ts';
import type { Definition } from '../pipeline/definition/definition.ts';
import { type DefinitionProblem, summaryOf } from '../pipeline/definition/definition-problem.ts';
import { ownerLookAlikeProblem } from '../pipeline/judging/owner-problem.ts';
import { Forbidden, ValidationFailed } from '../problem/errors.ts';
import { maximumStartTags } from './start-body.ts';

/** What the tags of a run are made of. */
export interface Tagging extends Pick<Registry, 'ownerTag'> {
  /** The tags in the body of the start. */
  readonly given: Tags;
  /** The pipeline as it stands. */
  readonly definition: Definition;
}

/**
 * The tags that the image of a run gets: those that the pipeline has for its images, those of the start over them, and whose the
 * pipeline is. Image Builder itself puts `imageTags` on images of scheduled runs only; of a run that is started it takes the tags
 * of the start and nothing else. Source: EC2 Image Builder API Reference, CreateImagePipeline (imageTags),
 * StartImagePipelineExecution (tags).
 */
export function runTags({ given, definition, ownerTag }: Tagging): Tags {
  const owner = statedOwner(definition.tags, { ownerTag });
  return { ...definition.imageTags, ...given, ...(owner === undefined ? {} : { [ownerTag]: owner }) };
}

/**
 * The same for a start that is to be. Throws `Forbidden` where the image would bear another owner than its pipeline, whoever
 * asks, and `ValidationFailed` where the tags are too many.
 */
export function requireRunTags(tagging: Tagging): Tags {
  requireOwnersTag(tagging);
  const problem = roomProblem(tagging);
  if (problem === undefined) return runTags(tagging);
  throw new ValidationFailed(problem.detail, { title: 'The image would have too many tags', extensions: { errors: [problem] } });
}

/** Throws `Forbidden` where a start names another owner than its pipeline has. */
export function requireOwnersTag(tagging: Tagging): void {
  const problem = ownerProblem(tagging);
  if (problem === undefined) return;
  const { detail } = problem;
  throw new Forbidden(
    `An image belongs to the team that its pipeline belongs to, but ${detail}. Leave the tag out: it is filled in.`,
    {
      extensions: { errors: [problem] },
    },
  );
}

/** What is wrong where a start names another owner than its pipeline has, or seems to. */
export function ownerProblem({ given, definition, ownerTag }: Tagging): DefinitionProblem | undefined {
  const [alike] = ownerLookAlikes(given, { ownerTag });
  if (alike !== undefined) return ownerLookAlikeProblem(['tags', alike], { ownerTag });
  const named = statedOwner(given, { ownerTag });
  const owner = statedOwner(definition.tags, { ownerTag }) ?? statedOwner(definition.imageTags, { ownerTag });
  if (named === undefined || named === owner) return undefined;
  const whose = owner === undefined ? 'the pipeline has none' : `that of the pipeline is ${summaryOf(owner)}`;
  const pointer = toPointer(['tags', ownerTag]);
  return {
    pointer,
    code: 'other-owner',
    detail: `tag ${ownerTag} is ${summaryOf(named)}, and ${whose}`,
    expected: owner === undefined ? 'no such tag' : `no such tag, or ${summaryOf(owner)}`,
    received: summaryOf(named),
    fix: [{ op: 'remove', path: pointer }],
  };
}

/** What is wrong where the tags of a run are more than Image Builder takes. */
export function roomProblem(tagging: Tagging): DefinitionProblem | undefined {
  const count = Object.keys(runTags(tagging)).length;
  if (count <= maximumStartTags) return undefined;
  const own = Object.keys(tagging.definition.imageTags ?? {}).length;
  return {
    pointer: '/tags',
    code: 'too-many',
    detail:
      `the image would have ${count} tags, ${own} of them from the imageTags of the pipeline; at most ${maximumStartTags} are allowed, ` +
      'because imagegate adds one: give fewer, or take some out of imageTags',
    expected: `at most ${maximumStartTags} tags, the imageTags of the pipeline among them`,
    received: `${count} tags`,
  };
}
