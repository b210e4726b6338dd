import { NotFound } from '../problem/errors.ts';
import type { Definition } from './definition/definition.ts';
import { judgeStanding } from './judging/judge-stored.ts';
import type { Court, OnJudged } from './judging/ports.ts';
import { requireAdmitted } from './judging/refusal.ts';
import { type Directory, findToChange, missingPipeline, pipelineAt, requireStillOurs, type Seeker } from './stored/address.ts';
import type { ImageBuilder, PipelineRecord } from './stored/image-builder.ts';
import { definitionOf } from './stored/record.ts';
import { isSamePipeline } from './stored/same-pipeline.ts';
import { untilKnown } from './writing/until-known.ts';
import { sayingWhatIsKnown } from './writing/what-is-known.ts';
import type { Guard } from './writing/write-request.ts';

export interface DeleteRequest extends Seeker {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  /** The caller's conditions; absent when it made none. */
  readonly guard?: Guard | undefined;
  readonly onJudged?: OnJudged;
}

export type DeletePorts = Court & Directory & { readonly imageBuilder: Pick<ImageBuilder, 'deletePipeline'> };

/**
 * Deletes a pipeline, where the rules about deletions have nothing against it, and returns its definition as it was found. A run
 * that is under way goes on, and images stay. Rejects with `NotFound`, `Forbidden`, `PreconditionFailed`, `PolicyViolation` or
 * `PolicyEvaluationFailed`. As with other writes, nothing holds between the look at whose it is and the deletion. Where the
 * answer to a deletion is lost, a look tells whether to repeat it.
 */
export async function deletePipeline(request: DeleteRequest, ports: DeletePorts): Promise<Definition> {
  const { name, guard } = request;
  const record = await findToChange(name, request, ports);
  const definition = record && definitionOf(record);
  guard?.(definition, () => []);
  if (record === undefined || definition === undefined) throw missingPipeline(name);
  requireUnprotected(definition, request, ports);
  let isFirst = true;
  await sayingWhatIsKnown('delete', false, () =>
    untilKnown({
      signal: request.signal,
      async run() {
        try {
          await ports.imageBuilder.deletePipeline(name, request);
        } catch (error) {
          // Of a repeat it says that the call before had been obeyed after all.
          if (isFirst || !(error instanceof NotFound)) throw error;
        } finally {
          isFirst = false;
        }
      },
      isDone: () => isGone(record, request, ports),
    }),
  );
  return definition;
}

/**
 * Whether a pipeline is there no longer; another of its name is somebody else's, and none of ours to delete. Rejects where it may
 * not be deleted any more, because somebody has changed it meanwhile.
 */
async function isGone(record: PipelineRecord, request: DeleteRequest, ports: DeletePorts): Promise<boolean> {
  const now = await pipelineAt(request.name, request, ports);
  if (now === undefined || !isSamePipeline(record, now)) return true;
  requireStillOurs(now, request, ports);
  const definition = definitionOf(now);
  request.guard?.(definition, () => []);
  requireUnprotected(definition, request, ports);
  return false;
}

/** Lets a deletion go on that the rules have nothing against. */
function requireUnprotected(definition: Definition, { name, onJudged }: DeleteRequest, ports: DeletePorts): void {
  if (!ports.policy.rules.some(({ operations }) => operations.includes('delete'))) return;
  const judgement = judgeStanding(definition, ports, 'delete');
  onJudged?.(name, judgement);
  requireAdmitted(judgement, ports, (broken) => ({ title: `The pipeline is protected from deletion by ${broken}` }));
}
