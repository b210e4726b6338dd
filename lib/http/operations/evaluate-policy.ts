import { evaluateDefinition } from '../../pipeline/evaluate.ts';
import type { Court } from '../../pipeline/judgement.ts';
import type { Operation } from '../endpoint.ts';
import { noteJudgement } from '../run.ts';

export function evaluatePolicyOperation(court: Court): Operation {
  return ({ request, caller, notes }) => ({
    status: 200,
    body: evaluateDefinition({ body: request.body, caller, onJudged: noteJudgement(notes) }, court),
  });
}
