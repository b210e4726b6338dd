import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/service/routes.ts';
import { flat, type Resource, resources, templateFor } from './synthesis.ts';

type Properties = Resource['Properties'];

const alarms = (given: object): Properties[] =>
  [...resources(templateFor(given), 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);

const composites = (given: object) => [...resources(templateFor(given), 'AWS::CloudWatch::CompositeAlarm').values()];

/** What an alarm looks at, in seconds: of an expression, the expression and the metrics in it. */
function watched({ MetricName, Period, Metrics = [] }: Properties): string {
  if (MetricName !== undefined) return `${MetricName} over ${Period}`;
  const [{ Expression }, ...metrics] = Metrics;
  const { Period: period } = metrics[0].MetricStat;
  const names = new Set(metrics.map(({ MetricStat }: Properties) => MetricStat.Metric.MetricName));
  return Expression.startsWith('FILL')
    ? `${metrics.length} × ${[...names].join()} over ${period}`
    : `${Expression} of ${[...names].join(', ')} over ${period}`;
}

const share = (least: number) => `IF(failed >= ${least}, 100 * failed / requests, 0) of 5XXError, Count`;

const always = [
  [`${share(5)} over 3600`, 7.2, 1],
  [`${share(1)} over 300`, 7.2, 1],
  [`${share(5)} over 21600`, 3, 1],
  ['PolicyEvaluationFailed over 300', 1, 1],
  ['RuleErrors over 300', 1, 1],
  ['RightsRefused over 300', 1, 1],
  ['UpstreamThrottled over 300', 3, 3],
  ['10 × Throttles over 300', 1, 1],
];

describe('the alarms', () => {
  it.each([
    ['signed requests', {}, [...always, [`${routes.length - 10} × Throttles over 300`, 1, 1], ['Latency over 300', 10_000, 3]]],
    [
      'tokens',
      { auth: 'jwt' },
      [
        ...always,
        [`${routes.length + 1 - 10} × Throttles over 300`, 1, 1],
        ['AuthorizationFailures over 300', 3, 1],
        ['Latency over 300', 10_000, 3],
      ],
    ],
  ])('watch what an operator can do something about, with %s', (_, given, expected) => {
    const found = alarms(given);
    expect(found.map((alarm) => [watched(alarm), alarm.Threshold, alarm.EvaluationPeriods])).toEqual(expected);
    for (const { ComparisonOperator, TreatMissingData, AlarmDescription } of found) {
      expect(ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
      expect(TreatMissingData).toBe('notBreaching');
      expect(AlarmDescription).toMatch(/^[A-Z]/);
    }
  });

  it('are those of docs/operate.md', () => {
    const template = templateFor({ auth: 'jwt' });
    const ids = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) => [
      ...resources(template, type).keys(),
    ]);
    const text = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    const told = [...text.matchAll(/`(?:…)?([A-Z]\w+)`/g)].map(([, name = '']) => name);
    const named = ids.map((id) => id.replace(/^Monitoring|[\dA-F]{8}$/g, ''));
    expect(named.filter((name) => !told.includes(name.replace(/FunctionsThrottled2$/, 'FunctionsThrottled1')))).toEqual([]);
    const table = text.split('| alarm |')[1]?.match(/^\| `\w+`/gm) ?? [];
    const rows = table.map((row) => row.slice(3, -1));
    expect(rows.filter((name) => !named.includes(name))).toEqual([]);
  });

  it('see each function of the stack that may be throttled, and no other', () => {
    const template = templateFor({ auth: 'jwt' });
    const seen = alarms({ auth: 'jwt' })
      .flatMap(({ Metrics = [] }) => Metrics)
      .flatMap(({ MetricStat }: Properties) =>
        MetricStat?.Metric.MetricName === 'Throttles' ? MetricStat.Metric.Dimensions : [],
      )
      .map(({ Value }: Properties) => Value.Ref);
    expect(seen.sort()).toEqual([...resources(template, 'AWS::Lambda::Function').keys()].sort());
  });

  it('see the figures under the dimensions that the functions write them with', () => {
    const own = alarms({ auth: 'jwt' }).filter(({ Namespace }) => Namespace === 'Imagegate');
    expect(own).toHaveLength(5);
    for (const { Dimensions } of own) expect(Dimensions).toEqual([{ Name: 'service', Value: 'imagegate' }]);
  });

  it('tell of a budget that burns fast only while the last hour and the last minutes both say so', () => {
    const [fast, ...others] = composites({});
    expect(others).toEqual([]);
    const hour = /^ALARM\("<\w*ErrorBudgetHour\w*\.Arn>"\)$/;
    const rule = flat(fast?.Properties.AlarmRule);
    const parts = /^\((.*) AND (.*)\)$/.exec(rule) ?? [];
    expect(parts[1]).toMatch(hour);
    expect(parts[2]).toMatch(/^ALARM\("<\w*ErrorBudgetFiveMinutes\w*\.Arn>"\)$/);
  });

  it('tell nobody unless told whom', () => {
    const all = [...alarms({}), ...composites({}).map(({ Properties }) => Properties)];
    expect(all.filter(({ AlarmActions }) => AlarmActions !== undefined)).toEqual([]);
  });

  it('tell the topic and the address that the settings name, and do not tell of the halves of one alarm', () => {
    const alarmTopic = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const given = { alarmTopic, alarmEmail: 'platform@example.com' };
    const [hour, minutes, ...whole] = alarms(given);
    for (const half of [hour, minutes]) expect(half.AlarmActions).toBeUndefined();
    const [fast] = composites(given);
    for (const { AlarmActions, OKActions } of [...whole, fast?.Properties]) {
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
