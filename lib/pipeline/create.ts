import type { Caller } from '../identity/caller.ts';
import { ApiError } from '../problem/api-error.ts';
import type { Definition } from './definition/definition.ts';
import { normaliseName } from './definition/name.ts';
import { requireDefinition } from './definition/required-definition.ts';
import { changesBetween } from './judging/changes.ts';
import { allRequested } from './judging/complete.ts';
import { type ReferencePorts, requireOwnReferences } from './judging/foreign-references.ts';
import { judgeProposal, requireAllowed } from './judging/judge-proposal.ts';
import { judgeStanding } from './judging/judge-stored.ts';
import { type Advisory, keyNotKept, noticesOfDefaults, noticesOfPairs } from './judging/notice.ts';
import type { Court, OnJudged } from './judging/ports.ts';
import type { ImageBuilder, WriteOptions } from './stored/image-builder.ts';
import { definitionOf, recordOf } from './stored/record.ts';
import { keysTagWith, type RequestKey } from './stored/request-key.ts';
import { isBefore, isSince } from './stored/time.ts';
import type { Pipeline } from './view/pipeline.ts';
import { pipelineView } from './view/view.ts';
import { lookAtCreated, lookBack } from './writing/read-back.ts';
import { sayingWhatIsKnown } from './writing/what-is-known.ts';

export interface CreatePorts extends Court {
  readonly imageBuilder: Pick<ImageBuilder, 'createPipeline' | 'getPipeline'> & ReferencePorts['imageBuilder'];
}

export interface CreateRequest extends WriteOptions {
  /** The body as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  /** The caller's name for its try, with which the service may have answered the same request before. */
  readonly requestKey?: RequestKey | undefined;
  readonly onJudged?: OnJudged;
}

/** A pipeline that was just created. */
export interface Created extends Pipeline {
  /** What the rules advise, and what the policy filled in. */
  readonly advisories: readonly Advisory[];
  /** Whether an earlier request of the same key had created it. */
  readonly isReplay: boolean;
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
  const since = ports.clock();
  const { arn } = await createOrFind(name, judgement.resulting, request, ports);
  const record = await lookAtCreated(name, () => recordOf(judgement.resulting, arn), request, ports);
  const standing = definitionOf(record);
  const { verdict } = judgeStanding(standing, ports);
  return {
    name,
    view: pipelineView(record, { verdict, now: ports.clock() }),
    definition: standing,
    isReplay: request.requestKey !== undefined && isBefore(record.dateCreated, since),
    advisories: [
      ...judgement.verdict.advisories,
      ...noticesOfDefaults(judgement.defaulted),
      ...noticesOfPairs(judgement.resulting),
      ...(isKeyKept(judgement.resulting, request) ? [] : [keyNotKept]),
    ],
  };
}

/** What is to be created remembers the try that has created it. */
function withKey(definition: Definition, { requestKey }: CreateRequest): Definition {
  const tag = requestKey === undefined ? undefined : keysTagWith(definition.tags, requestKey);
  return tag === undefined ? definition : { ...definition, tags: { ...definition.tags, ...tag } };
}

function isKeyKept({ tags }: Definition, { requestKey }: CreateRequest): boolean {
  return requestKey === undefined || keysTagWith(tags, requestKey) !== undefined;
}

/**
 * Creates a pipeline, or finds it where the answer to that was lost: one that was made just now and is what was to be made. Image
 * Builder has no two of a name, so it is this one or its equal.
 */
async function createOrFind(
  name: string,
  wanted: Definition,
  request: CreateRequest,
  ports: CreatePorts,
): Promise<{ readonly arn: string }> {
  const since = ports.clock();
  return await sayingWhatIsKnown('create', request.requestKey !== undefined, async () => {
    try {
      return await ports.imageBuilder.createPipeline(withKey(wanted, request), request);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.mayHaveHappened) throw error;
      const found = await lookBack(name, request, ports);
      if (found === undefined || !isSince(since, found.dateCreated) || changesBetween(wanted, definitionOf(found)).length > 0)
        throw error;
      return found;
    }
  });
}
