import { type EvaluatePorts, evaluateDefinition } from '../../pipeline/evaluate.ts';
import type { Operation } from '../endpoint.ts';
import { noteJudgement } from '../run.ts';

export function evaluatePolicyOperation(ports: EvaluatePorts): Operation {
  return async ({ request: { body }, caller, signal, notes }) => ({
    status: 200,
    body: await evaluateDefinition({ body, caller, signal, onJudged: noteJudgement(notes) }, ports),
  });
}
