import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVerifier } from '../../../lib/identity/verifier.ts';

/** Seconds since 1970. The library that checks signatures has a clock of its own, so it is about now, and does not move. */
const now = Math.floor(Date.now() / 1_000);
const day = 86_400;
const issuer = 'https://issuer.example';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const short = generateKeyPairSync('rsa', { modulusLength: 2_047 });

function jwkOf(key: KeyObject, kid: string) {
  return { ...key.export({ format: 'jwk' }), kty: 'RSA', kid };
}

const published = [jwkOf(rsa.publicKey, 'rsa'), jwkOf(short.publicKey, 'short')];

const verifier = createVerifier(
  { portal: { kind: 'oidc', issuer, audience: ['imagegate', 'imagegate-next'] } },
  {
    keys: { find: async (_, kid) => published.find((key) => key.kid === kid), prepare: async () => undefined },
    now: () => now * 1_000 + 999,
  },
);

const encoded = (text: string) => Buffer.from(text).toString('base64url');
const good = { iss: issuer, aud: 'imagegate', sub: 'anna', exp: now + 300 };

interface Signing {
  readonly header?: string;
  readonly hash?: string;
  readonly key?: KeyObject;
}

/** A token that its issuer has signed, header and claims to the letter. */
function signed(claims: object, { header = '{"alg":"RS256","kid":"rsa"}', hash = 'sha256', key = rsa.privateKey }: Signing = {}) {
  const data = `${encoded(header)}.${encoded(JSON.stringify({ ...good, ...claims }))}`;
  return `${data}.${sign(hash, Buffer.from(data), key).toString('base64url')}`;
}

describe('a token', () => {
  it.each([
    ['a day and the minute that clocks differ by', { iat: now - 43_200, exp: now - 43_200 + day + 60 }],
    ['that much from now on, where it does not say when it was issued', { exp: now + day + 60 }],
    ['that much from now on, where it was issued within the next minute', { iat: now + 60, exp: now + day + 60 }],
  ])('may stand for %s', async (_, claims) => {
    expect((await verifier.verify(signed(claims))).payload).toMatchObject(claims);
  });

  it.each([
    ['stands for a second more', { iat: now - 43_200, exp: now - 43_200 + day + 61 }],
    ['stands for a second more from now on', { exp: now + day + 61 }],
    ['stands for that much from a time to come on', { iat: now + 60, exp: now + 60 + day + 60 }],
  ])('is refused that %s', async (_, claims) => {
    await expect(verifier.verify(signed(claims))).rejects.toThrow('The token is valid for more than a day.');
  });

  it('is refused that was issued more than a minute from now', async () => {
    await expect(verifier.verify(signed({ iat: now + 61 }))).rejects.toThrow('The token was issued in the future.');
  });

  it.each(['imagegate', 'imagegate-next', ['other', 'imagegate-next']])('may be meant for %j', async (aud) => {
    expect((await verifier.verify(signed({ aud }))).name).toBe('portal');
  });

  it.each([
    ['RS512', 'sha512'],
    ['RS384', 'sha384'],
    ['HS256', 'sha256'],
    ['PS256', 'sha256'],
  ])('is refused that says %s, also where its signature is right', async (alg, hash) => {
    const token = signed({}, { header: JSON.stringify({ alg, kid: 'rsa' }), hash });
    await expect(verifier.verify(token)).rejects.toThrow('The token is not signed with one of RS256, ES256, ES384.');
  });

  it('is refused whose key has a bit too few', async () => {
    const token = signed({}, { header: '{"alg":"RS256","kid":"short"}', key: short.privateKey });
    await expect(verifier.verify(token)).rejects.toThrow('The key that the token names has fewer than 2048 bits.');
  });

  it.each([
    ['{"kid":"short","alg":"RS256","kid":"rsa"}', 'The token names a member twice.'],
    ['{"alg":"RS256","kid":"rsa","typ":"jwt-of-a-logout"}', 'The token has a form that is not accepted here.'],
    ['{"alg":"RS256","kid":"rsa","typ":"application/json+jwt"}', 'The token has a form that is not accepted here.'],
  ])('is refused with the header %s', async (header, reason) => {
    await expect(verifier.verify(signed({}, { header }))).rejects.toThrow(reason);
  });
});
