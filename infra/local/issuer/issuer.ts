import { type createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';

/** An issuer of tokens that lives as long as its process: its key is made at the start and stands nowhere but in memory. */
export interface LocalIssuer {
  /** What its tokens have in `iss`. */
  readonly url: string;
  /** What its tokens have in `aud`. */
  readonly audience: string;
  /** Its discovery document (OpenID Connect Discovery 1.0 §3). */
  readonly configuration: object;
  readonly keySet: { readonly keys: readonly JsonWebKey[] };
  mint(order: TokenOrder): string;
}

/** Whose token is wanted. */
export interface TokenOrder {
  readonly team: string;
  readonly scopes: readonly string[];
  readonly environment?: string | undefined;
  /** How long it is valid. */
  readonly seconds: number;
}

export function createLocalIssuer(url: string, clock: () => Date = () => new Date()): LocalIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const audience = 'imagegate';
  return {
    url,
    audience,
    configuration: {
      issuer: url,
      jwks_uri: `${url}/keys`,
      id_token_signing_alg_values_supported: ['ES256'],
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
    },
    keySet: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] },
    mint({ team, scopes, environment, seconds }) {
      const iat = Math.floor(clock().getTime() / 1_000);
      const payload = { iss: url, aud: audience, sub: `developer-of-${team}`, team, scopes, environment, jti: randomUUID() };
      return signed({ ...payload, iat, exp: iat + seconds }, kid, privateKey);
    },
  };
}

/** JSON Web Signature in its compact form, with ES256 (RFC 7515 §7.1, RFC 7518 §3.4). */
function signed(payload: object, kid: string, key: ReturnType<typeof createPrivateKey>): string {
  const [head, body] = [{ alg: 'ES256', typ: 'JWT', kid }, payload].map((part) => base64url(JSON.stringify(part)));
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
  return `${head}.${body}.${base64url(signature)}`;
}

function base64url(data: string | Buffer): string {
  return Buffer.from(data).toString('base64url');
}
