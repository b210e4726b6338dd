import type { Tags } from '../identity/ownership.ts';
import { isWithin, valueAt } from '../json/pointer.ts';
import type { Definition } from '../pipeline/definition/definition.ts';
import type { CompletedDefinition } from '../pipeline/judging/complete.ts';
import { completeStanding } from '../pipeline/judging/judge-stored.ts';
import type { JudgingContext, Origin } from '../policy/subject/subject.ts';
import { roomProblem, runTags, type Tagging } from './run-tags.ts';

/** Where rules and their findings have the tags of a run. */
export const runTagsPlace = '/imageTags';

/**
 * What is judged at a start: the pipeline as it stands, with the tags of the run in the place of its `imageTags`. Fixes are made
 * for a definition that has the tags of the body there.
 */
export function completeStart(tagging: Tagging, context: JudgingContext): CompletedDefinition {
  const { given, definition } = tagging;
  const { subject: standing, ...completed } = completeStanding(definition, 'start');
  const { imageTags: _, ...rest } = definition;
  return {
    ...completed,
    subject: {
      ...standing,
      definition: { ...standing.definition, imageTags: runTags(tagging) },
      originOf: (pointer) => (isWithin(runTagsPlace, pointer) ? originOfTag(pointer, tagging) : standing.originOf(pointer)),
      sent: Object.keys(given).length === 0 ? rest : { ...rest, imageTags: given },
      // Whoever starts an execution chooses its tags only: what is wrong with the pipeline stays.
      revised(sent) {
        const { imageTags = {} } = sent as Definition; // what was sent, with the changes of rules
        const revised = { ...tagging, given: imageTags };
        return roomProblem(revised) === undefined ? completeStart(revised, context).subject : undefined;
      },
      existing: { subject: standing, context },
    },
  };
}

/** What neither the body has nor the pipeline, the body is to give. */
function originOfTag(pointer: string, tagging: Tagging): Origin {
  const { given } = tagging;
  if (pointer === runTagsPlace) return Object.keys(given).length > 0 ? 'request' : 'existing';
  const has = (imageTags: Tags) => valueAt({ imageTags }, pointer) !== undefined;
  return !has(given) && has(runTags(tagging)) ? 'existing' : 'request';
}
