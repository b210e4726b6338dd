import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** When one alarm goes off. */
export interface AlarmTerms {
  readonly description: string;
  readonly metric: IMetric;
  /** The value at which the metric is alarming. */
  readonly from: number;
  /** Of as many periods in a row. */
  readonly periods?: number;
}

/** What an alarm may look at of a deployment. */
export interface Watched {
  readonly restApi: RestApi;
  readonly functions: readonly IFunction[];
  /** Whether tokens are asked for. */
  readonly hasAuthorizer: boolean;
}

export const usualPeriod = Duration.minutes(5);

/** A figure that the functions write into their log lines. */
export function ownFigure(metricName: string): Metric {
  const dimensionsMap = { service: 'imagegate' };
  return new Metric({ namespace: 'Imagegate', metricName, dimensionsMap, statistic: 'Sum', period: usualPeriod });
}

/**
 * Of 1 000 requests in 30 days, 5 may fail: that is the budget. It burns too fast when 2 % of it go in one hour, 14.4 times as
 * fast as it may, or 5 % in six hours, 6 times as fast. Source of these two: The Site Reliability Workbook, "Alerting on SLOs".
 */
const budget = 0.5;
const fast = 14.4 * budget;
const slow = 6 * budget;

/** Failures that a share needs to mean something: at night one failed request would be half of all. */
const fewFailures = 5;

/** Each alone says little: the hour goes on for an hour after the trouble is over, and five minutes can be one retry. */
export function fastBurnAlarms({ restApi }: Watched): Readonly<Record<'Hour' | 'FiveMinutes', AlarmTerms>> {
  return {
    Hour: {
      description: `Of all answers of an hour, ${fast} % or more, and ${fewFailures} at least, have a status of 5xx`,
      metric: failedShare(restApi, Duration.hours(1), fewFailures),
      from: fast,
    },
    FiveMinutes: {
      description: `Of all answers of the last five minutes, ${fast} % or more have a status of 5xx`,
      metric: failedShare(restApi, usualPeriod, 1),
      from: fast,
    },
  };
}

/** The alarms that tell somebody by themselves. */
export function alarmsFor(watched: Watched): Readonly<Record<string, AlarmTerms>> {
  const { restApi, hasAuthorizer } = watched;
  return {
    SlowErrorBudgetBurn: {
      description: `Of all answers of six hours, ${slow} % or more, and ${fewFailures} at least, have a status of 5xx`,
      metric: failedShare(restApi, Duration.hours(6), fewFailures),
      from: slow,
    },
    PolicyEvaluationFailed: {
      description: 'A rule could not be evaluated, and what it should judge is refused until the policy is put right',
      metric: ownFigure('PolicyEvaluationFailed'),
      from: 1,
    },
    RuleErrors: {
      description:
        'A rule could not be evaluated, perhaps one that refuses nothing yet; the field rulesFailed of the log says which, and why',
      metric: ownFigure('RuleErrors'),
      from: 1,
    },
    RightsRefused: {
      description: 'Image Builder does not accept the rights of a function, which only an operator can fix',
      metric: ownFigure('RightsRefused'),
      from: 1,
    },
    UpstreamThrottled: {
      description: 'For 15 minutes, Image Builder has refused calls because there are too many',
      metric: ownFigure('UpstreamThrottled'),
      from: 3,
      periods: 3,
    },
    ...throttledFunctions(watched),
    ...(hasAuthorizer
      ? {
          AuthorizationFailures: {
            description: 'The bearer of a token could not be identified, because of a failure of ours or of the issuer',
            metric: ownFigure('AuthorizationFailures'),
            from: 3,
          },
        }
      : {}),
    Latency: {
      description: 'One of a hundred answers takes 10 seconds or more',
      metric: restApi.metricLatency({ period: usualPeriod, statistic: 'p99' }),
      from: 10_000,
      periods: 3,
    },
  };
}

/** In hundredths; 0 where there are too few failures to tell. */
function failedShare(restApi: RestApi, period: Duration, least: number): MathExpression {
  return new MathExpression({
    expression: `IF(failed >= ${least}, 100 * failed / requests, 0)`,
    usingMetrics: { failed: restApi.metricServerError({ period }), requests: restApi.metricCount({ period }) },
    label: 'answers with 5xx, %',
    period,
  });
}

/**
 * Lambda counts by function, and its sum over the account has other people's functions in it. An expression of an alarm has at
 * most 10 metrics. Source: CloudWatch User Guide, "Create a CloudWatch alarm based on a metric math expression".
 */
function throttledFunctions({ functions }: Watched): Record<string, AlarmTerms> {
  const alarms: Record<string, AlarmTerms> = {};
  for (let start = 0; start < functions.length; start += 10) {
    const some = functions.slice(start, start + 10).map((each) => each.metricThrottles({ period: usualPeriod }));
    const usingMetrics = Object.fromEntries(some.map((metric, index) => [`f${index}`, metric]));
    alarms[`FunctionsThrottled${start / 10 + 1}`] = {
      description: 'Lambda does not run functions of this stack, for want of concurrency: theirs, or that of the account',
      metric: new MathExpression({
        expression: Object.keys(usingMetrics)
          .map((name) => `FILL(${name}, 0)`)
          .join(' + '),
        usingMetrics,
        label: 'throttled invocations',
        period: usualPeriod,
      }),
      from: 1,
    };
  }
  return alarms;
}
