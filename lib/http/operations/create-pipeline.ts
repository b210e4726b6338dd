import { type CreatePorts, createPipeline } from '../../pipeline/create.ts';
import type { Operation } from '../endpoint.ts';
import { clientTokenOf, requestKeyOf } from '../idempotency.ts';
import { replayedHeader } from '../replayed.ts';
import { noteJudgement } from '../run.ts';

export function createPipelineOperation(ports: CreatePorts & { readonly newId: () => string }): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { method, path, body } = request;
    const key = request.headers['idempotency-key'];
    const idempotent = { subject: caller.subject, method, path, key, body };
    const clientToken = clientTokenOf(idempotent, ports.newId);
    const requestKey = requestKeyOf(idempotent);
    const onJudged = noteJudgement(notes);
    const created = await createPipeline({ body, caller, clientToken, requestKey, signal, onJudged }, ports);
    const { view, advisories, isReplay } = created;
    notes.effect = isReplay ? 'unchanged' : 'created';
    const headers = isReplay ? replayedHeader : {};
    return { status: 201, body: { ...view, advisories }, tagged: created.definition, created: created.name, headers };
  };
}
