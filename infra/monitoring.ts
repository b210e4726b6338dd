import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface MonitoringProps {
  readonly settings: Settings;
  readonly restApi: RestApi;
}

interface AlarmTerms {
  readonly description: string;
  readonly metric: IMetric;
  /** The value at which the metric is alarming. */
  readonly from: number;
  /** Of as many periods in a row. */
  readonly periods?: number;
}

const period = Duration.minutes(5);

/** Alarms, where they go, and a dashboard if it is wanted. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { settings, restApi }: MonitoringProps) {
    super(scope, id);
    // A function that crashes, runs out of time or is throttled reaches the caller as a 5xx too: one alarm sees them all.
    const serverErrors = restApi.metricServerError({ period });
    const latency = restApi.metricLatency({ period, statistic: 'p99' });
    const policyEvaluationFailed = new Metric({
      namespace: 'Imagegate',
      metricName: 'PolicyEvaluationFailed',
      dimensionsMap: { service: 'imagegate' },
      statistic: 'Sum',
      period,
    });

    const topics = alarmTopics(this, settings);
    const alarms: Record<string, AlarmTerms> = {
      ServerErrors: { description: 'Callers get answers with a status of 5xx', metric: serverErrors, from: 1 },
      PolicyEvaluationFailed: {
        description: 'A rule could not be evaluated, and what it should judge is refused until the policy is put right',
        metric: policyEvaluationFailed,
        from: 1,
      },
      Latency: { description: 'One of a hundred answers takes 10 seconds or more', metric: latency, from: 10_000, periods: 3 },
    };
    for (const [name, terms] of Object.entries(alarms)) addAlarm(this, name, terms, topics);

    if (settings.dashboard) {
      const widgets = [
        new GraphWidget({
          title: 'Requests',
          left: [restApi.metricCount({ period }), restApi.metricClientError({ period }), serverErrors],
        }),
        new GraphWidget({ title: 'Milliseconds', left: [restApi.metricLatency({ period, statistic: 'p50' }), latency] }),
        new GraphWidget({ title: 'Rules that could not be evaluated', left: [policyEvaluationFailed] }),
      ];
      new Dashboard(this, 'Dashboard', { dashboardName: settings.stackName, widgets: [widgets] });
    }
  }
}

function addAlarm(
  scope: Construct,
  name: string,
  { description, metric, from, periods = 1 }: AlarmTerms,
  topics: readonly ITopic[],
): void {
  const alarm = new Alarm(scope, name, {
    alarmDescription: description,
    metric,
    threshold: from,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  for (const topic of topics) {
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}

function alarmTopics(scope: Construct, { alarmTopic, alarmEmail }: Settings): ITopic[] {
  const topics: ITopic[] = [];
  if (alarmTopic !== null) topics.push(Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopic));
  if (alarmEmail !== null) {
    const topic = new Topic(scope, 'AlarmEmail', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(alarmEmail));
    // The policy that enforces TLS replaces the one under which CloudWatch could publish.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    );
    topics.push(topic);
  }
  return topics;
}
