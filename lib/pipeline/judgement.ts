import type { Caller } from '../identity/caller.ts';
import { applyDefaults, type Defaulted } from '../policy/defaults.ts';
import { judge } from '../policy/engine.ts';
import type { Policy } from '../policy/policy.ts';
import type { JudgingContext } from '../policy/subject.ts';
import type { Verdict } from '../policy/verdict.ts';
import { PolicyEvaluationFailed, PolicyViolation } from '../problem/errors.ts';
import { type CompletedDefinition, completeDefinition, type OriginOf } from './complete.ts';
import type { Definition } from './definition.ts';
import { normaliseName } from './name.ts';
import type { Proposal } from './proposal.ts';

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
  /** What would be written: the request with the policy's defaults and Image Builder's own filled in. */
  readonly resulting: Definition;
  /** What the policy filled in. */
  readonly defaulted: readonly Defaulted[];
  readonly verdict: Verdict;
  /** What judging took, in microseconds. */
  readonly micros: number;
}

/** Hears which pipeline is concerned and how it was judged, before anything is written. */
export type OnJudged = (name: string, judgement: Judgement) => void;

/** Judges the pipeline that a write would lead to; where its values come from goes into the findings. */
export function judgeProposal(proposal: Proposal, caller: Caller, court: Court): Judgement {
  return judged(proposal.definition, caller, court, (context) => completeProposal(proposal, court.policy, context));
}

/** Judges a pipeline as it stands: without the policy's defaults, which are for who writes. */
export function judgeStanding(definition: Definition, caller: Caller, court: Court): Judgement {
  return judged(definition, caller, court, () => completeDefinition(definition, allExisting));
}

/**
 * Fills in first what the policy has for absent members, then what Image Builder has. A patch changes what it names and nothing else:
 * where the pipeline as it stands lacks a member for which there is a default, a patch that does not touch it leaves it so.
 */
export function completeProposal(
  { definition, originOf, existing }: Proposal,
  { defaults }: Policy,
  context: JudgingContext,
): CompletedDefinition {
  const standing = existing && completeDefinition(existing, allExisting).subject;
  const lacking =
    existing === undefined ? [] : applyDefaults(defaults, existing, context).defaulted.map(({ pointer }) => pointer);
  const isMeant = (pointer: string) => lacking.includes(pointer) && originOf(pointer) === 'existing';
  const fillIn = (sent: Definition) => applyDefaults(defaults, sent, context, isMeant);
  return completeDefinition(definition, originOf, { fillIn, existing: standing });
}

const allExisting: OriginOf = () => 'existing';

function judged(
  { name }: Definition,
  caller: Caller,
  court: Court,
  complete: (context: JudgingContext) => CompletedDefinition,
): Judgement {
  const startedAt = court.timer();
  const context = judgingContext(normaliseName(name), caller, court);
  const { resulting, defaulted, subject } = complete(context);
  const verdict = judge(court.policy, subject, context, court.clock());
  return { resulting, defaulted, verdict, micros: Math.round((court.timer() - startedAt) * 1000) };
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
