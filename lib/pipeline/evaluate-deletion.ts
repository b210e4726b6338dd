import type { EvaluatePorts } from './evaluate.ts';
import { type Evaluation, type Evaluator, evaluationOf } from './judging/evaluation.ts';
import { judgeStanding } from './judging/judge-stored.ts';
import { findToChange, missingPipeline } from './stored/address.ts';
import { definitionOf } from './stored/record.ts';

/** Judges a deletion, and deletes nothing. Rejects with `NotFound` or `Forbidden` where the deletion would. */
export async function evaluateDeletion(name: string, request: Evaluator, ports: EvaluatePorts): Promise<Evaluation> {
  const record = await findToChange(name, request, ports);
  if (record === undefined) throw missingPipeline(name);
  const judgement = judgeStanding(definitionOf(record), ports, 'delete');
  request.onJudged?.(name, judgement);
  return evaluationOf(judgement, { resulting: null }, ports);
}
