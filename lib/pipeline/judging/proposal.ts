import type { Definition, DefinitionProblem } from '../definition/definition.ts';
import { invalidDefinition } from '../definition/required-definition.ts';
import type { OriginOf } from './complete.ts';

/** What a write asks a pipeline to become. */
export interface Proposal {
  readonly definition: Definition;
  /** Where each value that is no default comes from. */
  readonly originOf: OriginOf;
  /** The pipeline as it stands; absent where there is none yet. */
  readonly existing?: Definition | undefined;
  /** Whether what the definition lacks was there and is meant to go, as in a patch, and was not just left out. */
  readonly removes?: boolean;
}

export type Proposed = { readonly ok: true; readonly proposal: Proposal } | RefusedProposal;

/** A write that cannot be judged, because what it leads to is no pipeline, or not this one. */
export interface RefusedProposal {
  readonly ok: false;
  /** What would be written; the pointers of the problems point into it. */
  readonly candidate: unknown;
  readonly problems: readonly DefinitionProblem[];
  /** A sentence on how such a request is read, where its author may have meant something else. */
  readonly note?: string;
}

/** The proposal, or a throw of `ValidationFailed` with every problem. */
export function requireProposal(proposed: Proposed): Proposal {
  if (proposed.ok) return proposed.proposal;
  throw invalidDefinition(proposed.candidate, proposed.problems, proposed.note);
}
