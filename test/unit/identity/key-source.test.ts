import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchKeys } from '../../../lib/identity/key-source.ts';

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server on a port has such an address
}

const keys = { keys: [{ kty: 'EC', kid: 'a', crv: 'P-256', x: 'x', y: 'y' }] };

interface Answers {
  readonly discovery?: (own: string) => object;
  readonly status?: number;
  readonly location?: string;
  /** What comes for the keys. */
  readonly body?: string | Buffer;
}

/** An issuer that does all right but for one thing. */
function issuerWith({ discovery, status = 200, location, body = JSON.stringify(keys) }: Answers): Promise<string> {
  return serve(({ url, headers }, response) => {
    const own = `http://${headers.host}`;
    if (url !== '/keys') return response.end(JSON.stringify({ issuer: own, jwks_uri: `${own}/keys`, ...discovery?.(own) }));
    return response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
}

describe('the keys of an issuer', () => {
  it('are where its discovery document says', async () => {
    expect(await fetchKeys(await issuerWith({}))).toEqual(keys);
  });

  it('are believed of nobody whose name differs by a slash', async () => {
    const issuer = await issuerWith({ discovery: (own) => ({ issuer: `${own}/` }) });
    await expect(fetchKeys(issuer)).rejects.toThrow(`is about the issuer ${issuer}/, not ${issuer}`);
  });

  it('are not fetched without TLS from anywhere else', async () => {
    const elsewhere = await issuerWith({});
    const issuer = await issuerWith({ discovery: () => ({ jwks_uri: `${elsewhere}/keys` }) });
    await expect(fetchKeys(issuer)).rejects.toThrow('names keys at an address without TLS');
  });

  it('are not fetched from where an answer sends', async () => {
    const elsewhere = await issuerWith({});
    const issuer = await issuerWith({ status: 302, location: `${elsewhere}/keys` });
    await expect(fetchKeys(issuer)).rejects.toMatchObject({ name: 'IssuerUnavailable' });
  });

  it.each([
    ['come with another status than 200', { status: 203 }, 'status 203'],
    ['are larger than any', { body: JSON.stringify({ ...keys, more: 'x'.repeat(262_144) }) }, 'more than 262144 bytes'],
    ['are not UTF-8', { body: Buffer.from(JSON.stringify({ ...keys, more: '\xff' }), 'latin1') }, 'not valid for encoding utf-8'],
  ])('are none that %s', async (_, answers, reason) => {
    await expect(fetchKeys(await issuerWith(answers))).rejects.toThrow(reason);
  });
});
