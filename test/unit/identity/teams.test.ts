import { describe, expect, it } from 'vitest';
import { callerFromIam, roleOf } from '../../../lib/identity/aws.ts';
import { callerFromProof, callerFromRole } from '../../../lib/identity/teams.ts';
import { Forbidden } from '../../../lib/problem/errors.ts';
import { testTeams } from '../../support/teams.ts';

const teams = testTeams({
  web: ['arn:aws:iam::111122223333:role/web-*', 'arn:aws:iam::111122223333:role/shared'],
  payments: ['arn:aws:iam::111122223333:role/*-payments'],
  nobody: [],
});

describe('the role behind an ARN', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/web-ci/i-0abc', 'arn:aws:iam::111122223333:role/web-ci'],
    [
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123/me@example.com',
      'arn:aws:iam::111122223333:role/AWSReservedSSO_Dev_0123',
    ],
    ['arn:aws-cn:sts::111122223333:assumed-role/web-ci/x', 'arn:aws-cn:iam::111122223333:role/web-ci'],
    ['arn:aws:iam::111122223333:user/path/anna', 'arn:aws:iam::111122223333:user/path/anna'],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root'],
    ['arn:aws:sts::111122223333:federated-user/anna', 'arn:aws:sts::111122223333:federated-user/anna'],
    ['arn:aws:sts::111122223333:assumed-role/a/b/c', 'arn:aws:sts::111122223333:assumed-role/a/b/c'],
    ['arn:aws:sts::1111:assumed-role/a/b', 'arn:aws:sts::1111:assumed-role/a/b'],
    ['', ''],
  ])('%s is %s', (arn, role) => {
    expect(roleOf(arn)).toBe(role);
  });
});

describe('the team of a caller', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/web-ci/session', 'web'],
    ['arn:aws:sts::111122223333:assumed-role/eu-payments/session', 'payments'],
    ['arn:aws:sts::444455556666:assumed-role/web-ci/session', null],
    ['arn:aws:sts::111122223333:assumed-role/other/web-ci', null],
    ['arn:aws:iam::111122223333:user/web-ci', null],
    ['arn:aws:sts::111122223333:federated-user/web-ci', null],
  ])('%s: %s', (arn, team) => {
    const scopes = team === null ? [] : ['read', 'write', 'execute'];
    expect({ ...callerFromIam(teams, arn), session: undefined }).toEqual({
      subject: roleOf(arn),
      kind: 'iam',
      team,
      scopes,
      claims: {},
    });
  });

  it('that is unknown may do nothing, or read where the file says so', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/other/session';
    expect(callerFromIam({ ...teams, unknownCallers: 'none' }, arn)).toMatchObject({ team: null, scopes: [] });
    expect(callerFromIam({ ...teams, unknownCallers: 'read' }, arn)).toMatchObject({ team: null, scopes: ['read'] });
  });

  it.each([
    ['user/web-*', 'user/web-anna', 'web'],
    ['user/web-*', 'user/web-evil/mallory', null],
    ['user/*', 'user/a/b', null],
    ['user/web-?', 'user/web-/', null],
    ['user/engineers/*', 'user/engineers/anna', 'web'],
    ['user/engineers/*', 'user/engineers/x/anna', null],
    ['user/*/anna', 'user/engineers/anna', 'web'],
    ['user/engineers/anna', 'user/engineers/anna', 'web'],
    ['user/w*', 'user/w', 'web'],
  ])('is no matter of a path: %s and %s', (pattern, name, team) => {
    const start = 'arn:aws:iam::111122223333:';
    expect(callerFromIam(testTeams({ web: [`${start}${pattern}`] }), `${start}${name}`).team).toBe(team);
  });

  it('is nobody’s guess: two teams are refused with a sentence', () => {
    const call = () => callerFromRole(teams, 'arn:aws:iam::111122223333:role/web-payments');
    expect(call).toThrow(Forbidden);
    expect(call).toThrow('is a principal of 2 teams: web, payments');
  });

  it('has the scopes of all principals that it is, in their order', () => {
    const role = 'arn:aws:iam::111122223333:role/web-lead';
    const both = testTeams({
      web: [
        { role, scopes: ['admin'] },
        { role: 'arn:aws:iam::111122223333:role/web-*', scopes: ['execute', 'read'] },
      ],
    });
    expect(callerFromRole(both, role).scopes).toEqual(['read', 'execute', 'admin']);
  });
});

describe('a principal that tokens are', () => {
  const claims = { project_id: ['7'], ref: ['main', 'release'] };
  const principal = { issuer: 'gitlab', claims, conditions: {}, scopes: ['write'] } as const;
  const tokens = testTeams({ web: [principal] });
  const callerWith = (payload: object) =>
    callerFromProof(tokens, {
      subject: 'gitlab:project:7',
      kind: 'gitlab',
      issuer: 'gitlab',
      payload: { ...payload },
      claims: {},
    });

  it.each([[{ project_id: '7', ref: 'main' }], [{ project_id: 7, ref: ['release', 'v1'] }]])('is %j', (payload) => {
    expect(callerWith(payload)).toMatchObject({ team: 'web', scopes: ['write'] });
  });

  it.each([[{ project_id: '7' }], [{ ref: 'main' }], [{ project_id: '8', ref: 'main' }], [{ project_id: '7', ref: 'mai' }]])(
    'is not %j: each of its claims counts',
    (payload) => {
      expect(() => callerWith(payload)).toThrow(Forbidden);
    },
  );
});
