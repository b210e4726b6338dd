import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What one request leaves in the log: no tag values, no bodies, no credentials. */
export interface RequestRecord {
  readonly requestId: string;
  readonly operation: string;
  readonly status: number;
  readonly caller?: string | undefined;
  readonly team?: string | undefined;
  /** The `jti` of the caller's token. */
  readonly tokenId?: string | undefined;
  readonly pipeline?: string | undefined;
  /** What the rules said, where they were asked. */
  readonly decision?: string | undefined;
  /** Ids of the rules that refused. */
  readonly rulesBroken?: readonly string[] | undefined;
  /** Ids of the rules that found something at level `audit`. */
  readonly rulesRecorded?: readonly string[] | undefined;
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
export interface AuthorizationRecord {
  readonly requestId: string;
  readonly authorization: 'allow' | 'deny' | 'unauthenticated' | 'failure';
  readonly caller?: string | undefined;
  readonly kind?: string | undefined;
  readonly team?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly tokenId?: string | undefined;
  /** Why it was not let in. */
  readonly reason?: string | undefined;
  /** Only where we failed, or an issuer. */
  readonly error?: unknown;
}

/** Where requests are recorded. */
export interface Telemetry {
  record(record: RequestRecord): void;
}

const service = 'imagegate';

/**
 * Writes one JSON line a request, which is the log entry and the metrics at once: a line with an `_aws` member is read by CloudWatch
 * as embedded metrics (CloudWatch User Guide, "Embedded metric format specification"), so figures cost no second line.
 */
export function createTelemetry(): Telemetry {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: 'Imagegate', serviceName: service });
  return {
    record(record) {
      const { error, ...fields } = record;
      const line = { ...fields, ...figuresOf(record, metrics) };
      // Figures ride on the line, so a refusal is a warning: whoever silences INFO still counts refusals.
      if (error !== undefined) logger.error('request', { ...line, error });
      else if (record.problem === 'policy-violation') logger.warn('request', line);
      else logger.info('request', line);
    },
  };
}

/** Writes one JSON line for each token that is asked about; who was not let in is a warning. */
export function createAuthorizationLog(): (record: AuthorizationRecord) => void {
  const logger = new Logger({ serviceName: service });
  return ({ error, ...fields }) => {
    if (fields.authorization === 'failure') logger.error('authorization', { ...fields, error });
    else if (fields.authorization === 'allow') logger.info('authorization', fields);
    else logger.warn('authorization', fields);
  };
}

/**
 * The figures of one request in embedded metric format. Filled, read and emptied in one go, so requests that share the process never
 * meet in the store. The service is the only dimension: CloudWatch bills every combination, and API Gateway counts by method already.
 */
function figuresOf(record: RequestRecord, metrics: Metrics): object {
  metrics.addMetric('Requests', MetricUnit.Count, 1);
  metrics.addMetric('Latency', MetricUnit.Microseconds, record.micros);
  if (record.status >= 500) metrics.addMetric('Failures', MetricUnit.Count, 1);
  if (record.problem === 'policy-evaluation-failed') metrics.addMetric('PolicyEvaluationFailed', MetricUnit.Count, 1);
  if (record.problem === 'policy-violation') {
    metrics.addMetric('Refusals', MetricUnit.Count, 1);
    for (const rule of record.rulesBroken ?? []) metrics.addMetric(`RefusalsBy.${rule}`, MetricUnit.Count, 1);
  }
  for (const exception of record.exceptionsUsed ?? []) {
    metrics.addMetric('ExceptionsUsed', MetricUnit.Count, 1);
    metrics.addMetric(`ExceptionsUsedBy.${exception}`, MetricUnit.Count, 1);
  }
  if (record.upstreamError !== undefined) metrics.addMetric(`UpstreamErrors.${record.upstreamError}`, MetricUnit.Count, 1);
  // The logger writes the dimension's value under the same key already.
  const { service: _, ...figures } = metrics.serializeMetrics();
  metrics.clearMetrics();
  return figures;
}
