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
   * Checks form, signature, issuer, audience and times of a token. Rejects with `Unauthenticated`, or with `IssuerUnavailable` where the
   * issuer cannot be asked for its keys.
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
const longestLife = 24 * 60 * 60;

/** Beyond what API Gateway takes as headers (10 240 bytes in all) nothing can come; this is said before anything is parsed. */
const longestToken = 8_192;

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
      if (key === undefined) throw new Unauthenticated('The issuer has no key of the id that the token names.');
      const payload = verified(() => verifyJwtSync(token, key, { issuer, audience: [...audience], graceSeconds: clockSkew }));
      checkTimes(payload, Math.floor(now() / 1_000));
      return { ...found, payload };
    },
    async prepare() {
      await Promise.all([...trusted.keys()].map((address) => keys.prepare(address)));
    },
  };
}

/** Takes a token apart. Nothing of it is to be believed yet. */
function readToken(token: string): { readonly header: { readonly kid: string }; readonly claimed: string } {
  if (token.length > longestToken) throw new Unauthenticated(`The token is longer than ${longestToken} characters.`);
  const { header, headerB64, payload, payloadB64 } = decomposed(token);
  for (const part of [headerB64, payloadB64]) {
    // Of a claim that is there twice, this reader and the issuer's might take a different one.
    if (firstDuplicateKey(Buffer.from(part, 'base64url').toString('utf8')) !== undefined) {
      throw new Unauthenticated('The token has a member twice.');
    }
  }
  if (!algorithms.includes(header.alg)) {
    throw new Unauthenticated(`The token is not signed with one of ${algorithms.join(', ')}.`);
  }
  // Extensions that have to be understood (RFC 7515 §4.1.11), and a token in a token (RFC 7519 §5.2); none is known here.
  if ('crit' in header || 'cty' in header) throw new Unauthenticated('The token has a form that is not taken here.');
  if (header.kid === undefined) throw new Unauthenticated('The token does not name the key that it is signed with.');
  return { header: { kid: header.kid }, claimed: payload.iss ?? '' };
}

/** The library has checked `exp` and `nbf` where they are there. */
function checkTimes({ exp, iat = 0 }: Payload, now: number): void {
  if (typeof exp !== 'number') throw new Unauthenticated('The token does not say when it expires.');
  if (typeof iat !== 'number' || iat > now + clockSkew) throw new Unauthenticated('The token was issued in the future.');
  if (exp > now + longestLife + clockSkew) throw new Unauthenticated('The token is valid for more than a day.');
}

/** What the library says of a token that it cannot read may quote the token, so nothing of it is kept. */
function decomposed(token: string): ReturnType<typeof decomposeUnverifiedJwt> {
  try {
    return decomposeUnverifiedJwt(token);
  } catch {
    throw new Unauthenticated('The token is no signed JSON Web Token.');
  }
}

function verified(verify: () => Payload): Payload {
  try {
    return verify();
  } catch (cause) {
    throw new Unauthenticated(
      'The token has expired, is not valid yet, is meant for somebody else, or is not signed as it says.',
      {
        cause,
      },
    );
  }
}
