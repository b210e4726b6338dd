import { isJwk, type Jwk } from 'aws-jwt-verify/jwk';
import * as v from 'valibot';

/** An issuer that could not be asked for its keys, or that answered with something else. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** The public keys that an issuer signs with (RFC 7517 §5). */
export interface KeySet {
  readonly keys: readonly Jwk[];
}

/** Discovery and keys together; API Gateway's caller shall know within three seconds what becomes of the request. */
const patience = 2_000;

/** No key set is nearly as large; what is larger is no key set. */
const maximumBytes = 262_144;

/**
 * Asks an issuer where its keys are and fetches them. Source: OpenID Connect Discovery 1.0 §4. Rejects with `IssuerUnavailable`,
 * within `patience` milliseconds.
 */
export async function fetchKeys(issuer: string): Promise<KeySet> {
  const signal = AbortSignal.timeout(patience);
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const configuration = await fetchJson(discovery, configurationSchema, signal);
  // Otherwise a page of one tenant could speak for another (§4.3).
  if (configuration.issuer !== issuer) {
    throw new IssuerUnavailable(`${discovery} is about the issuer ${configuration.issuer.slice(0, 200)}, not ${issuer}`);
  }
  if (!isSafe(configuration.jwks_uri, issuer)) {
    throw new IssuerUnavailable(`${discovery} names keys at an address without TLS`);
  }
  return fetchJson(configuration.jwks_uri, keySetSchema, signal);
}

const configurationSchema = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.url()) });

/** What is no key is left out (RFC 7517 §5): a key of a kind to come shall not hide the others. */
const keySetSchema = v.object({ keys: v.pipe(v.array(v.custom<Jwk>(() => true)), v.filterItems(isJwk)) });

/** An issuer without TLS is one on this very machine, and so are its keys. */
function isSafe(address: string, issuer: string): boolean {
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || origin === new URL(issuer).origin;
}

async function fetchJson<Schema extends v.GenericSchema>(
  address: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<v.InferOutput<Schema>> {
  try {
    const response = await fetch(address, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return v.parse(schema, JSON.parse(await textOf(response)));
  } catch (cause) {
    const reason = signal.aborted ? `no answer within ${patience} ms` : messageOf(cause);
    throw new IssuerUnavailable(`${address}: ${reason}`, { cause });
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) throw new Error(`more than ${maximumBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
