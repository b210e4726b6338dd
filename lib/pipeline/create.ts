import type { Caller } from '../identity/caller.ts';
import { ApiError } from '../problem/api-error.ts';
import type { Definition } from './definition.ts';
import type { ImageBuilder, PipelineRecord, WriteOptions } from './image-builder.ts';
import { type Court, type Judgement, judgeDefinition, type OnJudged, requireAllowed } from './judgement.ts';
import { normaliseName } from './name.ts';
import { definitionOf, recordOf } from './record.ts';
import { requireDefinition } from './required-definition.ts';
import { type PipelineView, pipelineView } from './view.ts';

export interface CreatePorts extends Court {
  readonly imageBuilder: ImageBuilder;
}

export interface CreateRequest extends WriteOptions {
  /** The body as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly onJudged?: OnJudged;
}

/** A pipeline as it stands: its view, and the definition that its entity tag is made of. */
export interface Pipeline {
  readonly name: string;
  readonly view: PipelineView;
  readonly definition: Definition;
}

/**
 * Checks a definition, judges it, creates the pipeline and reads it back. Rejects with `ValidationFailed`, `PolicyViolation`,
 * `PolicyEvaluationFailed`, or what Image Builder had against it.
 */
export async function createPipeline(request: CreateRequest, ports: CreatePorts): Promise<Pipeline> {
  const definition = requireDefinition(request.body);
  const name = normaliseName(definition.name);
  const judgement = judgeDefinition(definition, request.caller, ports);
  request.onJudged?.(name, judgement);
  requireAllowed(judgement.verdict, ports.policy);
  const { arn } = await ports.imageBuilder.createPipeline(judgement.resulting, request);
  const record = await readBack(name, arn, judgement, request, ports);
  return {
    name,
    view: pipelineView(record, { verdict: judgement.verdict, now: ports.clock() }),
    definition: definitionOf(record),
  };
}

/**
 * The pipeline exists by now, so a failed look at it must not be answered as a failed creation: the caller would try again and meet
 * a clash with its own pipeline. What was written is known; only the service's own times and platform are missing then.
 */
async function readBack(
  name: string,
  arn: string,
  judgement: Judgement,
  request: CreateRequest,
  ports: CreatePorts,
): Promise<PipelineRecord> {
  try {
    return await ports.imageBuilder.getPipeline(name, request);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return recordOf(judgement.resulting, arn);
  }
}
