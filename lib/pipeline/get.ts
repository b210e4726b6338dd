import type { Definition } from './definition/definition.ts';
import { judgeStanding } from './judging/judge-stored.ts';
import type { Court, OnJudged } from './judging/ports.ts';
import { type Directory, readPipeline, type Seeker } from './stored/address.ts';
import { definitionOf } from './stored/record.ts';
import type { Pipeline } from './view/pipeline.ts';
import { pipelineView } from './view/view.ts';

export interface GetRequest extends Seeker {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  readonly onJudged?: OnJudged;
}

/** Reads a pipeline and judges it as it stands, also one that was made before the rules or around the door. */
export async function getPipeline(request: GetRequest, ports: Court & Directory): Promise<Pipeline> {
  const record = await readPipeline(request.name, request, ports);
  const definition = definitionOf(record);
  const judgement = judgeStanding(definition, ports);
  request.onJudged?.(request.name, judgement);
  return { name: request.name, view: pipelineView(record, { verdict: judgement.verdict, now: ports.clock() }), definition };
}

/** Reads a pipeline in request shape, ready to be sent again. */
export async function getDefinition(request: GetRequest, directory: Directory): Promise<Definition> {
  return definitionOf(await readPipeline(request.name, request, directory));
}
