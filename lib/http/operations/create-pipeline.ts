import { type CreatePorts, createPipeline } from '../../pipeline/create.ts';
import type { Operation } from '../endpoint.ts';
import { clientTokenOf, hasKey } from '../idempotency.ts';
import { noteJudgement } from '../run.ts';

export function createPipelineOperation(ports: CreatePorts & { readonly newId: () => string }): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { method, path, body } = request;
    const key = request.headers['idempotency-key'];
    const clientToken = clientTokenOf({ subject: caller.subject, method, path, key, body }, ports.newId);
    const mayBeRepeat = hasKey({ key, body });
    const onJudged = noteJudgement(notes);
    const created = await createPipeline({ body, caller, clientToken, mayBeRepeat, signal, onJudged }, ports);
    notes.effect = 'created';
    const { view, advisories } = created;
    return { status: 201, body: { ...view, advisories }, tagged: created.definition, created: created.name };
  };
}
