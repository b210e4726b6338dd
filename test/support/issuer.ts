import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

type Algorithm = 'ES256' | 'ES384' | 'RS256';

export interface SigningKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly publicJwk: JWK;
}

/** An OpenID Connect issuer on a loopback port, with whatever keys and answers a test gives it. */
export interface TestIssuer {
  readonly url: string;
  /** What it publishes; a test may change it at any time. */
  keys: readonly JWK[];
  /** Answers in its place when set. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** How many requests came. */
  requests(): number;
  close(): Promise<void>;
}

export async function signingKey(kid: string, alg: Algorithm = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export async function startIssuer(...keys: readonly SigningKey[]): Promise<TestIssuer> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    if (issuer.answer !== undefined) return issuer.answer(request, response);
    const configuration = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
    const body = request.url === '/keys' ? { keys: issuer.keys } : configuration;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a server on a port has such an address
    keys: keys.map(({ publicJwk }) => publicJwk),
    answer: undefined,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

/**
 * A token signed with a key, valid from now for five minutes unless the claims say otherwise; a claim of `undefined` is left out.
 */
export function mint(
  key: SigningKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const payload: JWTPayload = JSON.parse(JSON.stringify({ iat: now, exp: now + 300, jti: 'token-1', ...claims }));
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header }).sign(key.privateKey);
}
