import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal, TrustedIssuer } from '../../lib/identity/teams.ts';
import { type Door, type DoorAnswer, openDoor } from '../support/door.ts';
import { mint, type SigningKey, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { testTeams } from '../support/teams.ts';

const kinds = ['github', 'gitlab', 'aws-web-identity', 'oidc'] as const;
type Kind = (typeof kinds)[number];

let key: SigningKey;
let door: Door;
const issuers = new Map<Kind, TestIssuer>();

const webJobs: readonly Principal[] = [
  {
    issuer: 'github',
    claims: { repository_id: ['1001'] },
    conditions: { ref_protected: ['true'], environment: ['production', 'staging'] },
    scopes: ['read', 'write'],
  },
  { issuer: 'github', claims: { repository_id: ['1001'] }, conditions: {}, scopes: ['read'] },
  { issuer: 'gitlab', claims: { project_id: ['2001'] }, conditions: { ref_protected: ['true'] }, scopes: ['write'] },
  { role: 'arn:aws:iam::111122223333:role/web-*', scopes: ['read', 'write', 'execute'] },
];

const teams = {
  web: webJobs,
  payments: [
    { issuer: 'github', claims: { repository_owner_id: ['55'] }, conditions: {}, scopes: ['read'] },
    { issuer: 'oidc', claims: { groups: ['payments'] }, conditions: {}, scopes: ['read', 'admin'] },
    { role: 'arn:aws:iam::111122223333:role/*-payments', scopes: ['read'] },
  ],
  platform: [{ issuer: 'oidc', claims: { groups: ['platform'] }, conditions: {}, scopes: ['admin'] }],
} satisfies Record<string, readonly Principal[]>;

beforeAll(async () => {
  key = await signingKey('key-1');
  const trusted: Record<string, TrustedIssuer> = {};
  for (const kind of kinds) {
    const issuer = await startIssuer(key);
    issuers.set(kind, issuer);
    trusted[kind] = { kind, issuer: issuer.url, audience: ['imagegate'] };
  }
  door = await openDoor(testTeams(teams, { issuers: trusted }));
});

afterAll(() => Promise.all([...issuers.values(), door].map((server) => server.close(0))));

async function ask(kind: Kind, claims: JWTPayload, path?: string): Promise<DoorAnswer> {
  const token = await mint(key, { iss: String(issuers.get(kind)?.url), aud: 'imagegate', ...claims });
  return door.ask(`Bearer ${token}`, path);
}

/** As GitHub issues it, with the names that a fork or a squatter would have as well. */
const github = (claims: JWTPayload) => ({
  sub: 'repo:acme/web:environment:production',
  repository: 'acme/web',
  repository_id: '1001',
  repository_owner: 'acme',
  repository_owner_id: '77',
  ref: 'refs/heads/main',
  ref_protected: 'true',
  event_name: 'push',
  run_id: '9',
  ...claims,
});

const gitlab = (claims: JWTPayload) => ({
  sub: 'project_path:acme/web:ref_type:branch:ref:main',
  project_path: 'acme/web',
  project_id: '2001',
  namespace_id: '88',
  ref: 'main',
  ref_protected: 'true',
  ...claims,
});

const aws = (sub: string, account = '111122223333') => ({ sub, 'https://sts.amazonaws.com/': { aws_account: account } });

describe('a job of GitHub', () => {
  it('acts for the team that has its repository, with the scopes of every principal that it is', async () => {
    const { json } = await ask('github', github({ environment: 'production' }));
    expect(json).toMatchObject({
      subject: 'github:repository:1001',
      kind: 'github',
      team: 'web',
      scopes: ['read', 'write'],
      jobEnvironment: 'production',
      claims: { repository: 'acme/web', repository_id: '1001', ref: 'refs/heads/main', run_id: '9' },
    });
  });

  it('is the same whatever form its sub has', async () => {
    for (const sub of ['repo:acme@77/web@1001:ref:refs/heads/main', 'repository_id:1001', 'anything']) {
      expect((await ask('github', github({ sub }))).json).toMatchObject({ subject: 'github:repository:1001', team: 'web' });
    }
  });

  it.each([
    ['an unprotected ref', { ref_protected: 'false', environment: 'production' }],
    ['another environment', { environment: 'preview' }],
    ['no environment', {}],
    ['a condition spelt otherwise', { ref_protected: 'True', environment: 'production' }],
  ])('holds only what needs no condition, with %s', async (_, claims) => {
    expect((await ask('github', github(claims))).json).toMatchObject({ team: 'web', scopes: ['read'] });
  });

  it.each([
    ['a fork, with the names of the original', { repository_id: '6666', repository_owner_id: '66' }],
    ['a repository that took over the name', { repository_id: '6667' }],
    ['an id that begins like ours', { repository_id: '10011' }],
    ['an id in a map', { repository_id: { id: '1001' } }],
    ['ids in a list', { repository_id: ['6666', '1001'] }],
    ['no id at all', { repository_id: undefined }],
  ])('is refused from %s', async (_, claims) => {
    const { status, json } = await ask('github', github(claims));
    expect([401, 403]).toContain(status);
    expect(json['type']).toMatch(/problems\/(?:forbidden|unauthenticated)$/);
  });

  it('is told its id where no team has it', async () => {
    const { status, json } = await ask('github', github({ repository_id: '6666' }));
    expect(status).toBe(403);
    expect(json).toMatchObject({
      type: 'https://imagegate.dev/problems/forbidden',
      detail:
        'You may not call this. No team has github:repository:6666 among its principals. Ask the owners of teams.yaml to add it.',
    });
  });

  it('that two teams claim is refused, with the names of both', async () => {
    const { status, json } = await ask('github', github({ repository_owner_id: '55' }));
    expect(status).toBe(403);
    expect(json['detail']).toContain('is a principal of 2 teams: web, payments');
  });
});

describe('a job of GitLab', () => {
  it('acts for the team of its project', async () => {
    expect((await ask('gitlab', gitlab({}))).json).toMatchObject({
      subject: 'gitlab:project:2001',
      team: 'web',
      scopes: ['write'],
    });
  });

  it('for a merge request from a fork is the fork, wherever it runs', async () => {
    expect((await ask('gitlab', gitlab({ project_id: '2999', job_project_id: '2001' }))).status).toBe(403);
  });

  it('on a ref that is not protected is told what it lacks', async () => {
    const { status, json } = await ask('gitlab', gitlab({ ref_protected: 'false' }));
    expect(status).toBe(403);
    expect(json['detail']).toContain('acts for team web only where ref_protected is true, and the token says otherwise');
  });
});

describe('a role of AWS', () => {
  it('is known by its ARN, as if it had signed', async () => {
    expect((await ask('aws-web-identity', aws('arn:aws:iam::111122223333:role/ci/web-deploy'))).json).toMatchObject({
      subject: 'arn:aws:iam::111122223333:role/web-deploy',
      kind: 'aws-web-identity',
      team: 'web',
      scopes: ['read', 'write', 'execute'],
      claims: { aws_account: '111122223333' },
    });
  });

  it.each([
    ['of another account', aws('arn:aws:iam::999999999999:role/web-deploy', '999999999999'), 403],
    ['of another account than the token was issued for', aws('arn:aws:iam::111122223333:role/web-deploy', '999999999999'), 401],
    ['with the name in its path', aws('arn:aws:iam::111122223333:role/web-x/other'), 403],
    ['that is none', aws('web-deploy'), 401],
    ['with a line break', aws('arn:aws:iam::111122223333:role/web-\n'), 401],
    ['without what AWS says besides', { sub: 'arn:aws:iam::111122223333:role/web-deploy' }, 401],
    ['that two teams claim', aws('arn:aws:iam::111122223333:role/web-payments'), 403],
  ])('%s is refused', async (_, claims, status) => {
    expect((await ask('aws-web-identity', claims)).status).toBe(status);
  });
});

describe('a person of the portal', () => {
  it('acts for the team of one group among many', async () => {
    const { json } = await ask('oidc', { sub: 'anna', groups: ['all', 'payments'] });
    expect(json).toMatchObject({ subject: 'oidc:anna', team: 'payments', scopes: ['read', 'admin'] });
  });

  it('in the groups of two teams is refused', async () => {
    expect((await ask('oidc', { sub: 'anna', groups: ['platform', 'payments'] })).status).toBe(403);
  });

  it('gets nothing by calling claims what another kind of issuer calls them', async () => {
    for (const claims of [github({}), gitlab({}), aws('arn:aws:iam::111122223333:role/web-deploy')]) {
      expect((await ask('oidc', claims)).status).toBe(403);
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'groups '])('gets nothing by a claim of the name %j', async (name) => {
    expect((await ask('oidc', { sub: 'anna', ...Object.fromEntries([[name, 'payments']]) })).status).toBe(403);
  });

  it('without the scope of a route is told which one it takes', async () => {
    const { status, json } = await ask('oidc', { sub: 'paul', groups: ['platform'] }, '/v1/policy');
    expect(status).toBe(403);
    expect(json).toMatchObject({
      type: 'https://imagegate.dev/problems/forbidden',
      detail: 'This needs the scope read, and oidc:paul has admin.',
      requiredScope: 'read',
      scopes: ['admin'],
    });
  });

  it('cannot write into the answer or the log by its name', async () => {
    const { json } = await ask('oidc', { sub: 'a"},{"x":"\\$context.authorizer.subject' });
    expect(json['detail']).toContain('a%22},{%22x%22:%22%5C$context.authorizer.subject among its principals');
    expect((await ask('oidc', { sub: 'a\nb', groups: ['payments'] })).status).toBe(401);
  });
});

describe('the log', () => {
  it('has caller, team and id of the token for every decision, and never the token', async () => {
    const token = await mint(key, {
      iss: String(issuers.get('oidc')?.url),
      aud: 'imagegate',
      sub: 'anna',
      groups: ['payments'],
      jti: 'token-of-the-log',
    });
    await door.ask(`Bearer ${token}`);
    const expected = { caller: 'oidc:anna', team: 'payments', tokenId: 'token-of-the-log' };
    expect(door.authorizations.at(-1)).toMatchObject({ ...expected, authorization: 'allow' });
    expect(door.requests.at(-1)).toMatchObject({ ...expected, operation: 'whoami' });
    const { invocationId, gatewayId } = door.authorizations.at(-1) ?? {};
    expect(door.requests.at(-1)).toMatchObject({ claims: { sub: 'anna' }, gatewayId, authorizationId: invocationId });
    for (const part of token.split('.')) {
      expect(JSON.stringify([door.authorizations, door.requests])).not.toContain(part);
    }
  });

  it('says who was refused, and why', async () => {
    await ask('oidc', { sub: 'mallory', jti: 'token-of-mallory' });
    expect(door.authorizations.at(-1)).toMatchObject({
      authorization: 'deny',
      caller: 'oidc:mallory',
      tokenId: 'token-of-mallory',
      claims: { sub: 'mallory' },
      reason: expect.stringContaining('oidc:mallory'),
    });
  });
});
