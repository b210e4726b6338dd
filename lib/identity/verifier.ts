import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { firstDuplicateKey } from '../json/duplicate-keys.ts';
import { Unauthenticated } from '../problem/errors.ts';
import { fetchKeys } from './key-source.ts';
import { createKeys, type Keys } from './keys.ts';
import type { Payload } from './proof.ts';
import type { TeamsDocument, TrustedIssuer } from './teams.ts';

/** A token that holds what it says. */
export interface Verified {
  /** The name that `teams.yaml` has for its issuer. */
  readonly name: string;
  readonly issuer: TrustedIssuer;
  readonly payload: Payload;
}

export interface Verifier {
  /**
   * Checks form, signature, issuer, audience and times of a token. Rejects with `Unauthenticated`, or with `IssuerUnavailable`
   * where the issuer cannot be asked for its keys.
   */
  verify(token: string): Promise<Verified>;
  /** Gets the keys of all issuers, so that the first request need not wait for them. Never rejects. */
  prepare(): Promise<void>;
}

export interface VerifierOptions {
  readonly keys?: Keys;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Asymmetric ones only. GitHub and GitLab sign with the first, AWS with the first or the last. */
const algorithms: readonly unknown[] = ['RS256', 'ES256', 'ES384'];

/** Clocks differ by so many seconds. */
const clockSkew = 60;

/** No token of the issuers meant here lives longer, in seconds; one that does is a standing credential. */
const maximumLifeSeconds = 24 * 60 * 60;

/** Beyond what API Gateway takes as headers (10 240 bytes in all) nothing can come; this is said before anything is parsed. */
const maximumTokenLength = 8_192;

export function createVerifier(
  issuers: TeamsDocument['issuers'],
  { keys = createKeys({ fetchKeys, timer: () => performance.now() }), now = Date.now }: VerifierOptions = {},
): Verifier {
  const trusted = new Map(Object.entries(issuers).map(([name, issuer]) => [issuer.issuer, { name, issuer }]));
  return {
    async verify(token) {
      const { header, claimed } = readToken(token);
      const found = trusted.get(claimed);
      if (found === undefined) throw new Unauthenticated('The issuer of the token is not trusted here.');
      const { audience, issuer } = found.issuer;
      const key = await keys.find(issuer, header.kid);
      if (key === undefined) throw new Unauthenticated('The issuer has no key with the id that the token names.');
      if (isShort(key)) throw new Unauthenticated(`The key that the token names has fewer than ${minimumRsaKeyBits} bits.`);
      const payload = verified(() => verifyJwtSync(token, key, { issuer, audience: [...audience], graceSeconds: clockSkew }));
      checkTimes(payload, Math.floor(now() / 1_000));
      return { ...found, payload };
    },
    async prepare() {
      await Promise.all([...trusted.keys()].map((address) => keys.prepare(address)));
    },
  };
}

/** Bits of a modulus (RFC 7518 §3.3). Of elliptic curves the algorithm names the one there is. */
const minimumRsaKeyBits = 2_048;

/** A modulus has no leading zeros, so its highest byte counts (RFC 7518 §6.3.1.1). */
function isShort({ n }: Readonly<Record<string, unknown>>): boolean {
  if (typeof n !== 'string') return false;
  const [first = 0, ...rest] = Buffer.from(n, 'base64url');
  return rest.length * 8 + (32 - Math.clz32(first)) < minimumRsaKeyBits;
}

/** Takes a token apart. Nothing of it is to be believed yet. */
function readToken(token: string): { readonly header: { readonly kid: string }; readonly claimed: string } {
  if (token.length > maximumTokenLength) throw new Unauthenticated(`The token is longer than ${maximumTokenLength} characters.`);
  // What the library passes over, such as padding, no issuer writes (RFC 7515 §2, "Base64url Encoding").
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw noToken();
  const { header, headerB64, payload, payloadB64 } = decomposed(token);
  for (const part of [headerB64, payloadB64]) {
    // Of a claim that is there twice, this reader and the issuer's might take a different one.
    if (firstDuplicateKey(Buffer.from(part, 'base64url').toString('utf8')) !== undefined) {
      throw new Unauthenticated('The token names a member twice.');
    }
  }
  if (!algorithms.includes(header.alg)) {
    throw new Unauthenticated(`The token is not signed with one of ${algorithms.join(', ')}.`);
  }
  // Extensions that have to be understood (RFC 7515 §4.1.11), and a token in a token (RFC 7519 §5.2); none is known here.
  if ('crit' in header || 'cty' in header || !isAccessOrIdToken(header['typ']))
    throw new Unauthenticated('The token has a form that is not accepted here.');
  if (header.kid === undefined) throw new Unauthenticated('The token does not name the key that it is signed with.');
  return { header: { kid: header.kid }, claimed: payload.iss ?? '' };
}

/**
 * Other kinds of tokens, such as those that tell of a logout, are signed with the same keys and say the same of whom they are
 * about: one must not be taken for another (RFC 8725 §3.11). `at+jwt` is an access token's (RFC 9068 §2.1); the form before the
 * slash may be left out, and case does not count (RFC 7515 §4.1.9).
 */
function isAccessOrIdToken(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && /^(?:application\/)?(?:at\+)?jwt$/i.test(type));
}

/** The library has checked `exp` and `nbf` where they are there. */
function checkTimes({ exp, iat: issuedAt }: Payload, now: number): void {
  const iat = issuedAt ?? now;
  if (typeof exp !== 'number') throw new Unauthenticated('The token does not say when it expires.');
  if (typeof iat !== 'number' || iat > now + clockSkew) throw new Unauthenticated('The token was issued in the future.');
  // From its beginning to its end: one that was made long ago stands as long, however little of it is left.
  if (exp - Math.min(iat, now) > maximumLifeSeconds + clockSkew)
    throw new Unauthenticated('The token is valid for more than a day.');
}

/** What the library says of a token that it cannot read may quote the token, so nothing of it is kept. */
function decomposed(token: string): ReturnType<typeof decomposeUnverifiedJwt> {
  try {
    return decomposeUnverifiedJwt(token);
  } catch {
    throw noToken();
  }
}

function noToken(): Unauthenticated {
  return new Unauthenticated('The token is not a signed JSON Web Token.');
}

function verified(verify: () => Payload): Payload {
  try {
    return verify();
  } catch (cause) {
    throw new Unauthenticated(
      'The token has expired, is not valid yet, is meant for another audience, or has a wrong signature.',
      {
        cause,
      },
    );
  }
}
