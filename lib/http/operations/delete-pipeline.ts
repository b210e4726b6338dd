import { type DeletePorts, deletePipeline } from '../../pipeline/delete.ts';
import type { Operation } from '../endpoint.ts';
import { etagOf } from '../etag.ts';
import { preconditionsOf } from '../preconditions.ts';
import { noteJudgement } from '../run.ts';

export function deletePipelineOperation(ports: DeletePorts): Operation {
  return async ({ request: { headers, pathParameters }, caller, signal, notes }) => {
    const name = pathParameters['name'] ?? '';
    notes.pipeline = name;
    const onJudged = noteJudgement(notes);
    const deleted = await deletePipeline({ name, caller, signal, guard: preconditionsOf(headers), onJudged }, ports);
    notes.effect = 'deleted';
    notes.etagBefore = etagOf(deleted);
    return { status: 204 };
  };
}
