import { describe, expect, it } from 'vitest';
import { laneKeyOf } from '../../lib/identity/lane.ts';
import { describePolicy, routes, startExecution } from '../../lib/service/routes.ts';
import { flat, methods, resources, templateFor } from './synthesis.ts';

const given = { auth: 'jwt', corsOrigins: ['https://portal.example.com'], throttling: { requestsPerSecond: 30, burst: 50 } };
const template = templateFor(given);
const environmentOf = (summary: string) =>
  [...resources(template, 'AWS::Lambda::Function').values()].find(({ Properties }) => Properties.Description === summary)
    ?.Properties.Environment.Variables;

describe('an API that takes tokens', () => {
  it('counts by caller, and takes the word of nobody but its authorizer for who that is', () => {
    const [api] = resources(template, 'AWS::ApiGateway::RestApi').values();
    expect(api?.Properties.ApiKeySourceType).toBe('AUTHORIZER');
    const counted = [...methods(template)].filter(([, { ApiKeyRequired }]) => ApiKeyRequired === true).map(([name]) => name);
    expect(counted.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('gives one caller half of what all have, reading and writing', () => {
    const [plan, ...others] = resources(template, 'AWS::ApiGateway::UsagePlan').values();
    expect(others).toEqual([]);
    const [stage] = plan?.Properties.ApiStages ?? [];
    expect(flat(stage.Stage)).toMatch(/^<\w*RestApiDeploymentStage\w+>$/);
    expect(plan?.Properties.Throttle).toEqual({ RateLimit: 15, BurstLimit: 25 });
    const writes = { RateLimit: 7.5, BurstLimit: 13 };
    expect(stage.Throttle).toEqual({
      '/pipelines/POST': writes,
      '/pipelines/{name}/PUT': writes,
      '/pipelines/{name}/PATCH': writes,
      '/pipelines/{name}/DELETE': writes,
      '/pipelines/{name}/executions/POST': writes,
      '/pipelines/{name}/executions/{id}/DELETE': writes,
    });
  });

  it('has every key that its authorizer may name, in the plan', () => {
    const [, deployment = '', count] = /^(.*)\/(\d+)$/.exec(environmentOf(authorizerSummary).IMAGEGATE_CALLER_LANES) ?? [];
    const keys = resources(template, 'AWS::ApiGateway::ApiKey');
    const values = [...keys.values()].map(({ Properties }) => Properties.Value);
    expect([keys.size, new Set(values).size]).toEqual([Number(count), Number(count)]);
    for (const { Properties } of keys.values()) expect(Properties.Enabled).toBe(true);
    for (let id = 0; id < 300; id++) {
      expect(values).toContain(laneKeyOf(`github:repository:${id}`, { deployment, count: Number(count) }));
    }
    const planned = [...resources(template, 'AWS::ApiGateway::UsagePlanKey').values()].map(({ Properties }) =>
      flat(Properties.KeyId),
    );
    expect(planned.sort()).toEqual([...keys.keys()].map((id) => `<${id}>`).sort());
  });

  it('counts in the functions as well, and not in the authorizer', () => {
    expect(environmentOf(describePolicy.summary).IMAGEGATE_CALLER_RATE).toBe('15/25');
    expect(environmentOf(startExecution.summary).IMAGEGATE_CALLER_RATE).toBe('7.5/13');
    expect(environmentOf(authorizerSummary).IMAGEGATE_CALLER_RATE).toBeUndefined();
  });
});

const authorizerSummary = 'Identify the bearer of a token, and the team it acts for';

it.each([
  ['requests are signed, because nothing tells API Gateway who signed', {}],
  ['callers have no limit of their own', { auth: 'jwt', throttling: { callerShare: 100 } }],
])('there are no keys where %s', (_, settings) => {
  const without = templateFor(settings);
  for (const type of ['ApiKey', 'UsagePlan']) expect(resources(without, `AWS::ApiGateway::${type}`).size).toBe(0);
  expect([...methods(without).values()].filter(({ ApiKeyRequired }) => ApiKeyRequired === true)).toEqual([]);
});
