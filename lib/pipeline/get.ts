import type { Caller } from '../identity/caller.ts';
import { readPipeline } from './address.ts';
import type { Pipeline } from './create.ts';
import type { Definition } from './definition.ts';
import type { CallOptions, ImageBuilder } from './image-builder.ts';
import { type Court, judgeStanding, type OnJudged } from './judgement.ts';
import { definitionOf } from './record.ts';
import { pipelineView } from './view.ts';

export interface GetRequest extends CallOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  readonly caller: Caller;
  readonly onJudged?: OnJudged;
}

/** Reads a pipeline and judges it as it stands, also one that was made before the rules or around the door. */
export async function getPipeline(
  request: GetRequest,
  ports: Court & { readonly imageBuilder: ImageBuilder },
): Promise<Pipeline> {
  const record = await readPipeline(request.name, request, ports.imageBuilder);
  const definition = definitionOf(record);
  const judgement = judgeStanding(definition, request.caller, ports);
  request.onJudged?.(request.name, judgement);
  return { name: request.name, view: pipelineView(record, { verdict: judgement.verdict, now: ports.clock() }), definition };
}

/** Reads a pipeline in request shape, ready to be sent again. */
export async function getDefinition(request: GetRequest, ports: { readonly imageBuilder: ImageBuilder }): Promise<Definition> {
  return definitionOf(await readPipeline(request.name, request, ports.imageBuilder));
}
