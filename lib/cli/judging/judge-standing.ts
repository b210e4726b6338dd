import { ownerProblem, roomProblem, type Tagging } from '../../execution/run-tags.ts';
import { parseStart } from '../../execution/start-body.ts';
import { completeStart } from '../../execution/start-subject.ts';
import { startVerdict } from '../../execution/start-verdict.ts';
import type { Definition } from '../../pipeline/definition/definition.ts';
import { normaliseName } from '../../pipeline/definition/name.ts';
import { standingSubject } from '../../pipeline/judging/judge-stored.ts';
import { judge } from '../../policy/engine.ts';
import type { Policy } from '../../policy/policy.ts';
import type { JudgingContext, Subject } from '../../policy/subject/subject.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Circumstances, Judged } from './judge-body.ts';

/** What starts and deletions are judged by. */
export interface Bench {
  readonly policy: Policy;
  readonly circumstances: Circumstances;
  readonly now: Date;
}

/** Judges that an execution is started with a body, as a request would be. */
export function judgeStartBody(body: unknown, pipeline: Pick<Tagging, 'definition' | 'ownerTag'>, bench: Bench): Judged {
  const parsed = parseStart(body);
  if (!parsed.ok) return { decision: 'invalid', errors: parsed.problems };
  const tagging = { ...pipeline, given: parsed.tags };
  const problem = ownerProblem(tagging) ?? roomProblem(tagging);
  if (problem !== undefined) return { decision: 'invalid', errors: [problem] };
  return judged(startVerdict(verdictOn(pipeline.definition, (context) => completeStart(tagging, context).subject, bench)));
}

/** Judges that a pipeline as it stands is deleted. */
export function judgeDeletion(definition: Definition, bench: Bench): Judged {
  return judged(verdictOn(definition, () => standingSubject(definition, 'delete'), bench));
}

function verdictOn({ name }: Definition, complete: (context: JudgingContext) => Subject, bench: Bench): Verdict {
  const { policy, circumstances, now } = bench;
  const context = { ...circumstances, name: normaliseName(name) };
  return judge(policy, complete(context), context, now);
}

function judged(verdict: Verdict): Judged {
  return { decision: verdict.decision, verdict };
}
