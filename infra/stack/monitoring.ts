import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StackSettings } from '../settings/settings.ts';
import { type AlarmTerms, alarmsFor, fastBurnAlarms, ownFigure, usualPeriod, type Watched } from './alarms.ts';

export interface MonitoringProps extends Watched {
  readonly settings: StackSettings;
}

/** Alarms, where they go, and a dashboard if it is wanted. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { settings, ...watched }: MonitoringProps) {
    super(scope, id);
    const topics = alarmTopics(this, settings);
    addFastBurn(this, watched, topics);
    for (const [name, terms] of Object.entries(alarmsFor(watched))) tell(addAlarm(this, name, terms), topics);
    if (settings.dashboard) addDashboard(this, settings, watched);
  }
}

/** Goes off while both do, and so neither long after the trouble is over nor for a moment. */
function addFastBurn(scope: Construct, watched: Watched, topics: readonly ITopic[]): void {
  const children = Object.entries(fastBurnAlarms(watched)).map(([name, terms]) => addAlarm(scope, `ErrorBudget${name}`, terms));
  const alarmRule = AlarmRule.allOf(...children.map((child) => AlarmRule.fromAlarm(child, AlarmState.ALARM)));
  const alarmDescription = 'So many answers have a status of 5xx that 2 % of the error budget of 30 days go in an hour';
  tell(new CompositeAlarm(scope, 'FastErrorBudgetBurn', { alarmDescription, alarmRule }), topics);
}

function addDashboard(scope: Construct, { stackName }: StackSettings, { restApi }: Watched): void {
  const period = usualPeriod;
  const requests = [
    restApi.metricCount({ period }),
    restApi.metricClientError({ period }),
    restApi.metricServerError({ period }),
  ];
  const latencies = ['p50', 'p99'].map((statistic) => restApi.metricLatency({ period, statistic }));
  const troubles = ['PolicyEvaluationFailed', 'RuleErrors', 'RightsRefused', 'UpstreamThrottled'].map(ownFigure);
  const widgets = [
    new GraphWidget({ title: 'Requests', left: requests }),
    new GraphWidget({ title: 'Milliseconds', left: latencies }),
    new GraphWidget({ title: 'Rules that could not be evaluated, and refusals of Image Builder', left: troubles }),
  ];
  new Dashboard(scope, 'Dashboard', { dashboardName: stackName, widgets: [widgets] });
}

function addAlarm(scope: Construct, name: string, { description, metric, from, periods = 1 }: AlarmTerms): Alarm {
  return new Alarm(scope, name, {
    alarmDescription: description,
    metric,
    threshold: from,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

function tell(alarm: AlarmBase, topics: readonly ITopic[]): void {
  for (const topic of topics) {
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}

function alarmTopics(scope: Construct, { alarmTopic, alarmEmail }: StackSettings): ITopic[] {
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
