import { completeDefinition } from '../../lib/pipeline/complete.ts';
import { type DefinitionProblem, parseDefinition } from '../../lib/pipeline/definition.ts';
import { normaliseName } from '../../lib/pipeline/name.ts';
import { judge } from '../../lib/policy/engine.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { JudgingContext } from '../../lib/policy/subject.ts';
import type { Verdict } from '../../lib/policy/verdict.ts';

/** A judgement without a service: the same steps that a request takes. */
export type Judged =
  | { readonly decision: 'invalid'; readonly errors: readonly DefinitionProblem[] }
  | { readonly decision: Verdict['decision']; readonly verdict: Verdict };

/** What is known of the circumstances; the pipeline's name is taken from the definition. */
export type Circumstances = Omit<JudgingContext, 'name'>;

/** Judges a body as it would be sent. */
export function judgeBody(policy: Policy, body: unknown, circumstances: Circumstances, now: Date): Judged {
  const parsed = parseDefinition(body);
  if (!parsed.ok) return { decision: 'invalid', errors: parsed.problems };
  const { subject } = completeDefinition(parsed.definition);
  const verdict = judge(policy, subject, { ...circumstances, name: normaliseName(parsed.definition.name) }, now);
  return { decision: verdict.decision, verdict };
}
