import type { Difference } from '../json/difference.ts';
import { type Definition, parseDefinition } from './definition/definition.ts';
import { normaliseName } from './definition/name.ts';
import { shapeFix } from './definition/required-definition.ts';
import { changesBetween, isTagChange } from './judging/changes.ts';
import { allRequested } from './judging/complete.ts';
import { type Evaluation, type Evaluator, evaluationOf, invalidEvaluation } from './judging/evaluation.ts';
import type { WriteEnvelope } from './judging/evaluation-envelope.ts';
import { type ReferencePorts, requireOwnReferences } from './judging/foreign-references.ts';
import { judgeProposal, requireOwn } from './judging/judge-proposal.ts';
import { lostSettings } from './judging/lost-settings.ts';
import { besideDefaults, noticesOfDefaults, noticesOfPairs, noticesOfReplacement, noticesOfUpdate } from './judging/notice.ts';
import type { Court } from './judging/ports.ts';
import type { Proposed, RefusedProposal } from './judging/proposal.ts';
import { proposePatch } from './judging/propose-patch.ts';
import { proposeReplacement } from './judging/propose-replacement.ts';
import { type Directory, findToChange, missingPipeline } from './stored/address.ts';
import type { PipelineRecord } from './stored/image-builder.ts';
import { definitionOf } from './stored/record.ts';
import { type Scheduled, upcomingRuns } from './view/schedule-view.ts';
import { stepOrder } from './writing/step-order.ts';

/** What an evaluation stands on. */
export type EvaluatePorts = Court & Directory & ReferencePorts;

export interface EvaluateRequest extends Evaluator {
  readonly envelope: WriteEnvelope;
}

/**
 * Judges what a write would lead to, and writes nothing. To replace or to patch is judged against the pipeline as it stands;
 * where the write would be allowed, what it would newly refer to is looked at, as the write does. Rejects with `NotFound` where
 * there is nothing to patch, and with `Forbidden` where the write would.
 */
export async function evaluateDefinition(request: EvaluateRequest, ports: EvaluatePorts): Promise<Evaluation> {
  const { envelope } = request;
  const { operation, name } = envelope;
  const record = name === undefined ? undefined : await findToChange(name, request, ports);
  const current = record && definitionOf(record);
  const proposed = proposedBy(envelope, current);
  if (!proposed.ok) return invalid(proposed, ports);
  const { proposal } = proposed;
  const judgement = judgeProposal(proposal, request.caller, ports);
  request.onJudged?.(normaliseName(proposal.definition.name), judgement);
  requireOwn(judgement, request.caller, ports);
  const { defaulted, resulting } = judgement;
  const changes = current === undefined ? [] : changesBetween(current, resulting);
  const lost = record === undefined ? [] : lostSettings(record, changes);
  if (lost.length > 0) return invalid({ ok: false, candidate: resulting, problems: lost }, ports);
  if (judgement.verdict.decision === 'allow') await requireOwnReferences(resulting, current, request, ports);
  const replaced = operation === 'replace' ? noticesOfReplacement(proposal, besideDefaults(changes, defaulted)) : [];
  const pairs = noticesOfPairs(resulting, current === undefined ? undefined : changes);
  const notices = [...noticesOfDefaults(defaulted, changes), ...replaced, ...pairs, ...noticesOfUpdate(record, changes)];
  const nextRuns = upcomingRuns(scheduledBy(resulting, record), ports.clock());
  const onTheWay = judgement.verdict.decision === 'allow' ? halfWay(current, resulting, changes, ports) : undefined;
  return evaluationOf({ verdict: onTheWay ?? judgement.verdict }, { resulting, notices, nextRuns }, ports);
}

/** The verdict on a write that would break the rules half way, in whatever order it made its calls. */
function halfWay(current: Definition | undefined, resulting: Definition, changes: readonly Difference[], court: Court) {
  if (current === undefined) return undefined;
  const order = stepOrder({ current, resulting, changesSettings: !changes.every(isTagChange) }, court);
  return order.ok ? undefined : order.verdict;
}

/** A schedule that stays goes on counting as it does; a new one begins with the write. */
function scheduledBy(resulting: Definition, record: PipelineRecord | undefined): Scheduled {
  const { schedule, status } = resulting;
  const stays = record?.schedule?.scheduleExpression === schedule?.scheduleExpression;
  return stays ? { ...record, schedule, status } : { schedule, status };
}

function proposedBy({ operation, name = '', definition: candidate }: WriteEnvelope, current: Definition | undefined): Proposed {
  if (operation === 'patch') {
    if (current === undefined) throw missingPipeline(name);
    return proposePatch(candidate, current);
  }
  const parsed = parseDefinition(candidate);
  if (!parsed.ok) return { ok: false, candidate, problems: parsed.problems };
  const { definition } = parsed;
  if (operation === 'replace') return proposeReplacement(definition, name, current);
  return { ok: true, proposal: { definition, originOf: allRequested } };
}

function invalid({ candidate, problems }: RefusedProposal, court: Court): Evaluation {
  return invalidEvaluation({ errors: problems, fix: shapeFix(candidate, problems) }, court);
}
