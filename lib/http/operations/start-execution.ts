import { type StartPorts, startExecution } from '../../execution/start.ts';
import { isBefore } from '../../pipeline/stored/time.ts';
import type { Operation } from '../endpoint.ts';
import { clientTokenOf, hasKey } from '../idempotency.ts';
import { replayedHeader } from '../replayed.ts';
import { lookAgain } from '../retry-after.ts';
import { noteJudgement } from '../run.ts';

export function startExecutionOperation(ports: StartPorts & { readonly newId: () => string }): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { method, path, body } = request;
    const pipeline = request.pathParameters['name'] ?? '';
    notes.pipeline = pipeline;
    const key = request.headers['idempotency-key'];
    const clientToken = clientTokenOf({ subject: caller.subject, method, path, key, body }, ports.newId);
    const isNamed = hasKey({ key, body });
    const since = ports.clock();
    const onJudged = noteJudgement(notes);
    const started = await startExecution({ pipeline, body, caller, clientToken, hasKey: isNamed, signal, onJudged }, ports);
    const isReplay = isNamed && isBefore(started.startedAt ?? undefined, since);
    notes.effect = isReplay ? 'unchanged' : 'started';
    if (started.id !== null) notes.execution = started.id;
    return {
      status: 202,
      body: started,
      headers: { ...lookAgain, ...(isReplay ? replayedHeader : {}) },
      ...(started.id === null ? {} : { created: started.id }),
    };
  };
}
