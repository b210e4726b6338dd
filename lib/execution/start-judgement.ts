import { ownerOf } from '../identity/ownership.ts';
import { type Court, type Judgement, judgeAs } from '../pipeline/judging/ports.ts';
import { requireAdmitted, type Wording } from '../pipeline/judging/refusal.ts';
import type { Finding } from '../policy/verdict.ts';
import type { Tagging } from './run-tags.ts';
import { completeStart } from './start-subject.ts';
import { startVerdict } from './start-verdict.ts';

/** Judges the start of an execution, as one of the team that the pipeline belongs to. */
export function judgeStart(tagging: Tagging, court: Court): Judgement {
  const owner = ownerOf(tagging.definition.tags, court.teams);
  const judgement = judgeAs(tagging.definition, owner, court, (context) => completeStart(tagging, context));
  return { ...judgement, verdict: startVerdict(judgement.verdict) };
}

/** Lets a start go on; throws `PolicyViolation` or `PolicyEvaluationFailed` where it may not be. */
export function requireStartable(judgement: Judgement, court: Court): void {
  requireAdmitted(judgement, court, (broken) => inWords(broken, judgement.verdict.violations));
}

function inWords(broken: string, violations: readonly Finding[]): Wording {
  const isAbout = (what: Finding['concerns']) => violations.some(({ concerns }) => concerns === what);
  if (!isAbout('pipeline')) return { title: `The execution breaks ${broken}` };
  const introduction = 'The pipeline must be fixed before it is started: ';
  return {
    title: `The ${isAbout('execution') ? 'execution and its pipeline break' : 'pipeline breaks'} ${broken}`,
    introduction,
  };
}
