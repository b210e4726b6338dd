import type { Caller } from '../identity/caller.ts';
import { judge } from '../policy/engine.ts';
import type { Policy } from '../policy/policy.ts';
import type { JudgingContext } from '../policy/subject.ts';
import type { Verdict } from '../policy/verdict.ts';
import { PolicyEvaluationFailed, PolicyViolation } from '../problem/errors.ts';
import { completeDefinition } from './complete.ts';
import type { Definition } from './definition.ts';
import { normaliseName } from './name.ts';

/** Where a pipeline lives; part of what rules may ask about. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What judging needs besides the definition. */
export interface Court {
  readonly policy: Policy;
  readonly deployment: Place;
  readonly clock: () => Date;
  /** Milliseconds of a clock that only runs forward; judging is timed by it. */
  readonly timer: () => number;
}

/** A definition with its verdict. */
export interface Judgement {
  /** What would be written: the request with Image Builder's own defaults filled in. */
  readonly resulting: Definition;
  readonly verdict: Verdict;
  /** What judging took, in microseconds. */
  readonly micros: number;
}

/** Hears which pipeline is concerned and how it was judged, before anything is written. */
export type OnJudged = (name: string, judgement: Judgement) => void;

/** Judges the pipeline that would result from a definition. */
export function judgeDefinition(definition: Definition, caller: Caller, court: Court): Judgement {
  const startedAt = court.timer();
  const { resulting, subject } = completeDefinition(definition);
  const context = judgingContext(normaliseName(definition.name), caller, court);
  const verdict = judge(court.policy, subject, context, court.clock());
  return { resulting, verdict, micros: Math.round((court.timer() - startedAt) * 1000) };
}

/** What the server knows about the circumstances of a pipeline: of its caller and of the deployment, never of the request. */
export function judgingContext(name: string, caller: Caller, { policy, deployment }: Court): JudgingContext {
  const { account, region } = deployment;
  return { team: caller.team, environment: policy.environmentOf(account), account, region, name };
}

/** Lets an allowed definition through; throws what the caller has to hear otherwise. A rule that broke refuses like one that spoke. */
export function requireAllowed(verdict: Verdict, policy: Policy): void {
  if (verdict.decision === 'error') throw evaluationFailed(verdict);
  if (verdict.decision === 'deny') throw policyViolation(verdict, policy);
}

/** A rule threw: the answer names it, and the log gets the reason. */
export function evaluationFailed(verdict: Verdict): PolicyEvaluationFailed {
  const broken = verdict.outcomes.filter((outcome) => outcome.outcome === 'error');
  const rules = broken.map((outcome) => outcome.rule);
  const reasons = broken.map((outcome) => `${outcome.rule}: ${outcome.reason}`).join('; ');
  return new PolicyEvaluationFailed(
    `Rule ${rules.join(', ')} could not be evaluated, so nothing was written. Its owners have to mend it.`,
    {
      extensions: { rules },
      cause: new Error(reasons),
    },
  );
}

function policyViolation(verdict: Verdict, policy: Policy): PolicyViolation {
  const { violations, advisories, excepted, fix } = verdict;
  const broken = new Set(violations.map((finding) => finding.rule)).size;
  return new PolicyViolation(violations.map((finding) => finding.message).join('; '), {
    title: `The pipeline breaks ${broken} ${broken === 1 ? 'rule' : 'rules'}`,
    extensions: { policy: policyReference(policy), violations, advisories, excepted, fix },
  });
}

/** Which policy judged. */
export function policyReference({ document, digest }: Policy): { name: string; version: string; digest: string } {
  return { name: document.name, version: document.version, digest };
}
