import type { Caller } from '../identity/caller.ts';
import { allRequested } from './complete.ts';
import type { Court, OnJudged } from './court.ts';
import type { Definition } from './definition.ts';
import { type ReferencePorts, requireOwnReferences } from './foreign-references.ts';
import type { ImageBuilder, WriteOptions } from './image-builder.ts';
import { judgeProposal, requireAllowed } from './judgement.ts';
import { lookAtCreated } from './look-back.ts';
import { normaliseName } from './name.ts';
import { type Advisory, noticesOfDefaults, noticesOfPairs } from './notice.ts';
import { definitionOf, recordOf } from './record.ts';
import { requireDefinition } from './required-definition.ts';
import { judgeStanding } from './standing.ts';
import { type PipelineView, pipelineView } from './view.ts';

export interface CreatePorts extends Court {
  readonly imageBuilder: Pick<ImageBuilder, 'createPipeline' | 'getPipeline'> & ReferencePorts['imageBuilder'];
}

export interface CreateRequest extends WriteOptions {
  /** The body as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  /** Whether the caller gave a key, so that the service may have answered the same request before. */
  readonly mayBeRepeat: boolean;
  readonly onJudged?: OnJudged;
}

/** A pipeline as it stands: its view, and the definition that its entity tag is made of. */
export interface Pipeline {
  readonly name: string;
  readonly view: PipelineView;
  readonly definition: Definition;
}

/** A pipeline that was just created. */
export interface Created extends Pipeline {
  /** What the rules advise, and what the policy filled in. */
  readonly advisories: readonly Advisory[];
}

/**
 * Checks a definition, judges it, creates the pipeline and reads it back. Rejects with `ValidationFailed`, `PolicyViolation`,
 * `PolicyEvaluationFailed`, `Forbidden` where it would be another team's or nobody's or refer to what is another's,
 * `IdempotencyKeyReused` where its key has created a pipeline that is gone, or what Image Builder had against it.
 */
export async function createPipeline(request: CreateRequest, ports: CreatePorts): Promise<Created> {
  const definition = requireDefinition(request.body);
  const name = normaliseName(definition.name);
  const judgement = judgeProposal({ definition, originOf: allRequested }, request.caller, ports);
  request.onJudged?.(name, judgement);
  requireAllowed(judgement, request.caller, ports);
  await requireOwnReferences(judgement.resulting, undefined, request, ports);
  const { arn } = await ports.imageBuilder.createPipeline(judgement.resulting, request);
  const record = await lookAtCreated(name, () => recordOf(judgement.resulting, arn), request, ports);
  const standing = definitionOf(record);
  const { verdict } = judgeStanding(standing, ports);
  return {
    name,
    view: pipelineView(record, { verdict, now: ports.clock() }),
    definition: standing,
    advisories: [
      ...judgement.verdict.advisories,
      ...noticesOfDefaults(judgement.defaulted),
      ...noticesOfPairs(judgement.resulting),
    ],
  };
}
