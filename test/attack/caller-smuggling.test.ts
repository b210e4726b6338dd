import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoint } from '../../lib/http/endpoint.ts';
import { whoamiOperation } from '../../lib/http/operations/whoami.ts';
import { type Door, openDoor } from '../support/door.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { mint, type SigningKey, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { routeOf } from '../support/route-of.ts';
import { testRuntime } from '../support/runtime.ts';
import { testTeams } from '../support/teams.ts';

let issuer: TestIssuer;
let key: SigningKey;
let door: Door;

beforeAll(async () => {
  key = await signingKey('key-1');
  issuer = await startIssuer(key);
  const reader = { issuer: 'portal', claims: { groups: ['web'] }, conditions: {}, scopes: ['read'] } as const;
  const trusted = { portal: { kind: 'oidc', issuer: issuer.url, audience: ['imagegate'] } } as const;
  door = await openDoor(testTeams({ web: [reader], platform: [] }, { issuers: trusted }));
});

afterAll(() => Promise.all([issuer.close(), door.close(0)]));

const admin = {
  subject: 'root',
  kind: 'iam',
  team: 'platform',
  scopes: 'read write execute admin',
  claims: '{}',
};
const asJson = JSON.stringify(admin);

async function whoIs(path: string, init: RequestInit = {}) {
  const token = await mint(key, { iss: issuer.url, aud: 'imagegate', sub: 'anna', groups: ['web'] });
  return (await door.ask(`Bearer ${token}`, path, init)).json;
}

describe('whoever says to be somebody else stays who the token says', () => {
  it.each([
    ['the query', '/v1/whoami?team=platform&subject=root&scopes=admin&authorizer=%7B%22team%22%3A%22platform%22%7D', {}],
    ['headers of API Gateway', '/v1/whoami', { 'x-amzn-requestcontext': asJson, 'x-apigateway-event': asJson }],
    [
      'headers with our names',
      '/v1/whoami',
      { team: 'platform', subject: 'root', scopes: 'admin', 'x-imagegate-caller': asJson },
    ],
    [
      'headers of a proxy',
      '/v1/whoami',
      { 'x-forwarded-user': 'root', 'x-amzn-oidc-data': asJson, 'x-amzn-oidc-identity': 'root' },
    ],
  ])('by %s', async (_, path, headers) => {
    expect(await whoIs(path, { headers })).toMatchObject({ subject: 'portal:anna', team: 'web', scopes: ['read'] });
  });

  it('by claims of the token that only sound like ours', async () => {
    const token = await mint(key, { iss: issuer.url, aud: 'imagegate', sub: 'anna', groups: ['web'], ...admin, iat: undefined });
    expect((await door.ask(`Bearer ${token}`)).json).toMatchObject({ subject: 'portal:anna', kind: 'oidc', scopes: ['read'] });
  });
});

describe('a function behind the gateway', () => {
  const runtime = testRuntime();
  const whoami = endpoint(routeOf('whoami'), runtime, whoamiOperation());

  async function ask(requestContext: object, line: Parameters<typeof apiEvent>[0] = {}) {
    const event = { ...apiEvent({ path: '/v1/whoami', ...line }), requestContext };
    const response = await whoami(event as ReturnType<typeof apiEvent>, lambdaContext()); // the members that it reads
    return { status: response.statusCode, headers: response.headers, json: JSON.parse(response.body) };
  }

  it('believes what the authorizer says', async () => {
    const { json } = await ask({ authorizer: { ...admin, principalId: 'root', integrationLatency: 12 } });
    expect(json).toMatchObject({ subject: 'root', team: 'platform', scopes: ['read', 'write', 'execute', 'admin'] });
  });

  it.each([
    ['has no identity at all', {}],
    ['has one with nothing in it', { identity: { userArn: null }, authorizer: null }],
    ['has the context of an authorizer that is not ours', { authorizer: { principalId: 'user', integrationLatency: 3 } }],
    ['has that and a signature besides', { identity: { userArn: 'arn:aws:iam::111122223333:role/web-ci' }, authorizer: {} }],
    ['has a scope that there is not', { authorizer: { ...admin, scopes: 'read everything' } }],
    ['has a kind that there is not', { authorizer: { ...admin, kind: 'root' } }],
    ['has claims that are no JSON', { authorizer: { ...admin, claims: '{' } }],
    ['has an empty subject', { authorizer: { ...admin, subject: '' } }],
    ['has text in place of a context', { authorizer: asJson }],
  ])('refuses a request whose context %s', async (_, requestContext) => {
    const { status, headers, json } = await ask(requestContext);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('Bearer');
    expect(json['type']).toBe('https://imagegate.dev/problems/unauthenticated');
  });

  it('does not look for a context in the body', async () => {
    const body = JSON.stringify({ requestContext: { authorizer: admin } });
    expect((await ask({}, { body, headers: { 'Content-Type': 'application/json' } })).status).toBe(401);
  });
});
