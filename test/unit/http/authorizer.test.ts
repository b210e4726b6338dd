import { describe, expect, it } from 'vitest';
import { authorizer } from '../../../lib/http/authorizer.ts';
import { laneKeyOf } from '../../../lib/identity/lane.ts';
import type { Verifier } from '../../../lib/identity/verifier.ts';
import type { AuthorizationRecord } from '../../../lib/service/telemetry.ts';
import { testTeams } from '../../support/teams.ts';

const issuer = { kind: 'github', issuer: 'https://github.example', audience: ['imagegate'] } as const;
const payload = { repository_id: '1', run_id: '4711', jti: 't-1' };
const verifier: Verifier = { verify: async () => ({ name: 'github', issuer, payload }), prepare: async () => undefined };
const principal = { issuer: 'github', claims: { repository_id: ['1'] }, conditions: {}, scopes: ['read'] } as const;

describe('the record of an authorization', () => {
  it.each([
    [
      'both ids',
      { requestId: 'r', extendedRequestId: 'x=' },
      ['mine'],
      { requestId: 'mine', gatewayId: 'x=', gatewayRequestId: 'r' },
    ],
    ['one id', { requestId: 'r' }, [], { requestId: 'r', gatewayId: undefined, gatewayRequestId: 'r' }],
    ['one id and null', { requestId: 'r', extendedRequestId: null }, [], { requestId: 'r', gatewayId: undefined }],
    ['two ids of the caller', { requestId: 'r' }, ['a', 'b'], { requestId: 'r' }],
    ['an id that would do harm', { requestId: 'r' }, ['a"b'], { requestId: 'r' }],
  ])('says who, and has the ids of the request that has %s', async (_, requestContext, offered, ids) => {
    const records: AuthorizationRecord[] = [];
    const decide = authorizer({ teams: testTeams({ web: [principal] }), verifier, record: (record) => records.push(record) });
    const event = {
      methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/whoami',
      multiValueHeaders: { authorization: ['Bearer a.b.c'], 'X-Request-Id': offered },
      requestContext,
    };
    const { context } = await decide(event, { awsRequestId: 'invocation' });
    expect(context).toMatchObject({ authorizationId: 'invocation' });
    expect(records).toEqual([
      expect.objectContaining({
        ...ids,
        invocationId: 'invocation',
        authorization: 'allow',
        caller: 'github:repository:1',
        team: 'web',
        scopes: ['read'],
        claims: { repository_id: '1', run_id: '4711' },
        tokenId: 't-1',
      }),
    ]);
  });
});

describe('what API Gateway is told to count a caller by', () => {
  const event = {
    methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/whoami',
    multiValueHeaders: { authorization: ['Bearer a.b.c'] },
    requestContext: {},
  };
  const lanes = { deployment: 'imagegate', count: 32 };

  it.each([
    ['the key of its lane', lanes, laneKeyOf('github:repository:1', lanes)],
    ['nothing, where there are no lanes', undefined, undefined],
  ])('is %s', async (_, given, key) => {
    const decide = authorizer({ teams: testTeams({ web: [principal] }), verifier, lanes: given, record: () => undefined });
    expect((await decide(event, { awsRequestId: 'i' })).usageIdentifierKey).toBe(key);
  });
});

describe('the answer to API Gateway', () => {
  const methodArn = 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/POST/pipelines/a/executions';
  const decide = (principals: Parameters<typeof testTeams>[0]) =>
    authorizer({ teams: testTeams(principals), verifier, record: () => undefined });
  const asked = (multiValueHeaders: object) => ({ methodArn, multiValueHeaders, requestContext: {} });

  it.each([
    ['Allow', { web: [principal] }],
    ['Deny', { web: [] }],
  ])('is %s for the whole stage, and for no other', async (effect, principals) => {
    const { policyDocument } = await decide(principals)(asked({ Authorization: ['Bearer a.b.c'] }), { awsRequestId: 'i' });
    expect(policyDocument.Statement).toEqual([
      { Effect: effect, Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/*' },
    ]);
  });

  it.each([
    ['twice', { Authorization: ['Bearer a.b.c', 'Bearer d.e.f'] }],
    ['under two spellings', { Authorization: ['Bearer a.b.c'], authorization: ['Bearer d.e.f'] }],
    ['not at all', {}],
  ])('is that nobody is known where the header comes %s', async (_, headers) => {
    await expect(decide({ web: [principal] })(asked(headers), { awsRequestId: 'i' })).rejects.toThrow('Unauthorized');
  });
});
