import type { Caller } from '../../identity/caller.ts';
import {
  ownerLookAlikes,
  ownerOf,
  presumedOwner,
  type Registry,
  requireOwnTags,
  statedOwner,
  teamActedFor,
} from '../../identity/ownership.ts';
import { toPointer } from '../../json/pointer.ts';
import { applyDefaults, type Default } from '../../policy/defaults.ts';
import type { Policy } from '../../policy/policy.ts';
import type { JudgingContext } from '../../policy/subject/subject.ts';
import { Forbidden } from '../../problem/errors.ts';
import type { Definition } from '../definition/definition.ts';
import { type CompletedDefinition, completeDefinition } from './complete.ts';
import { standingSubject } from './judge-stored.ts';
import { ownerLookAlikeProblem } from './owner-problem.ts';
import { type Court, type Judgement, judgeAs } from './ports.ts';
import type { Proposal } from './proposal.ts';
import { requireAdmitted } from './refusal.ts';

/**
 * Judges the pipeline that a write would lead to; where its values come from goes into the findings. Where the rules admit that
 * nothing says whose it is, it becomes the caller's team's, and is judged as that.
 */
export function judgeProposal(proposal: Proposal, caller: Caller, court: Court): Judgement {
  const { policy, teams } = court;
  const team = teamActedFor(caller, proposal.definition.tags, teams);
  const owner = ownerOf(proposal.existing?.tags, teams);
  const judgeWith = (defaults: readonly Default[]) =>
    judgeAs(proposal.definition, team, court, (context) =>
      completeProposal(proposal, { defaults }, context, { ...context, team: owner }),
    );
  const judgement = { ...judgeWith(policy.defaults), before: proposal.existing };
  const presumed = proposal.removes ? null : presumedOwner(caller, judgement.resulting.tags, teams);
  if (presumed === null || judgement.verdict.decision !== 'allow') return judgement;
  const at = toPointer(['tags', teams.ownerTag]);
  const presuming = [...policy.defaults, { at, when: undefined, valueFor: () => ({ value: presumed }) }];
  return { ...judgeWith(presuming), before: proposal.existing };
}

/**
 * Fills in first what the policy has for absent members, then what Image Builder has. A patch changes what it names and nothing
 * else: where the pipeline as it stands lacks a member for which there is a default, a patch that does not touch it leaves it so.
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

/** Lets an allowed definition through; throws what the caller has to hear otherwise. */
export function requireAllowed(judgement: Judgement, caller: Caller, court: Court): void {
  requireOwn(judgement, caller, court);
  requireAdmitted(judgement, court, (broken) => ({ title: `The pipeline breaks ${broken}` }));
}

/**
 * Throws `Forbidden` where a write would make or leave a pipeline that is not the caller's. Where nothing says whose it is and
 * the rules refuse it anyway, they have the word: they may know how to mend it.
 */
export function requireOwn(judgement: Judgement, caller: Caller, { teams }: Court): void {
  const { resulting, verdict } = judgement;
  const { tags } = resulting;
  if (statedOwner(tags, teams) === undefined && verdict.decision !== 'allow') return;
  requireOwnTags(caller, tags, teams);
  requireOneOwner(judgement, teams);
}

/**
 * Throws `Forbidden` where a write brings in a tag that reads like the one that names the owner, whoever asks. One that stands
 * may stay.
 */
function requireOneOwner({ resulting, before }: Judgement, registry: Registry): void {
  const errors = (['tags', 'imageTags'] as const).flatMap((member) => {
    const stood = ownerLookAlikes(before?.[member], registry);
    const added = ownerLookAlikes(resulting[member], registry).filter((key) => !stood.includes(key));
    return added.map((key) => ownerLookAlikeProblem([member, key], registry));
  });
  if (errors.length === 0) return;
  throw new Forbidden(`A pipeline has one owner, but ${errors.map(({ detail }) => detail).join('; ')}.`, {
    extensions: { errors },
  });
}
