import type { Caller } from '../identity/caller.ts';
import type { ExceptedFinding, Finding, Fix, RuleOutcome } from '../policy/verdict.ts';
import { findPipeline, missingPipeline } from './address.ts';
import { changesBetween } from './changes.ts';
import { allRequested } from './complete.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from './definition.ts';
import { type Envelope, envelopeOf } from './evaluation-envelope.ts';
import type { CallOptions, ImageBuilder } from './image-builder.ts';
import { type Court, evaluationFailed, type Judgement, judgeProposal, type OnJudged, policyReference } from './judgement.ts';
import { proposePatch } from './merge.ts';
import { normaliseName } from './name.ts';
import { type Advisory, besideDefaults, type Notice, noticesOfDefaults, noticesOfReplacement } from './notice.ts';
import type { Proposed, RefusedProposal } from './proposal.ts';
import { definitionOf } from './record.ts';
import { proposeReplacement } from './replacement.ts';
import { shapeFix } from './required-definition.ts';
import { upcomingRuns } from './schedule-view.ts';
import type { WritePorts } from './write.ts';

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
  /** The next three runs (RFC 3339, UTC). */
  readonly nextRuns: readonly string[];
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

export interface EvaluateRequest extends CallOptions {
  /** `{ operation?, name?, definition }` as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly onJudged?: OnJudged;
}

/**
 * Judges what a write would lead to, and writes nothing. A creation is judged without asking anybody; to replace or to patch is judged
 * against the pipeline as it stands. Rejects with `ValidationFailed` where the envelope is wrong, and with `NotFound` where there is
 * nothing to patch.
 */
export async function evaluateDefinition(request: EvaluateRequest, ports: WritePorts): Promise<Evaluation> {
  const envelope = envelopeOf(request.body);
  const { operation, name } = envelope;
  const current = name === undefined ? undefined : await currentAt(name, request, ports.imageBuilder);
  const proposed = proposedBy(envelope, current);
  if (!proposed.ok) return invalid(proposed, ports);
  const { proposal } = proposed;
  const judgement = judgeProposal(proposal, request.caller, ports);
  request.onJudged?.(normaliseName(proposal.definition.name), judgement);
  const { defaulted, resulting } = judgement;
  const changes = current === undefined ? [] : changesBetween(current, resulting);
  const replaced = operation === 'replace' ? noticesOfReplacement(proposal, besideDefaults(changes, defaulted)) : [];
  return judged(judgement, [...noticesOfDefaults(defaulted, changes), ...replaced], ports);
}

async function currentAt(name: string, options: CallOptions, imageBuilder: ImageBuilder): Promise<Definition | undefined> {
  const record = await findPipeline(name, options, imageBuilder);
  return record && definitionOf(record);
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

function judged({ verdict, resulting }: Judgement, notices: readonly Notice[], court: Court): Evaluation {
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
    nextRuns: upcomingRuns(resulting.schedule, court.clock()),
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
