import { type Definition, parseDefinition } from '../definition/definition.ts';
import { nameProblem, recipeKindProblem } from '../definition/name-and-kind.ts';
import { allRequested, type OriginOf } from './complete.ts';
import type { Proposed } from './proposal.ts';

/**
 * What a replacement asks for: the definition as it was sent, with one exception. A definition without `status` means ENABLED,
 * but a pipeline that somebody disabled, or that its failures did, is not to be enabled by silence: it keeps its status, whose
 * origin then is `existing`. `address` is the normalised name that was written to, `current` the pipeline there.
 */
export function proposeReplacement(sent: Definition, address: string, current: Definition | undefined): Proposed {
  const keepsStatus = sent.status === undefined && current?.status !== undefined;
  const candidate = keepsStatus ? { ...sent, status: current.status } : sent;
  // A status that this version does not know is refused here in the usual words.
  const parsed = parseDefinition(candidate);
  if (!parsed.ok) return { ok: false, candidate, problems: parsed.problems };
  const { definition } = parsed;
  const problems = [
    nameProblem(definition, address, current),
    current === undefined ? undefined : recipeKindProblem(definition, current),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) return { ok: false, candidate, problems };
  return { ok: true, proposal: { definition, originOf: keepsStatus ? allButStatus : allRequested, existing: current } };
}

const allButStatus: OriginOf = (pointer) => (pointer === '/status' ? 'existing' : 'request');
