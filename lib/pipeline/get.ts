import type { Caller } from '../identity/caller.ts';
import { NotFound } from '../problem/errors.ts';
import type { Pipeline } from './create.ts';
import type { Definition } from './definition.ts';
import type { CallOptions, ImageBuilder, PipelineRecord } from './image-builder.ts';
import { type Court, judgeDefinition, type OnJudged } from './judgement.ts';
import { isNormalisedName, normaliseName } from './name.ts';
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
  const record = await readPipeline(request, ports.imageBuilder);
  const definition = definitionOf(record);
  const judgement = judgeDefinition(definition, request.caller, ports);
  request.onJudged?.(request.name, judgement);
  return { name: request.name, view: pipelineView(record, { verdict: judgement.verdict, now: ports.clock() }), definition };
}

/** Reads a pipeline in request shape, ready to be sent again. */
export async function getDefinition(request: GetRequest, ports: { readonly imageBuilder: ImageBuilder }): Promise<Definition> {
  return definitionOf(await readPipeline(request, ports.imageBuilder));
}

async function readPipeline({ name, signal }: GetRequest, imageBuilder: ImageBuilder): Promise<PipelineRecord> {
  if (!isNormalisedName(name)) throw unknownName(name);
  return await imageBuilder.getPipeline(name, { signal });
}

/** Only normalised names are addresses; a name as it is displayed is answered with the address it would have. */
function unknownName(name: string): NotFound {
  const normal = normaliseName(name);
  const hint = isNormalisedName(normal) ? ` Pipelines are addressed by their normalised name: try ${normal}.` : '';
  return new NotFound(`There is no pipeline of this name.${hint}`);
}
