import type { ExceptedFinding, Finding, Fix, RuleOutcome } from '../../policy/verdict.ts';
import type { Definition, DefinitionProblem } from '../definition/definition.ts';
import type { Seeker } from '../stored/address.ts';
import type { Advisory, Notice } from './notice.ts';
import type { Court, Judgement, OnJudged } from './ports.ts';
import { evaluationFailed, policyReference } from './refusal.ts';

/** The verdict that a write, a start or a deletion would get. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny' | 'invalid';
  /** What is wrong with the definition, the patch or the tags; the rules are asked only about what can be. */
  readonly errors: readonly DefinitionProblem[];
  readonly violations: readonly Finding[];
  /** Findings at level `warn`, and what the write would do that its body does not say. */
  readonly advisories: readonly Advisory[];
  readonly excepted: readonly ExceptedFinding[];
  readonly fix: Fix | null;
  /** What each rule said. */
  readonly outcomes: readonly RuleOutcome[];
  /** The definition that would be written, defaults filled in, or the tags of the run that would be started; `null` when there is none. */
  readonly resulting: Definition | { readonly tags: Readonly<Record<string, string>> } | null;
  /** The next three runs (RFC 3339, UTC) after a write; none for a pipeline that would be disabled. */
  readonly nextRuns: readonly string[];
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

/** Who asks for an evaluation. */
export interface Evaluator extends Seeker {
  readonly onJudged?: OnJudged;
}

/** What an evaluation says beside the verdict. */
export interface Outlook extends Pick<Evaluation, 'resulting'> {
  readonly notices?: readonly Notice[];
  readonly nextRuns?: readonly string[];
}

/** The evaluation of what could be judged. Throws `PolicyEvaluationFailed` where a rule broke. */
export function evaluationOf(
  { verdict }: Pick<Judgement, 'verdict'>,
  { resulting, notices = [], nextRuns = [] }: Outlook,
  { policy }: Pick<Court, 'policy'>,
): Evaluation {
  if (verdict.decision === 'error') throw evaluationFailed(verdict);
  return {
    decision: verdict.decision,
    errors: [],
    violations: verdict.violations,
    advisories: [...verdict.advisories, ...notices],
    excepted: verdict.excepted,
    fix: verdict.fix,
    outcomes: verdict.outcomes,
    resulting,
    nextRuns,
    policy: policyReference(policy),
  };
}

/** The evaluation of what no rule was asked about. */
export function invalidEvaluation(
  { errors, fix }: Pick<Evaluation, 'errors' | 'fix'>,
  { policy }: Pick<Court, 'policy'>,
): Evaluation {
  return {
    decision: 'invalid',
    errors,
    violations: [],
    advisories: [],
    excepted: [],
    fix,
    outcomes: [],
    resulting: null,
    nextRuns: [],
    policy: policyReference(policy),
  };
}
