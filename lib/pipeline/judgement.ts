import type { Caller } from '../identity/caller.ts';
import { ownerOf, presumedOwner, type Registry, requireOwnTags, statedOwner, teamActedFor } from '../identity/ownership.ts';
import { toPointer } from '../json/pointer.ts';
import { applyDefaults, type Default, type Defaulted } from '../policy/defaults.ts';
import { type JudgingOptions, judge } from '../policy/engine.ts';
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
  readonly teams: Registry;
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

/**
 * Judges the pipeline that a write would lead to; where its values come from goes into the findings. Where the rules admit that nothing
 * says whose it is, it becomes the caller's team's, and is judged as that.
 */
export function judgeProposal(proposal: Proposal, caller: Caller, court: Court): Judgement {
  const { policy, teams } = court;
  const team = teamActedFor(caller, proposal.definition.tags, teams);
  const judgeWith = (defaults: readonly Default[]) =>
    judged(proposal.definition, team, court, (context) => completeProposal(proposal, { defaults }, context));
  const judgement = judgeWith(policy.defaults);
  const owner = proposal.removes ? null : presumedOwner(caller, judgement.resulting.tags, teams);
  if (owner === null || judgement.verdict.decision !== 'allow') return judgement;
  const at = toPointer(['tags', teams.ownerTag]);
  return judgeWith([...policy.defaults, { at, when: undefined, valueFor: () => ({ value: owner }) }]);
}

/**
 * Judges a pipeline as it stands: without the policy's defaults, which are for who writes, and for the team that it belongs to, so that
 * everybody who reads it reads the same. Without the merged fix, which no view shows and which is most of the work; each finding has
 * its own.
 */
export function judgeStanding(definition: Definition, court: Court): Judgement {
  const owner = ownerOf(definition.tags, court.teams);
  return judged(definition, owner, court, () => completeDefinition(definition, allExisting), { fixes: false });
}

/**
 * Fills in first what the policy has for absent members, then what Image Builder has. A patch changes what it names and nothing else:
 * where the pipeline as it stands lacks a member for which there is a default, a patch that does not touch it leaves it so.
 */
export function completeProposal(
  { definition, originOf, existing }: Proposal,
  { defaults }: Pick<Policy, 'defaults'>,
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
  team: string | null,
  court: Court,
  complete: (context: JudgingContext) => CompletedDefinition,
  options?: JudgingOptions,
): Judgement {
  const startedAt = court.timer();
  const context = contextOf(normaliseName(name), team, court);
  const { resulting, defaulted, subject } = complete(context);
  const verdict = judge(court.policy, subject, context, court.clock(), options);
  return { resulting, defaulted, verdict, micros: Math.round((court.timer() - startedAt) * 1000) };
}

/** What the server knows about the circumstances of a pipeline that this caller would write. */
export function judgingContext(name: string, { team }: Caller, court: Court): JudgingContext {
  return contextOf(name, team, court);
}

/** Of the team and of the deployment, never of the request. */
function contextOf(name: string, team: string | null, { policy, deployment }: Court): JudgingContext {
  const { account, region } = deployment;
  return { team, environment: policy.environmentOf(account), account, region, name };
}

/** Lets an allowed definition through; throws what the caller has to hear otherwise. A rule that broke refuses like one that spoke. */
export function requireAllowed(judgement: Judgement, caller: Caller, court: Court): void {
  const { verdict } = judgement;
  requireOwn(judgement, caller, court);
  if (verdict.decision === 'error') throw evaluationFailed(verdict);
  if (verdict.decision === 'deny') throw policyViolation(verdict, court.policy);
}

/**
 * Throws `Forbidden` where a write would make or leave a pipeline that is not the caller's. Where nothing says whose it is and the rules
 * refuse it anyway, they have the word: they may know how to mend it.
 */
export function requireOwn({ resulting: { tags }, verdict }: Judgement, caller: Caller, { teams }: Court): void {
  if (statedOwner(tags, teams) === undefined && verdict.decision !== 'allow') return;
  requireOwnTags(caller, tags, teams);
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
