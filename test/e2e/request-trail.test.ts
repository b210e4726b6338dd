import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessLogFormat } from '../../infra/stack/access-log.ts';
import { type Door, type DoorAnswer, openDoor } from '../support/door.ts';
import { filledIn } from '../support/gateway-template.ts';
import { mint, type SigningKey, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { testTeams } from '../support/teams.ts';

let key: SigningKey;
let issuer: TestIssuer;
let door: Door;

beforeAll(async () => {
  key = await signingKey('k');
  issuer = await startIssuer(key);
  const principal = (repository_id: string) =>
    ({ issuer: 'github', claims: { repository_id: [repository_id] }, conditions: {}, scopes: ['read'] }) as const;
  door = await openDoor(
    testTeams(
      { web: [principal('1')], payments: [principal('2')] },
      { issuers: { github: { kind: 'github', issuer: issuer.url, audience: ['imagegate'] } } },
    ),
  );
});

afterAll(async () => {
  await door.close(0);
  await issuer.close();
});

async function ask(claims: Readonly<Record<string, string>>, headers: Record<string, string> = {}): Promise<DoorAnswer> {
  const token = await mint(key, { iss: issuer.url, aud: 'imagegate', ...claims });
  return await door.ask(`Bearer ${token}`, '/v1/whoami', { headers });
}

/** The three lines of one request, by the id that API Gateway told its caller. */
function linesOf({ headers }: DoorAnswer) {
  const gatewayId = headers.get('x-amz-apigw-id');
  const accessLog = door.contexts.map((context) => JSON.parse(filledIn(accessLogFormat({ auth: 'jwt' }), context)));
  return [door.authorizations, door.requests, accessLog].map((lines: readonly { readonly gatewayId?: string | undefined }[]) =>
    lines.filter((line) => line.gatewayId === gatewayId),
  );
}

describe('the lines of one request', () => {
  it('are joined by the id of API Gateway: of the authorizer, of the function, and of the access log', async () => {
    const answer = await ask({ repository_id: '1', run_id: '4711', actor: 'anna', jti: 't-1' }, { 'x-request-id': 'mine' });
    const [authorized = [], recorded = [], accessed = []] = linesOf(answer);
    const claims = { repository_id: '1', run_id: '4711', actor: 'anna' };
    const who = { caller: 'github:repository:1', team: 'web', tokenId: 't-1' };
    const gatewayRequestId = answer.headers.get('x-amzn-requestid');
    expect(authorized).toEqual([
      expect.objectContaining({ ...who, claims, authorization: 'allow', requestId: 'mine', gatewayRequestId }),
    ]);
    const { invocationId: authorizationId } = door.authorizations.at(-1) ?? {};
    expect(recorded).toEqual([
      expect.objectContaining({ ...who, claims, operation: 'whoami', requestId: 'mine', gatewayRequestId, authorizationId }),
    ]);
    expect(accessed).toEqual([
      expect.objectContaining({ ...who, gatewayRequestId, authorizationId, claims: expect.stringContaining('4711') }),
    ]);
    expect(door.requests.at(-1)?.invocationId).not.toBe(authorizationId);
  });

  it('stay apart where two callers send the same id', async () => {
    const same = { 'x-request-id': 'same', 'x-amzn-requestid': '0b1f6b3e-6f0e-4a53-9d0c-6d7a4cc9a3f1' };
    const answers = [await ask({ repository_id: '1', run_id: '1' }, same), await ask({ repository_id: '2', run_id: '2' }, same)];
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(['same', 'same']);
    expect(answers.map(({ headers }) => headers.get('x-amzn-requestid'))).toEqual(Array(2).fill(same['x-amzn-requestid']));
    expect(answers.map((answer) => linesOf(answer).map((lines) => lines.length))).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(
      answers.map((answer) =>
        linesOf(answer)
          .flat()
          .map((line) => Object(line).caller),
      ),
    ).toEqual([Array(3).fill('github:repository:1'), Array(3).fill('github:repository:2')]);
  });

  it('say who was refused and why, though no function was asked', async () => {
    const [authorized = [], recorded = []] = linesOf(await ask({ repository_id: '3', run_id: '9' }));
    expect(authorized).toEqual([
      expect.objectContaining({
        authorization: 'deny',
        caller: 'github:repository:3',
        claims: { repository_id: '3', run_id: '9' },
        reason: 'No team has github:repository:3 among its principals. Ask the owners of teams.yaml to add it.',
      }),
    ]);
    expect(recorded).toEqual([]);
  });
});
