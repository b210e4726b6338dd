import type { WriteRequest, Written } from '../../pipeline/writing/write-request.ts';
import { etagOf } from '../etag.ts';
import { clientTokenOf, requestKeyOf, updateTokenOf } from '../idempotency.ts';
import { preconditionsOf } from '../preconditions.ts';
import { replayedHeader } from '../replayed.ts';
import type { Answer } from '../response.ts';
import { type Exchange, noteJudgement } from '../run.ts';

/** What a PUT or PATCH of a pipeline asks for. Throws `MalformedRequest` for a header that cannot be read. */
export function writeRequest({ request, caller, signal, notes }: Exchange, newId: () => string): WriteRequest {
  const { method, path, body, headers, pathParameters } = request;
  const name = pathParameters['name'] ?? '';
  notes.pipeline = name;
  const key = headers['idempotency-key'];
  const idempotent = { subject: caller.subject, method, path, key, body };
  const clientToken = clientTokenOf(idempotent, newId);
  const requestKey = requestKeyOf(idempotent);
  return {
    name,
    body,
    caller,
    clientToken,
    updateToken: updateTokenOf(requestKey, clientToken),
    requestKey,
    signal,
    guard: preconditionsOf(headers),
    onJudged: noteJudgement(notes),
  };
}

/**
 * The answer to a PUT or PATCH: the view, and beside it what the rules advise and what the write did that its body does not say.
 */
export function writtenAnswer(written: Written, { request, notes }: Exchange): Answer {
  const { view, definition, outcome, advisories, before, changed } = written;
  Object.assign(notes, {
    effect: outcome === 'replayed' ? 'unchanged' : outcome,
    changed,
    ...(before === undefined ? {} : { etagBefore: etagOf(before) }),
  });
  return {
    status: outcome === 'created' ? 201 : 200,
    body: { ...view, advisories },
    tagged: definition,
    headers: {
      ...(outcome === 'created' ? { location: request.externalPath } : {}),
      ...(outcome === 'unchanged' ? { 'x-imagegate-unchanged': 'true' } : {}),
      ...(outcome === 'replayed' ? replayedHeader : {}),
    },
  };
}
