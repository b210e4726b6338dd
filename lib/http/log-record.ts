import type { Caller } from '../identity/caller.ts';
import { upstreamErrorKind, upstreamErrorName } from '../image-builder/failure.ts';
import type { Finding, Verdict } from '../policy/verdict.ts';
import type { ApiError } from '../problem/api-error.ts';
import type { RequestRecord } from '../service/telemetry.ts';
import type { Run } from './run.ts';

/** How a run ended. */
export interface RunOutcome {
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
export function recordOf(run: Run, outcome: RunOutcome): RequestRecord {
  const { verdict, defaulted = [] } = run.notes;
  const exceptions = verdict?.exceptions ?? [];
  return {
    requestId: run.requestId,
    gatewayId: run.request?.gatewayId,
    gatewayRequestId: run.request?.gatewayRequestId,
    invocationId: outcome.invocationId,
    operation: outcome.operation,
    status: outcome.status,
    ...whoOf(run.caller),
    pipeline: run.notes.pipeline?.slice(0, maximumNameLength),
    execution: run.notes.execution?.slice(0, maximumNameLength),
    ...effectOf(run, outcome),
    decision: verdict?.decision,
    rulesBroken: verdict && rulesOf(verdict.violations),
    rulesWarned: verdict && listed(rulesOf(verdict.advisories)),
    rulesRecorded: verdict && rulesOf(verdict.recorded),
    rulesFailed: verdict && listed(failuresIn(verdict)),
    exceptionsUsed: listed(exceptions.filter(({ findings }) => findings > 0).map(({ exception }) => exception)),
    exceptionsUnused: listed(exceptions.filter(({ findings }) => findings === 0).map(({ exception }) => exception)),
    defaulted: listed(defaulted.map(({ pointer }) => pointer)),
    policyDigest: outcome.policyDigest,
    problem: outcome.error?.type,
    upstreamError: upstreamErrorName(outcome.error),
    upstreamErrorKind: upstreamErrorKind(outcome.error),
    micros: Math.round((outcome.endedAt - run.startedAt) * 1000),
    judgingMicros: run.notes.judgingMicros,
    unjudged: run.notes.unjudged,
    traceId: run.trace?.traceId,
    parentId: run.trace?.parentId,
    error: outcome.status >= 500 ? outcome.error : undefined,
  };
}

/** What a caller writes in a path may be longer than any id that there is: 128 characters of a recipe, a version and a number. */
const maximumNameLength = 172;

function whoOf(caller: Caller | undefined): Who {
  if (caller === undefined) return {};
  const { subject, kind, team, session, claims, tokenId, authorizationId } = caller;
  const named = kind === 'iam' ? undefined : claims;
  return { caller: subject, kind, team: team ?? undefined, session, claims: named, tokenId, authorizationId };
}

type Who = Pick<RequestRecord, 'caller' | 'kind' | 'team' | 'session' | 'claims' | 'tokenId' | 'authorizationId'>;

/** What was done, where something was to be done and it went well. */
function effectOf({ notes: { effect, changed = [], etagBefore } }: Run, { etag }: RunOutcome): Effects {
  if (effect === undefined) return {};
  return {
    effect,
    changed: listed(changed.slice(0, maximumPointers)),
    changedMore: changed.length > maximumPointers ? changed.length - maximumPointers : undefined,
    etagBefore,
    etagAfter: etag,
  };
}

type Effects = Pick<RequestRecord, 'effect' | 'changed' | 'changedMore' | 'etagBefore' | 'etagAfter'>;

/** A pipeline can have 50 tags (Image Builder API Reference, TagResource), and one write can change them all. */
const maximumPointers = 20;

/** Rules that broke, each with why. */
function failuresIn({ outcomes }: Verdict): readonly string[] {
  return outcomes.flatMap((each) => (each.outcome === 'error' ? [`${each.rule}: ${each.reason}`] : []));
}

function rulesOf(findings: readonly Pick<Finding, 'rule'>[]): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** Few pipelines have exceptions or defaults, or are warned of: the line of the others does not name them. */
function listed(items: readonly string[]): readonly string[] | undefined {
  return items.length === 0 ? undefined : items;
}
