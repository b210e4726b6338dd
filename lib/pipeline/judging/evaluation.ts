import type { ExceptedFinding, Finding, Fix, RuleOutcome } from '../../policy/verdict.ts';
import type { Definition, DefinitionProblem } from '../definition/definition.ts';
import type { Seeker } from '../stored/address.ts';
import type { Advisory, ChangeNotice } from './notice.ts';
import type { Court, Judgement, OnJudged } from './ports.ts';
import { policyReference } from './refusal.ts';

/** The verdict that a write, a start or a deletion would get. */
export interface Evaluation {
  /** `error` where an enforced rule could not be evaluated, so that the request would be refused whatever else is found. */
  readonly decision: 'allow' | 'deny' | 'error' | 'invalid';
  /** What is wrong with the definition, the patch or the tags; the rules are asked only about what can be. */
  readonly errors: readonly DefinitionProblem[];
  readonly violations: readonly Finding[];
  /** Findings at level `warn`, and what the write would do that its body does not say. */
  readonly advisories: readonly Advisory[];
  readonly excepted: readonly ExceptedFinding[];
  readonly fix: Fix | null;
  /** What each rule said. */
  readonly outcomes: readonly RuleOutcome[];
  /**
   * The definition that would be written, defaults filled in, or the tags of the run that would be started; `null` when there is
   * none.
   */
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
  readonly notices?: readonly ChangeNotice[];
  readonly nextRuns?: readonly string[];
}

/** The evaluation of what could be judged. */
export function evaluationOf(
  { verdict }: Pick<Judgement, 'verdict'>,
  { resulting, notices = [], nextRuns = [] }: Outlook,
  { policy }: Pick<Court, 'policy'>,
): Evaluation {
  return {
    decision: verdict.decision,
    errors: [],
    violations: verdict.violations,
    advisories: [...verdict.advisories, ...notices],
    excepted: verdict.excepted,
    fix: verdict.fix,
    outcomes: verdict.outcomes.map(shown),
    resulting,
    nextRuns,
    policy: policyReference(policy),
  };
}

/** Why a rule broke may speak of what is inside of it, and is for the log. */
function shown(outcome: RuleOutcome): RuleOutcome {
  return outcome.outcome === 'error' ? { ...outcome, reason: 'the log says why, by the id of this request' } : outcome;
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
