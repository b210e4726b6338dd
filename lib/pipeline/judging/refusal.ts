import type { Policy } from '../../policy/policy.ts';
import { isRefusal, type Verdict } from '../../policy/verdict.ts';
import type { ApiError } from '../../problem/api-error.ts';
import { PolicyEvaluationFailed, PolicyViolation } from '../../problem/errors.ts';
import type { Court, Judgement } from './ports.ts';

/** How a refusal begins: its title, and what its detail says before the findings. */
export interface Wording {
  readonly title: string;
  readonly introduction?: string;
}

/**
 * Lets go on what the rules allow; throws what the caller has to hear otherwise. A rule that broke refuses like one that spoke.
 * @param inWords Gets how many rules are broken, as in `2 rules`.
 */
export function requireAdmitted(
  { verdict }: Pick<Judgement, 'verdict'>,
  { policy }: Pick<Court, 'policy'>,
  inWords: (broken: string) => Wording,
): void {
  if (verdict.decision !== 'allow') throw refusalOf(verdict, policy, inWords);
}

/** What the caller has to hear of a verdict that does not allow. */
export function refusalOf(verdict: Verdict, policy: Policy, inWords: (broken: string) => Wording): ApiError {
  return verdict.decision === 'error' ? evaluationFailed(verdict) : policyViolation(verdict, policy, inWords);
}

/** A rule threw: the answer names it, and the log gets the reason. */
function evaluationFailed(verdict: Verdict): PolicyEvaluationFailed {
  const broken = verdict.outcomes.filter(isRefusal);
  const rules = broken.map((outcome) => outcome.rule);
  const reasons = broken.map((outcome) => `${outcome.rule}: ${outcome.reason}`).join('; ');
  return new PolicyEvaluationFailed(
    `Rule ${rules.join(', ')} could not be evaluated, so nothing was done. Its owners must fix it.`,
    {
      extensions: { rules, violations: verdict.violations, advisories: verdict.advisories },
      cause: new Error(reasons),
    },
  );
}

function policyViolation(verdict: Verdict, policy: Policy, inWords: (broken: string) => Wording): PolicyViolation {
  const { violations, advisories, excepted, fix } = verdict;
  const broken = new Set(violations.map((finding) => finding.rule)).size;
  const { title, introduction = '' } = inWords(`${broken} ${broken === 1 ? 'rule' : 'rules'}`);
  // One rule can say the same of several places.
  const messages = new Set(violations.map((finding) => finding.message));
  return new PolicyViolation(`${introduction}${[...messages].join('; ')}`, {
    title,
    extensions: { policy: policyReference(policy), violations, advisories, excepted, fix },
  });
}

/** Which policy judged. */
export function policyReference({ document, digest }: Policy): { name: string; version: string; digest: string } {
  return { name: document.name, version: document.version, digest };
}
