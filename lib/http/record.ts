import { upstreamErrorName } from '../image-builder/failure.ts';
import type { Finding } from '../policy/verdict.ts';
import type { ApiError } from '../problem/api-error.ts';
import type { RequestRecord } from '../telemetry.ts';
import type { Run } from './run.ts';

/** How a run ended. */
export interface Outcome {
  readonly operation: string;
  readonly status: number;
  readonly error: ApiError | undefined;
  readonly policyDigest: string;
  readonly endedAt: number;
}

/** The log record of a finished run. */
export function recordOf(run: Run, outcome: Outcome): RequestRecord {
  const { verdict, defaulted = [] } = run.notes;
  const exceptions = verdict?.exceptions ?? [];
  return {
    requestId: run.requestId,
    operation: outcome.operation,
    status: outcome.status,
    caller: run.caller?.subject,
    team: run.caller?.team ?? undefined,
    tokenId: run.caller?.tokenId,
    pipeline: run.notes.pipeline,
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

function rulesOf(findings: readonly Pick<Finding, 'rule'>[]): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** Few pipelines have exceptions or defaults, or are warned of: the line of the others does not name them. */
function listed(items: readonly string[]): readonly string[] | undefined {
  return items.length === 0 ? undefined : items;
}
