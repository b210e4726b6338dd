import { createLog, type Log } from './log.ts';
import { embeddedMetrics, type Figure } from './metrics.ts';

/** What became of what was there; `unchanged` by a write that found everything as it should be. */
export type Effect = 'created' | 'changed' | 'unchanged' | 'deleted' | 'started' | 'cancelled';

/** What one request leaves in the log: no tag values, no bodies, no credentials. */
export interface RequestRecord {
  /** What `X-Request-Id` answers: the caller's own id, if it sent one. Several requests may have the same. */
  readonly requestId: string;
  /** API Gateway's own id, which no caller chooses; its access log has it too. */
  readonly gatewayId?: string | undefined;
  /** API Gateway's other id, which answers in `X-Request-Id` where the caller sent none. */
  readonly gatewayRequestId?: string | undefined;
  /** Lambda's id of the invocation, as in its own lines. */
  readonly invocationId: string;
  readonly operation: string;
  readonly status: number;
  readonly caller?: string | undefined;
  readonly kind?: string | undefined;
  readonly team?: string | undefined;
  /** Name of the session in which somebody has the role. */
  readonly session?: string | undefined;
  /** The claims of the caller's token that name a job or a person. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
  /** The `jti` of the caller's token. */
  readonly tokenId?: string | undefined;
  /** `invocationId` of the authorizer's line that let the caller in. */
  readonly authorizationId?: string | undefined;
  readonly pipeline?: string | undefined;
  /** Id of the execution concerned. */
  readonly execution?: string | undefined;
  /** What a successful write, start or cancellation did. */
  readonly effect?: Effect | undefined;
  /** JSON Pointers of what a write changed, the first few. */
  readonly changed?: readonly string[] | undefined;
  /** How many more there are. */
  readonly changedMore?: number | undefined;
  /** Entity tags of the pipeline. */
  readonly etagBefore?: string | undefined;
  readonly etagAfter?: string | undefined;
  /** What the rules said, where they were asked. */
  readonly decision?: string | undefined;
  /** Ids of the rules that refused. */
  readonly rulesBroken?: readonly string[] | undefined;
  /** Ids of the rules that found something at level `warn`. */
  readonly rulesWarned?: readonly string[] | undefined;
  /** Ids of the rules that found something at level `audit`. */
  readonly rulesRecorded?: readonly string[] | undefined;
  /** Rules that could not be evaluated, whatever their level, each with why: `change-record: reads description, …`. */
  readonly rulesFailed?: readonly string[] | undefined;
  /** Ids of the exceptions that admitted something. */
  readonly exceptionsUsed?: readonly string[] | undefined;
  /** Ids of the exceptions that hold for the pipeline and were not needed. */
  readonly exceptionsUnused?: readonly string[] | undefined;
  /** JSON Pointers of what the policy filled in. */
  readonly defaulted?: readonly string[] | undefined;
  readonly policyDigest: string;
  /** Type name of the problem that was answered. */
  readonly problem?: string | undefined;
  /** Name of the upstream's error, for example `ServiceQuotaExceededException`. */
  readonly upstreamError?: string | undefined;
  /** What the upstream's error came to, for example `throttled`; its names are many. */
  readonly upstreamErrorKind?: string | undefined;
  readonly micros: number;
  readonly judgingMicros?: number | undefined;
  /** ARNs of listed pipelines that could not be judged, with the reason. */
  readonly unjudged?: readonly string[] | undefined;
  readonly traceId?: string | undefined;
  readonly parentId?: string | undefined;
  /** Only where we failed (a status from 500 on). */
  readonly error?: Error | undefined;
}

/** What became of one token that the authorizer was asked about. */
export interface AuthorizationRecord
  extends Pick<
    RequestRecord,
    'requestId' | 'gatewayId' | 'gatewayRequestId' | 'invocationId' | 'caller' | 'kind' | 'team' | 'claims' | 'tokenId'
  > {
  readonly authorization: 'allow' | 'deny' | 'unauthenticated' | 'failure';
  readonly scopes?: readonly string[] | undefined;
  /** Why it was not let in. */
  readonly reason?: string | undefined;
  /** Only where we failed, or an issuer. */
  readonly error?: unknown;
}

/** Where requests are recorded. */
export interface Telemetry {
  record(record: RequestRecord): void;
}

/** How a process came up, which explains why its first request took longer. */
export interface Start {
  readonly coldStart: true;
  /** Version of Node.js. */
  readonly node: string;
  /**
   * What became of the code cache that came with the function: `used`, `rejected`, or made by an `other-node`; absent without
   * one.
   */
  readonly codeCache?: string;
}

const service = 'imagegate';

/**
 * Writes one JSON line a request, which is the log entry and the metrics at once, so figures cost no second line. That of the
 * first request says `start`.
 */
export function createTelemetry(start: Start, log: Log = createLog(service), now: () => number = Date.now): Telemetry {
  let isFirst = true;
  return {
    record(record) {
      const { error, ...fields } = record;
      const line = { ...fields, ...(isFirst ? start : {}), ...embeddedMetrics('Imagegate', figuresOf(record), now()) };
      isFirst = false;
      // Figures ride on the line, so a refusal is a warning: whoever silences INFO still counts refusals.
      if (error !== undefined) log('error', 'request', { ...line, error });
      else if (isTrouble(record)) log('warn', 'request', line);
      else log(record.effect === undefined ? 'info' : 'kept', 'request', line);
    },
  };
}

function isTrouble({ problem, upstreamErrorKind, rulesFailed }: RequestRecord): boolean {
  return problem === 'policy-violation' || upstreamErrorKind === 'throttled' || rulesFailed !== undefined;
}

/** Writes one JSON line for each token that is asked about; who was not let in is a warning. */
export function createAuthorizationLog(
  log: Log = createLog(service),
  now: () => number = Date.now,
): (record: AuthorizationRecord) => void {
  return ({ error, ...fields }) => {
    if (fields.authorization === 'failure') {
      // Lambda counts as errors of the authorizer also those by which it says that a token is none.
      const figures = new Map<string, Figure>([['AuthorizationFailures', { unit: 'Count', value: 1 }]]);
      log('error', 'authorization', { ...fields, ...embeddedMetrics('Imagegate', figures, now()), error });
    } else log(fields.authorization === 'allow' ? 'info' : 'warn', 'authorization', fields);
  };
}

function figuresOf(record: RequestRecord): ReadonlyMap<string, Figure> {
  const figures = new Map<string, Figure>();
  const count = (name: string, value = 1) => figures.set(name, { unit: 'Count', value });
  count('Requests');
  figures.set('Latency', { unit: 'Microseconds', value: record.micros });
  if (record.status >= 500) count('Failures');
  if (record.problem === 'policy-evaluation-failed') count('PolicyEvaluationFailed');
  const { rulesFailed = [] } = record;
  if (rulesFailed.length > 0) count('RuleErrors', rulesFailed.length);
  if (record.problem === 'policy-violation') {
    count('Refusals');
    for (const rule of record.rulesBroken ?? []) count(`RefusalsBy.${rule}`);
  }
  const { exceptionsUsed = [] } = record;
  if (exceptionsUsed.length > 0) count('ExceptionsUsed', exceptionsUsed.length);
  for (const exception of exceptionsUsed) count(`ExceptionsUsedBy.${exception}`);
  if (record.upstreamError !== undefined) count(`UpstreamErrors.${record.upstreamError}`);
  // An alarm can look at one metric, and not at all that begin alike.
  if (record.upstreamErrorKind === 'throttled') count('UpstreamThrottled');
  if (record.upstreamErrorKind === 'refused-us') count('RightsRefused');
  return figures;
}
