import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TeamsDocument } from '../../lib/identity/teams.ts';
import { type Door, openDoor } from '../support/door.ts';
import { mint, type SigningKey, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { testTeams } from '../support/teams.ts';

let issuer: TestIssuer;
let stranger: TestIssuer;
let key: SigningKey;
let strangersKey: SigningKey;
let teams: TeamsDocument;
let door: Door;

beforeAll(async () => {
  [key, strangersKey] = await Promise.all([signingKey('key-1'), signingKey('key-of-another')]);
  [issuer, stranger] = await Promise.all([startIssuer(key), startIssuer(strangersKey)]);
  teams = testTeams(
    { web: [{ issuer: 'portal', claims: { groups: ['web-engineers'] }, conditions: {}, scopes: ['read', 'write'] }] },
    { issuers: { portal: { kind: 'oidc', issuer: issuer.url, audience: ['imagegate'] } } },
  );
  door = await openDoor(teams);
});

afterAll(() => Promise.all([issuer.close(), stranger.close(), door.close(0)]));

const good = () => ({ iss: issuer.url, aud: 'imagegate', sub: 'anna', groups: ['web-engineers'] });
const now = () => Math.floor(Date.now() / 1_000);
const encoded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** A token with any header, signed by the trusted issuer's key. */
async function signed(payload: object | string, header: object = {}): Promise<string> {
  const data = `${encoded({ alg: 'ES256', kid: 'key-1', ...header })}.${encoded(payload)}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(data));
  return `${data}.${Buffer.from(signature).toString('base64url')}`;
}

async function expectRefused(token: string): Promise<void> {
  const { status, headers, json } = await door.ask(`Bearer ${token}`);
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer realm="imagegate"');
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json).toMatchObject({ type: 'https://imagegate.dev/problems/unauthenticated', status: 401 });
  expect(JSON.stringify(door.authorizations)).not.toContain(token);
}

describe('a good token', () => {
  it('is let in, and is told who it is', async () => {
    const { status, json } = await door.ask(`Bearer ${await mint(key, good())}`);
    expect(status).toBe(200);
    expect(json).toEqual({
      subject: 'portal:anna',
      kind: 'oidc',
      team: 'web',
      scopes: ['read', 'write'],
      jobEnvironment: null,
      claims: { sub: 'anna' },
      tokenId: 'token-1',
    });
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('may come with the scheme %j', async (scheme) => {
    expect((await door.ask(`${scheme} ${await mint(key, good())}`)).status).toBe(200);
  });

  it.each([
    ['an audience among others', () => ({ aud: ['other', 'imagegate'] })],
    ['an end within the last minute', () => ({ exp: now() - 30 })],
    ['a whole day from its beginning to its end', () => ({ iat: now() - 43_200, exp: now() + 43_200 })],
    ['a day and the minute that clocks may differ by', () => ({ iat: now() - 43_200, exp: now() + 43_260 })],
    ['a beginning within the next minute', () => ({ nbf: now() + 30, iat: now() + 30 })],
  ])('may have %s', async (_, more) => {
    expect((await door.ask(`Bearer ${await mint(key, { ...good(), ...more() })}`)).status).toBe(200);
  });

  it.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'application/jwt'])(
    'may be of the type %s',
    async (typ) => {
      expect((await door.ask(`Bearer ${await signed({ ...good(), exp: now() + 60 }, { typ })}`)).status).toBe(200);
    },
  );

  it.each(['RS256', 'ES384'] as const)('may be signed with %s', async (alg) => {
    const other = await signingKey(`key-${alg}`, alg);
    issuer.keys = [key.publicJwk, other.publicJwk];
    expect((await door.ask(`Bearer ${await mint(other, good())}`)).status).toBe(200);
  });
});

describe('a token is refused', () => {
  it.each([
    ['without an issuer', () => ({ iss: undefined })],
    ['of an issuer that is not trusted', () => ({ iss: stranger.url })],
    ['of the issuer but for a slash', () => ({ iss: `${issuer.url}/` })],
    ['without an audience', () => ({ aud: undefined })],
    ['meant for somebody else', () => ({ aud: 'https://github.com/example' })],
    ['meant for nearly the right one', () => ({ aud: 'imagegate-2' })],
    ['without an end', () => ({ exp: undefined })],
    ['that has expired', () => ({ iat: now() - 900, exp: now() - 120 })],
    ['that is not valid yet', () => ({ nbf: now() + 120 })],
    ['issued in the future', () => ({ iat: now() + 600, exp: now() + 900 })],
    ['valid for years', () => ({ exp: now() + 10 * 365 * 86_400 })],
    ['valid for years, most of them gone', () => ({ iat: 0, exp: now() + 60 })],
    ['valid for more than a day in all', () => ({ iat: now() - 86_400, exp: now() + 120 })],
    ['valid for a second more than that', () => ({ iat: now() - 43_200, exp: now() + 43_262 })],
    ['valid until a time beyond all dates', () => ({ exp: Number.MAX_SAFE_INTEGER })],
    ['without a subject', () => ({ sub: undefined })],
  ])('%s', async (_, more) => {
    await expectRefused(await mint(key, { ...good(), ...more() }));
  });

  it.each([
    ['with a key of another issuer under its own id', {}],
    ['with a key of another issuer under an id of ours', { kid: 'key-1' }],
    ['with a key that the token brings along', { kid: 'key-of-another', jwk: { kty: 'EC' } }],
    ['with a key at an address that the token names', { kid: 'key-of-another', jku: 'http://127.0.0.1:1/keys' }],
  ])('that is signed %s', async (_, header) => {
    await expectRefused(await mint(strangersKey, good(), header));
  });

  it.each([
    ['without the id of a key', { kid: undefined }],
    ['with an extension that has to be understood', { crit: ['exp'], exp: 1 }],
    ['that says to hold a token', { cty: 'JWT' }],
    ['that tells of a logout', { typ: 'logout+jwt' }],
    ['that tells of an event', { typ: 'application/secevent+jwt' }],
    ['that proves a key', { typ: 'dpop+jwt' }],
    ['of a type that is no text', { typ: 7 }],
  ])('%s, although its issuer signed that', async (_, header) => {
    const claims = { ...good(), exp: now() + 60 };
    expect((await door.ask(`Bearer ${await signed(claims)}`)).status).toBe(200);
    await expectRefused(await signed(claims, header));
  });

  it('with padding, which no issuer writes', async () => {
    for (const part of [0, 1, 2]) {
      const parts = (await signed({ ...good(), exp: now() + 60 })).split('.');
      await expectRefused(parts.map((each, index) => (index === part ? `${each}=` : each)).join('.'));
    }
  });

  it('signed with a key that is too short, although its issuer has it', async () => {
    for (const [bits, status] of [
      [1_024, 401],
      [2_040, 401],
      [2_048, 200],
    ] as const) {
      const pair = generateKeyPairSync('rsa', { modulusLength: bits });
      const kid = `key-${bits}`;
      issuer.keys = [key.publicJwk, { ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }];
      const data = `${encoded({ alg: 'RS256', kid })}.${encoded({ ...good(), exp: now() + 60 })}`;
      const token = `${data}.${sign('sha256', Buffer.from(data), pair.privateKey).toString('base64url')}`;
      expect((await door.ask(`Bearer ${token}`)).status).toBe(status);
    }
  });

  it.each(['none', 'None', 'NONE', '', 'HS256', 'RS512', 'EdDSA', 'PS256'])('with the algorithm %j', async (alg) => {
    const unsigned = `${encoded({ alg, kid: 'key-1', typ: 'JWT' })}.${encoded({ ...good(), exp: now() + 60 })}`;
    await expectRefused(`${unsigned}.AAAA`);
    await expectRefused(`${unsigned}.`);
    await expectRefused(unsigned);
  });

  it('signed by HMAC with the public key for a secret, however that key is written', async () => {
    const rsa = await signingKey('key-rsa', 'RS256');
    issuer.keys = [key.publicJwk, rsa.publicJwk];
    const imported = await importJWK(rsa.publicJwk, 'RS256');
    if (imported instanceof Uint8Array) throw new TypeError('a public key is no secret');
    const pem = await exportSPKI(imported);
    for (const alg of ['HS256', 'RS256']) {
      const unsigned = `${encoded({ alg, kid: 'key-rsa' })}.${encoded({ ...good(), exp: now() + 60 })}`;
      for (const secret of [pem, pem.trim(), JSON.stringify(rsa.publicJwk), String(rsa.publicJwk.n)]) {
        await expectRefused(`${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`);
      }
    }
  });

  it('with a payload that was changed after it was signed', async () => {
    const [header, , signature] = (await mint(key, { ...good(), groups: ['nobodies'] })).split('.');
    await expectRefused(`${header}.${encoded({ ...good(), exp: now() + 60 })}.${signature}`);
  });

  it('with a claim that is there twice, although its issuer signed that', async () => {
    const twice = JSON.stringify({ ...good(), exp: now() + 60 }).replace('{', '{"groups":["nobodies"],');
    await expectRefused(await signed(twice));
  });

  it('in a token', async () => {
    const inner = await mint(key, good());
    await expectRefused(await mint(key, { iss: issuer.url, aud: 'imagegate', token: inner, sub: undefined }, { cty: 'JWT' }));
    await expectRefused(`${encoded({ alg: 'ES256', kid: 'key-1', cty: 'JWT' })}.${encoded(inner)}.AAAA`);
  });

  it('longer than any token', async () => {
    await expectRefused(await mint(key, { ...good(), padding: 'x'.repeat(6_200) }));
  });

  it.each([
    'x',
    '..',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    `${encoded('[]')}.${encoded('[]')}.AA`,
    `${encoded('{}')}.${encoded('null')}.A`,
  ])('that is none: %j', async (text) => {
    expect((await door.ask(`Bearer ${text}`)).status).toBe(401);
  });

  it('whose payload is nested as deeply as its length admits', async () => {
    const nested = `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`;
    await expectRefused(`${encoded({ alg: 'ES256', kid: 'key-1' })}.${encoded(nested)}.AAAA`);
  });
});

describe('the header', () => {
  const request = (...authorizations: readonly string[]) =>
    sendRaw(
      door.port,
      rawRequest(
        'GET /v1/whoami',
        authorizations.map((value) => `Authorization: ${value}`),
      ),
    );

  it('is missing: API Gateway refuses it without asking anybody', async () => {
    const before = door.authorizations.length;
    const { status, headers } = await door.ask(undefined);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="imagegate"']);
    expect(door.authorizations).toHaveLength(before);
  });

  it('comes twice, with a good token in the first, the second or both', async () => {
    const token = await mint(key, good());
    for (const pair of [
      [`Bearer ${token}`, 'Bearer x.y.z'],
      ['Bearer x.y.z', `Bearer ${token}`],
      [`Bearer ${token}`, `Bearer ${token}`],
      ['Basic YTpi', `Bearer ${token}`],
    ]) {
      expect((await request(...pair)).status).toBe(401);
    }
    expect((await request(`Bearer ${token}`)).status).toBe(200);
  });

  it.each(['Basic YTpi', 'Token x', 'Bearer', 'AWS4-HMAC-SHA256 Credential=x'])('holds something else: %s', async (value) => {
    expect((await request(value)).status).toBe(401);
  });

  it('holds two tokens, or one with something behind it', async () => {
    const token = await mint(key, good());
    for (const value of [`Bearer ${token}, Bearer ${token}`, `Bearer ${token} ${token}`, `Bearer ${token};`, token]) {
      expect((await request(value)).status).toBe(401);
    }
  });
});
