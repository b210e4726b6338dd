import type { Difference } from '../json/difference.ts';
import type { ExceptedFinding, Finding, Fix, RuleOutcome } from '../policy/verdict.ts';
import { type Directory, findToChange, missingPipeline, type Seeker } from './address.ts';
import { changesBetween, isTagChange } from './changes.ts';
import { allRequested } from './complete.ts';
import type { Court, Judgement, OnJudged } from './court.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from './definition.ts';
import { type Envelope, envelopeOf } from './evaluation-envelope.ts';
import type { PipelineRecord } from './image-builder.ts';
import { evaluationFailed, judgeProposal, policyReference, requireOwn } from './judgement.ts';
import { lostSettings } from './lost-settings.ts';
import { proposePatch } from './merge.ts';
import { normaliseName } from './name.ts';
import {
  type Advisory,
  besideDefaults,
  type Notice,
  noticesOfDefaults,
  noticesOfPairs,
  noticesOfReplacement,
  noticesOfUpdate,
} from './notice.ts';
import type { Proposed, RefusedProposal } from './proposal.ts';
import { definitionOf } from './record.ts';
import { proposeReplacement } from './replacement.ts';
import { shapeFix } from './required-definition.ts';
import { type Scheduled, upcomingRuns } from './schedule-view.ts';
import { stepOrder } from './step-order.ts';

/** What an evaluation stands on. */
export type EvaluatePorts = Court & Directory;

/** The verdict that a write would get. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny' | 'invalid';
  /** What is wrong with the definition or the patch; the rules are asked only about what can be written. */
  readonly errors: readonly DefinitionProblem[];
  readonly violations: readonly Finding[];
  /** Findings at level `warn`, and what the write would do that its body does not say. */
  readonly advisories: readonly Advisory[];
  readonly excepted: readonly ExceptedFinding[];
  readonly fix: Fix | null;
  /** What each rule said. */
  readonly outcomes: readonly RuleOutcome[];
  /** The definition that would be written, defaults filled in; `null` when invalid. */
  readonly resulting: Definition | null;
  /** The next three runs (RFC 3339, UTC); none for a pipeline that would be disabled. */
  readonly nextRuns: readonly string[];
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

export interface EvaluateRequest extends Seeker {
  /** `{ operation?, name?, definition }` as it was sent. */
  readonly body: unknown;
  readonly onJudged?: OnJudged;
}

/**
 * Judges what a write would lead to, and writes nothing. A creation is judged without asking anybody; to replace or to patch is judged
 * against the pipeline as it stands. Rejects with `ValidationFailed` where the envelope is wrong, with `NotFound` where there is nothing
 * to patch, and with `Forbidden` where the write would.
 */
export async function evaluateDefinition(request: EvaluateRequest, ports: EvaluatePorts): Promise<Evaluation> {
  const envelope = envelopeOf(request.body);
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
  const replaced = operation === 'replace' ? noticesOfReplacement(proposal, besideDefaults(changes, defaulted)) : [];
  const pairs = noticesOfPairs(resulting, current === undefined ? undefined : changes);
  const notices = [...noticesOfDefaults(defaulted, changes), ...replaced, ...pairs, ...noticesOfUpdate(record, changes)];
  const onTheWay = judgement.verdict.decision === 'allow' ? obstacles(current, resulting, changes, ports) : [];
  const runs = upcomingRuns(scheduledBy(resulting, record), ports.clock());
  return judged(judgement, onTheWay, notices, runs, ports);
}

/** What a write would break half way, in whatever order it made its calls. */
function obstacles(current: Definition | undefined, resulting: Definition, changes: readonly Difference[], court: Court) {
  if (current === undefined) return [];
  const order = stepOrder({ current, resulting, changesSettings: !changes.every(isTagChange) }, court);
  if (order.ok) return [];
  if (order.violations.length === 0 && order.broken !== undefined) throw evaluationFailed(order.broken);
  return order.violations;
}

/** A schedule that stays goes on counting as it does; a new one begins with the write. */
function scheduledBy(resulting: Definition, record: PipelineRecord | undefined): Scheduled {
  const { schedule, status } = resulting;
  const stays = record?.schedule?.scheduleExpression === schedule?.scheduleExpression;
  return stays ? { ...record, schedule, status } : { schedule, status };
}

function proposedBy({ operation, name = '', definition: candidate }: Envelope, current: Definition | undefined): Proposed {
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

function judged(
  { verdict, resulting }: Judgement,
  onTheWay: readonly Finding[],
  notices: readonly Notice[],
  nextRuns: readonly string[],
  court: Court,
): Evaluation {
  if (verdict.decision === 'error') throw evaluationFailed(verdict);
  return {
    decision: onTheWay.length > 0 ? 'deny' : verdict.decision,
    errors: [],
    violations: [...verdict.violations, ...onTheWay],
    advisories: [...verdict.advisories, ...notices],
    excepted: verdict.excepted,
    fix: verdict.fix,
    outcomes: verdict.outcomes,
    resulting,
    nextRuns,
    policy: policyReference(court.policy),
  };
}

function invalid({ candidate, problems }: RefusedProposal, court: Court): Evaluation {
  return {
    decision: 'invalid',
    errors: problems,
    violations: [],
    advisories: [],
    excepted: [],
    fix: shapeFix(candidate, problems),
    outcomes: [],
    resulting: null,
    nextRuns: [],
    policy: policyReference(court.policy),
  };
}
