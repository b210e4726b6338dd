import { canonicalJson } from '../../json/canonical.ts';
import { valueAt } from '../../json/pointer.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from '../../pipeline/definition/definition.ts';
import { normaliseName } from '../../pipeline/definition/name.ts';
import { allRequested, type OriginOf } from '../../pipeline/judging/complete.ts';
import { completeProposal } from '../../pipeline/judging/judge-proposal.ts';
import { judge } from '../../policy/engine.ts';
import type { Policy } from '../../policy/policy.ts';
import type { JudgingContext } from '../../policy/subject/subject.ts';
import type { Verdict } from '../../policy/verdict.ts';

/** A judgement without a service: the same steps that a request takes. */
export type Judged =
  | { readonly decision: 'invalid'; readonly errors: readonly DefinitionProblem[] }
  | { readonly decision: Verdict['decision']; readonly verdict: Verdict };

/** What is known of the circumstances; the pipeline's name is taken from the definition. */
export type Circumstances = Omit<JudgingContext, 'name'>;

/**
 * Judges a body as it would be sent.
 * @param existing The pipeline as it stands, where the body changes one.
 */
export function judgeBody(policy: Policy, body: unknown, circumstances: Circumstances, now: Date, existing?: Definition): Judged {
  const parsed = parseDefinition(body);
  if (!parsed.ok) return { decision: 'invalid', errors: parsed.problems };
  const { definition } = parsed;
  const context = { ...circumstances, name: normaliseName(definition.name) };
  const originOf = existing === undefined ? allRequested : wherever(existing, definition);
  const { subject } = completeProposal({ definition, originOf, existing }, policy, context);
  const verdict = judge(policy, subject, context, now);
  return { decision: verdict.decision, verdict };
}

/** What is as it was came from the pipeline, and what is not from the request. */
function wherever(before: Definition, after: Definition): OriginOf {
  return (pointer) =>
    canonicalJson(valueAt(before, pointer)) === canonicalJson(valueAt(after, pointer)) ? 'existing' : 'request';
}
