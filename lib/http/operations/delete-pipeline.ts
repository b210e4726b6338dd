import { type DeletePorts, deletePipeline } from '../../pipeline/delete.ts';
import type { Operation } from '../endpoint.ts';
import { preconditionsOf } from '../preconditions.ts';
import { noteJudgement } from '../run.ts';

export function deletePipelineOperation(ports: DeletePorts): Operation {
  return async ({ request: { headers, pathParameters }, caller, signal, notes }) => {
    const name = pathParameters['name'] ?? '';
    notes.pipeline = name;
    await deletePipeline({ name, caller, signal, guard: preconditionsOf(headers), onJudged: noteJudgement(notes) }, ports);
    return { status: 204 };
  };
}
