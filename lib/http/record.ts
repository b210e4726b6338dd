import { upstreamErrorName } from '../image-builder/failure.ts';
import type { Finding } from '../policy/verdict.ts';
import type { ApiError } from '../problem/api-error.ts';
import type { RequestRecord } from '../telemetry.ts';
import type { Run } from './run.ts';

/** How a run ended. */
export interface Outcome {
  readonly operation: string;
  readonly status: number;
  /** Entity tag that was answered. */
  readonly etag: string | undefined;
  readonly error: ApiError | undefined;
  readonly policyDigest: string;
  /** Lambda's id of the invocation. */
  readonly invocationId: string;
  readonly endedAt: number;
}

/** The log record of a finished run. */
export function recordOf(run: Run, outcome: Outcome): RequestRecord {
  const { verdict, defaulted = [] } = run.notes;
  const { request, caller } = run;
  const exceptions = verdict?.exceptions ?? [];
  return {
    requestId: run.requestId,
    gatewayId: request?.gatewayId,
    gatewayRequestId: request?.gatewayRequestId,
    invocationId: outcome.invocationId,
    operation: outcome.operation,
    status: outcome.status,
    caller: caller?.subject,
    kind: caller?.kind,
    team: caller?.team ?? undefined,
    session: caller?.session,
    claims: caller !== undefined && hasMembers(caller.claims) ? caller.claims : undefined,
    tokenId: caller?.tokenId,
    authorizationId: caller?.authorizationId,
    pipeline: run.notes.pipeline?.slice(0, longestName),
    execution: run.notes.execution?.slice(0, longestName),
    ...effectOf(run, outcome),
    decision: verdict?.decision,
    rulesBroken: verdict && rulesOf(verdict.violations),
    rulesWarned: verdict && listed(rulesOf(verdict.advisories)),
    rulesRecorded: verdict && rulesOf(verdict.recorded),
    exceptionsUsed: listed(exceptions.filter(({ findings }) => findings > 0).map(({ exception }) => exception)),
    exceptionsUnused: listed(exceptions.filter(({ findings }) => findings === 0).map(({ exception }) => exception)),
    defaulted: listed(defaulted.map(({ pointer }) => pointer)),
    policyDigest: outcome.policyDigest,
    problem: outcome.error?.type,
    upstreamError: upstreamErrorName(outcome.error),
    micros: Math.round((outcome.endedAt - run.startedAt) * 1000),
    judgingMicros: run.notes.judgingMicros,
    unjudged: run.notes.unjudged,
    traceId: run.trace?.traceId,
    parentId: run.trace?.parentId,
    error: outcome.status >= 500 ? outcome.error : undefined,
  };
}

/** What a caller writes in a path may be longer than any name or id that there is. */
const longestName = 160;

/** What was done, where something was to be done and it went well. */
function effectOf({ notes: { effect, changed = [], etagBefore } }: Run, { etag }: Outcome): Effects {
  if (effect === undefined) return {};
  return {
    effect,
    changed: listed(changed.slice(0, mostPointers)),
    changedMore: changed.length > mostPointers ? changed.length - mostPointers : undefined,
    etagBefore,
    etagAfter: etag,
  };
}

type Effects = Pick<RequestRecord, 'effect' | 'changed' | 'changedMore' | 'etagBefore' | 'etagAfter'>;

/** A pipeline can have 50 tags (Image Builder API Reference, TagResource), and one write can change them all. */
const mostPointers = 20;

function hasMembers(map: Readonly<Record<string, string>>): boolean {
  for (const _ in map) return true;
  return false;
}

function rulesOf(findings: readonly Pick<Finding, 'rule'>[]): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** Few pipelines have exceptions or defaults, or are warned of: the line of the others does not name them. */
function listed(items: readonly string[]): readonly string[] | undefined {
  return items.length === 0 ? undefined : items;
}
