import { describe, expect, it } from 'vitest';
import { flat, resources, templateFor } from './synthesis.ts';

const alarms = (given: object) =>
  [...resources(templateFor(given), 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);

describe('the alarms', () => {
  it('watch answers with 5xx, rules that could not be evaluated, and slow answers', () => {
    const found = alarms({}).map(({ Namespace, MetricName, Threshold, ComparisonOperator }) => [
      Namespace,
      MetricName,
      ComparisonOperator,
      Threshold,
    ]);
    const from = 'GreaterThanOrEqualToThreshold';
    expect(found).toEqual([
      ['AWS/ApiGateway', '5XXError', from, 1],
      ['Imagegate', 'PolicyEvaluationFailed', from, 1],
      ['AWS/ApiGateway', 'Latency', from, 10_000],
    ]);
  });

  it('see the figure under the dimensions that the functions write it with', () => {
    const alarm = alarms({}).find(({ MetricName }) => MetricName === 'PolicyEvaluationFailed');
    expect(alarm.Dimensions).toEqual([{ Name: 'service', Value: 'imagegate' }]);
    expect(alarm.TreatMissingData).toBe('notBreaching');
  });

  it('tell nobody unless told whom', () => {
    expect(alarms({}).filter(({ AlarmActions }) => AlarmActions !== undefined)).toEqual([]);
  });

  it('tell the topic and the address that the settings name', () => {
    const alarmTopic = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const given = { alarmTopic, alarmEmail: 'platform@example.com' };
    for (const { AlarmActions, OKActions } of alarms(given)) {
      expect(AlarmActions).toHaveLength(2);
      expect(AlarmActions[0]).toBe(alarmTopic);
      expect(OKActions).toEqual(AlarmActions);
    }
    const [subscription] = resources(templateFor(given), 'AWS::SNS::Subscription').values();
    expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'platform@example.com' });
    const [policy] = resources(templateFor(given), 'AWS::SNS::TopicPolicy').values();
    const publishers = policy?.Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(publishers).toMatchObject([{ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }]);
    expect(flat(publishers[0].Condition.StringEquals['aws:SourceAccount'])).toBe('<AWS::AccountId>');
  });
});

describe('what costs or concerns the whole account', () => {
  it.each([
    [{}, 0],
    [{ dashboard: true }, 1],
  ])('with %j there are %i dashboards', (given, count) => {
    expect(resources(templateFor(given), 'AWS::CloudWatch::Dashboard').size).toBe(count);
  });

  it.each([
    [{}, 1],
    [{ accountLogRole: false }, 0],
  ])('with %j the role that API Gateway logs with is set %i times', (given, count) => {
    expect(resources(templateFor(given), 'AWS::ApiGateway::Account').size).toBe(count);
  });
});
