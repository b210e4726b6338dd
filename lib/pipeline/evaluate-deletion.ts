import { findToChange, missingPipeline } from './address.ts';
import type { EvaluatePorts } from './evaluate.ts';
import { type Evaluation, type Evaluator, evaluationOf } from './evaluation.ts';
import { definitionOf } from './record.ts';
import { judgeStanding } from './standing.ts';

/** Judges a deletion, and deletes nothing. Rejects with `NotFound` or `Forbidden` where the deletion would. */
export async function evaluateDeletion(name: string, request: Evaluator, ports: EvaluatePorts): Promise<Evaluation> {
  const record = await findToChange(name, request, ports);
  if (record === undefined) throw missingPipeline(name);
  const judgement = judgeStanding(definitionOf(record), ports, 'delete');
  request.onJudged?.(name, judgement);
  return evaluationOf(judgement, { resulting: null }, ports);
}
