import type { Caller } from '../identity/caller.ts';
import { ownerOf, presumedOwner, requireOwnTags, statedOwner, teamActedFor } from '../identity/ownership.ts';
import { toPointer } from '../json/pointer.ts';
import { applyDefaults, type Default } from '../policy/defaults.ts';
import type { Policy } from '../policy/policy.ts';
import type { JudgingContext } from '../policy/subject.ts';
import type { Verdict } from '../policy/verdict.ts';
import { PolicyEvaluationFailed, PolicyViolation } from '../problem/errors.ts';
import { type CompletedDefinition, completeDefinition } from './complete.ts';
import { type Court, type Judgement, judgeAs } from './court.ts';
import type { Definition } from './definition.ts';
import type { Proposal } from './proposal.ts';
import { standingSubject } from './standing.ts';
import type { Move, StepOrder } from './step-order.ts';

/**
 * Judges the pipeline that a write would lead to; where its values come from goes into the findings. Where the rules admit that nothing
 * says whose it is, it becomes the caller's team's, and is judged as that.
 */
export function judgeProposal(proposal: Proposal, caller: Caller, court: Court): Judgement {
  const { policy, teams } = court;
  const team = teamActedFor(caller, proposal.definition.tags, teams);
  const owner = ownerOf(proposal.existing?.tags, teams);
  const judgeWith = (defaults: readonly Default[]) =>
    judgeAs(proposal.definition, team, court, (context) =>
      completeProposal(proposal, { defaults }, context, { ...context, team: owner }),
    );
  const judgement = judgeWith(policy.defaults);
  const presumed = proposal.removes ? null : presumedOwner(caller, judgement.resulting.tags, teams);
  if (presumed === null || judgement.verdict.decision !== 'allow') return judgement;
  const at = toPointer(['tags', teams.ownerTag]);
  return judgeWith([...policy.defaults, { at, when: undefined, valueFor: () => ({ value: presumed }) }]);
}

/**
 * Fills in first what the policy has for absent members, then what Image Builder has. A patch changes what it names and nothing else:
 * where the pipeline as it stands lacks a member for which there is a default, a patch that does not touch it leaves it so.
 *
 * @param standsIn The circumstances that the pipeline stands in, where a write changes one.
 */
export function completeProposal(
  { definition, originOf, existing }: Proposal,
  { defaults }: Pick<Policy, 'defaults'>,
  context: JudgingContext,
  standsIn: JudgingContext = context,
): CompletedDefinition {
  const standing = existing && { subject: standingSubject(existing), context: standsIn };
  const lacking =
    existing === undefined ? [] : applyDefaults(defaults, existing, context).defaulted.map(({ pointer }) => pointer);
  const isMeant = (pointer: string) => lacking.includes(pointer) && originOf(pointer) === 'existing';
  const fillIn = (sent: Definition) => applyDefaults(defaults, sent, context, isMeant);
  return completeDefinition(definition, originOf, { fillIn, existing: standing });
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

/** The calls of a write that keeps the rules on its way; throws what the caller has to hear where no order of them does. */
export function requireOrder(order: StepOrder, { policy }: Court): readonly Move[] {
  if (order.ok) return order.moves;
  const { violations, broken } = order;
  if (violations.length === 0 && broken !== undefined) throw evaluationFailed(broken);
  const messages = [...new Set(violations.map((finding) => finding.message))];
  throw new PolicyViolation(`${noOrder} ${messages.join('; ')}`, {
    title: 'The pipeline would break the rules half way',
    extensions: { policy: policyReference(policy), violations, advisories: [], excepted: [], fix: null },
  });
}

const noOrder =
  'Image Builder changes tags and settings by separate calls, and in every order of them the pipeline would break a rule in between. Make ' +
  'the change in two requests, by way of a pipeline that keeps the rules, or delete the pipeline and create it anew. In between:';

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
