import { describe, expect, it } from 'vitest';
import { gatewayProblemsFor, problemTemplate } from '../../infra/api-gateway/gateway-problems.ts';
import { accessLogFormat } from '../../infra/stack/access-log.ts';
import { authorizer } from '../../lib/http/authorizer.ts';
import type { TeamsDocument } from '../../lib/identity/teams.ts';
import type { Verifier } from '../../lib/identity/verifier.ts';
import { filledIn } from '../support/gateway-template.ts';
import { testTeams } from '../support/teams.ts';
import { resources, templateFor } from './synthesis.ts';

const portal = { kind: 'oidc', issuer: 'https://portal.example', audience: ['imagegate'] } as const;
const teams: TeamsDocument = testTeams(
  { web: [{ issuer: 'portal', claims: { groups: ['web'] }, conditions: {}, scopes: ['read'] }] },
  { issuers: { portal } },
);

/** What the authorizer hands to API Gateway for a token with these claims. */
async function contextFor(payload: Readonly<Record<string, unknown>>) {
  const verifier: Verifier = {
    verify: async () => ({ name: 'portal', issuer: portal, payload }),
    prepare: async () => undefined,
  };
  const decide = authorizer({ teams, verifier, record: () => undefined });
  const event = {
    methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/whoami',
    multiValueHeaders: { Authorization: ['Bearer a.b.c'] },
    requestContext: { requestId: 'r', extendedRequestId: 'x=' },
  };
  return await decide(event, { awsRequestId: 'invocation' });
}

const hostile = [
  'portal"user',
  'CORP\\anna',
  'a","status":"200","x":"',
  '\\u0022',
  '%22',
  '$context.authorizer.subject',
  '"\\'.repeat(128),
];

describe.each(hostile)('somebody called %j', (sub) => {
  it.each([
    ['let in', 'Allow', ['web']],
    ['refused', 'Deny', []],
  ])('is %s, and leaves one line of JSON in the access log', async (_, effect, groups) => {
    const { context, principalId, policyDocument } = await contextFor({ sub, jti: sub, groups, preferred_username: sub });
    expect(policyDocument.Statement).toMatchObject([{ Effect: effect }]);
    const line = JSON.parse(filledIn(accessLogFormat({ auth: 'jwt' }), { requestId: 'r', status: 403, authorizer: context }));
    expect(Object.keys(line)).toEqual(Object.keys(JSON.parse(accessLogFormat({ auth: 'jwt' }))));
    expect(line).toMatchObject({ status: '403', authorizationId: 'invocation', caller: principalId });
    expect(decodeURIComponent(line.caller)).toBe(`portal:${sub}`);
    expect(decodeURIComponent(line.tokenId)).toBe(sub);
    expect(Object.keys(JSON.parse(decodeURIComponent(line.claims)))).toEqual(['sub', 'preferred_username']);
  });

  it('gets a problem that can be read, whatever API Gateway says', async () => {
    const { context } = await contextFor({ sub, jti: sub, groups: [] });
    for (const problem of Object.values(gatewayProblemsFor('jwt'))) {
      const { template, statusCode } = problemTemplate(problem);
      const body = JSON.parse(filledIn(template, { requestId: 'r', authorizer: context }));
      expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail', 'requestId']);
      expect(body).toMatchObject({ status: Number(statusCode), requestId: 'r' });
    }
  });
});

describe('every template of the API', () => {
  // None of these can hold a quotation mark or a backslash: ids, numbers and names of API Gateway's or of ours, and what the
  // authorizer made quotable.
  const harmless = [
    /^context\.(extendedRequestId|requestId|awsEndpointRequestId|requestTime|status|resourcePath|httpMethod)$/,
    /^context\.(error\.responseType|responseLength|responseLatency|integrationLatency)$/,
    /^context\.identity\.(sourceIp|caller|accountId)$/,
    /^context\.authorizer\.(subject|team|claims|tokenId|authorizationId|detail)$/,
  ];

  it.each(['iam', 'jwt'])('uses no variable that a caller could write into, where auth is %s', (auth) => {
    const template = templateFor({ auth });
    const texts = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::GatewayResponse', 'AWS::ApiGateway::Method']
      .flatMap((type) => [...resources(template, type).values()])
      .map((resource) => JSON.stringify(resource));
    const used = new Set(texts.flatMap((text) => text.match(/context\.[\w.]+\w|\$input[\w.]*/g) ?? []));
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((name) => !harmless.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  it('names the session of a role, and its account', () => {
    const identity = { caller: 'AROAEXAMPLE:ci-4711', accountId: '111122223333', userArn: 'arn:aws:iam::1:user/a"b/anna' };
    const line = JSON.parse(filledIn(accessLogFormat({ auth: 'iam' }), { requestId: 'r', extendedRequestId: 'x=', identity }));
    expect(line).toMatchObject({
      gatewayId: 'x=',
      gatewayRequestId: 'r',
      principalId: 'AROAEXAMPLE:ci-4711',
      account: '111122223333',
    });
  });
});
