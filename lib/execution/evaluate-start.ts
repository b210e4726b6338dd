import type { EvaluatePorts } from '../pipeline/evaluate.ts';
import { type Evaluation, type Evaluator, evaluationOf, invalidEvaluation } from '../pipeline/judging/evaluation.ts';
import type { StartEnvelope } from '../pipeline/judging/evaluation-envelope.ts';
import { findToChange, missingPipeline } from '../pipeline/stored/address.ts';
import { definitionOf } from '../pipeline/stored/record.ts';
import { requireOwnersTag, roomProblem, runTags } from './run-tags.ts';
import { fixOfStart, parseStart } from './start-body.ts';
import { judgeStart } from './start-judgement.ts';

/** Judges the start of an execution, and starts nothing. Rejects with `NotFound` or `Forbidden` where the start would. */
export async function evaluateStart(
  { name, tags }: StartEnvelope,
  request: Evaluator,
  ports: EvaluatePorts,
): Promise<Evaluation> {
  const record = await findToChange(name, request, ports);
  if (record === undefined) throw missingPipeline(name);
  const body = tags === undefined ? {} : { tags };
  const parsed = parseStart(body);
  if (!parsed.ok) return invalidEvaluation({ errors: parsed.problems, fix: fixOfStart(body, parsed.problems) }, ports);
  const tagging = { given: parsed.tags, definition: definitionOf(record), ownerTag: ports.teams.ownerTag };
  requireOwnersTag(tagging);
  const problem = roomProblem(tagging);
  if (problem !== undefined) return invalidEvaluation({ errors: [problem], fix: null }, ports);
  const judgement = judgeStart(tagging, ports);
  request.onJudged?.(name, judgement);
  return evaluationOf(judgement, { resulting: { tags: runTags(tagging) } }, ports);
}
