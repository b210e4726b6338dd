import { evaluateStart } from '../../execution/evaluate-start.ts';
import { type EvaluatePorts, evaluateDefinition } from '../../pipeline/evaluate.ts';
import { evaluateDeletion } from '../../pipeline/evaluate-deletion.ts';
import type { Evaluation, Evaluator } from '../../pipeline/judging/evaluation.ts';
import { type Envelope, envelopeOf } from '../../pipeline/judging/evaluation-envelope.ts';
import type { Operation } from '../endpoint.ts';
import { noteJudgement } from '../run.ts';

export function evaluatePolicyOperation(ports: EvaluatePorts): Operation {
  return async ({ request: { body }, caller, signal, notes }) => ({
    status: 200,
    body: await evaluate(envelopeOf(body), { caller, signal, onJudged: noteJudgement(notes) }, ports),
  });
}

async function evaluate(envelope: Envelope, evaluator: Evaluator, ports: EvaluatePorts): Promise<Evaluation> {
  if (envelope.operation === 'start') return await evaluateStart(envelope, evaluator, ports);
  if (envelope.operation === 'delete') return await evaluateDeletion(envelope.name, evaluator, ports);
  return await evaluateDefinition({ ...evaluator, envelope }, ports);
}
