import { describe, expect, it } from 'vitest';
import { gatewayProblems, gatewayProblemsFor } from '../../infra/api-gateway/gateway-problems.ts';
import { issuerProblems } from '../../infra/stack/issuers.ts';
import { routes } from '../../lib/service/routes.ts';
import { testTeams } from '../support/teams.ts';
import { methods, resources, templateFor } from './synthesis.ts';

const template = templateFor({ auth: 'jwt', corsOrigins: ['https://portal.example.com'] });
const [[authorizerId = '', authorizer] = []] = resources(template, 'AWS::ApiGateway::Authorizer');

describe('an API that takes tokens', () => {
  it('asks its authorizer about every method but those that a browser asks before it knows who it is', () => {
    const types = [...methods(template)].map(([name, { AuthorizationType, AuthorizerId }]) => [
      name.split(' ')[0] === 'OPTIONS' ? 'OPTIONS' : 'any other',
      AuthorizationType,
      AuthorizerId?.Ref,
    ]);
    expect(Array.from(new Set(types.map((type) => type.join(' '))), (type) => type.trim()).sort()).toEqual([
      'OPTIONS NONE',
      `any other CUSTOM ${authorizerId}`,
    ]);
  });

  it('has one authorizer, which sees the whole request and is remembered by its token for a minute', () => {
    expect(resources(template, 'AWS::ApiGateway::Authorizer').size).toBe(1);
    expect(authorizer?.Properties).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  it('has a function for it that may do nothing but write its log', () => {
    const functionId = /"(authorizeFunction\w+)"/.exec(JSON.stringify(authorizer?.Properties.AuthorizerUri))?.[1] ?? '';
    const { Properties } = resources(template, 'AWS::Lambda::Function').get(functionId) ?? {};
    expect(Properties).toMatchObject({ Description: expect.stringContaining('token'), Timeout: 5 });
    const role = resources(template, 'AWS::IAM::Role').get(Properties.Role['Fn::GetAtt'][0]);
    const statements = role?.Properties.Policies.flatMap(
      (policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement,
    );
    expect(statements).toEqual([expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] })]);
    expect(resources(template, 'AWS::Lambda::Function').size).toBe(routes.length + 1);
  });

  it('says who was let in to its access log', () => {
    const [stage] = resources(template, 'AWS::ApiGateway::Stage').values();
    expect(JSON.parse(stage?.Properties.AccessLogSetting.Format)).toMatchObject({
      caller: '$context.authorizer.subject',
      team: '$context.authorizer.team',
      claims: '$context.authorizer.claims',
      tokenId: '$context.authorizer.tokenId',
      authorizationId: '$context.authorizer.authorizationId',
    });
  });

  it('lets the authorizer decide where a resource policy has to say something', () => {
    const narrowed = templateFor({ auth: 'jwt', addressRanges: ['203.0.113.0/24'] });
    const [api] = resources(narrowed, 'AWS::ApiGateway::RestApi').values();
    const statements: readonly { readonly Effect: string; readonly Principal: unknown; readonly Condition?: unknown }[] =
      api?.Properties.Policy.Statement;
    expect(statements.map(({ Effect, Principal, Condition }) => [Effect, Principal, Condition !== undefined])).toEqual([
      ['Deny', { AWS: '*' }, true],
      ['Allow', { AWS: '*' }, false],
    ]);
  });
});

describe('what API Gateway says by itself of tokens', () => {
  const responses = new Map(
    [...resources(template, 'AWS::ApiGateway::GatewayResponse').values()].map(({ Properties }) => [
      Properties.ResponseType,
      Properties,
    ]),
  );

  it.each([
    ['UNAUTHORIZED', '401', 'unauthenticated'],
    ['ACCESS_DENIED', '403', 'forbidden'],
    ['AUTHORIZER_FAILURE', '503', 'upstream-unavailable'],
    ['AUTHORIZER_CONFIGURATION_ERROR', '503', 'upstream-unavailable'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'not-found'],
  ])('%s is a %s', (type, status, problem) => {
    const { StatusCode, ResponseTemplates } = responses.get(type);
    expect(StatusCode).toBe(status);
    expect(JSON.parse(ResponseTemplates['application/json'])).toMatchObject({
      type: `https://imagegate.dev/problems/${problem}`,
      status: Number(status),
    });
  });

  it('asks for a token where there was none', () => {
    const { ResponseParameters } = responses.get('UNAUTHORIZED');
    expect(ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toBe(`'Bearer realm="imagegate"'`);
  });

  it('says what the authorizer said of a caller that may not come in', () => {
    expect(JSON.parse(responses.get('ACCESS_DENIED').ResponseTemplates['application/json']).detail).toContain(
      '$context.authorizer.detail',
    );
  });

  it('never asks for a signature, and has an answer for every type of response', () => {
    const problems = Object.entries(gatewayProblemsFor('jwt'));
    expect(problems.map(([type]) => type).sort()).toEqual(Object.keys(gatewayProblems).sort());
    const texts = problems
      .filter(([type]) => !['EXPIRED_TOKEN', 'INVALID_SIGNATURE'].includes(type)) // said of signatures alone, which nobody checks here
      .map(([, problem]) => JSON.stringify(problem));
    expect(texts.filter((text) => /Signature|AWS4/.test(text))).toEqual([]);
  });
});

describe('settings and teams', () => {
  const issuer = (address: string) => ({ issuers: { a: { kind: 'oidc', issuer: address, audience: ['x'] } } }) as const;

  it.each([
    ['signatures without issuers', 'iam', testTeams({}), []],
    ['tokens of a trusted issuer', 'jwt', testTeams({}, issuer('https://issuer.example')), []],
    ['tokens without issuers', 'jwt', testTeams({}), ['trusts no issuer']],
    [
      'an issuer on the machine',
      'jwt',
      testTeams({}, issuer('http://localhost:3000')),
      ['The issuer a is http://localhost:3000'],
    ],
  ] as const)('go together or not: %s', (_, auth, teams, expected) => {
    expect(issuerProblems({ auth }, teams)).toEqual(expected.map((text) => expect.stringContaining(text)));
  });
});
