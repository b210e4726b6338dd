import { afterEach, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '../support/door.ts';
import { mint, type SigningKey, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { testTeams } from '../support/teams.ts';

const running: { close(grace?: number): Promise<void> }[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close(0))));

async function start(): Promise<{ issuer: TestIssuer; door: Door; key: SigningKey }> {
  const key = await signingKey('key-1');
  const issuer = await startIssuer(key);
  const principal = { issuer: 'portal', claims: { sub: ['anna'] }, conditions: {}, scopes: ['read'] } as const;
  const trusted = { portal: { kind: 'oidc', issuer: issuer.url, audience: ['imagegate'] } } as const;
  const door = await openDoor(testTeams({ web: [principal] }, { issuers: trusted }));
  running.push(issuer, door);
  return { issuer, door, key };
}

async function statusFor(door: Door, issuer: TestIssuer, key: SigningKey): Promise<number> {
  return (await door.ask(`Bearer ${await mint(key, { iss: issuer.url, aud: 'imagegate', sub: 'anna' })}`)).status;
}

const json = (body: unknown): TestIssuer['answer'] => {
  return (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Everything is in its place and can be reached, but the document is about somebody else. */
const speaksForAnother: TestIssuer['answer'] = ({ url, headers }, response) => {
  const own = `http://${headers.host}`;
  const body = url === '/keys' ? { keys: [] } : { issuer: 'https://issuer.example', jwks_uri: `${own}/keys` };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('an issuer that cannot be asked', () => {
  it.each<[string, TestIssuer['answer']]>([
    ['hangs', () => undefined],
    ['begins to answer and stops', (_, response) => response.writeHead(200).write('{"issuer":')],
    ['drips', (_, response) => void setInterval(() => response.write(' '), 50).unref()],
    ['hangs up', (request) => request.socket.destroy()],
    ['is broken', (_, response) => response.writeHead(500).end('{}')],
    ['answers with a page', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
    ['answers with something else', json({ keys: 'none' })],
    ['answers with nothing', (_, response) => response.writeHead(200).end()],
    ['answers without end', (_, response) => response.writeHead(200).end(`{"a":"${'x'.repeat(1_000_000)}"}`)],
    ['speaks for another', json({ issuer: 'https://issuer.example', jwks_uri: 'https://issuer.example/keys' })],
    ['speaks for another from its own address', speaksForAnother],
    ['sends elsewhere', (_, response) => response.writeHead(302, { location: 'https://issuer.example/' }).end()],
  ])('ends as a clear answer within three seconds when it %s', async (_, answer) => {
    const { issuer, door, key } = await start();
    issuer.answer = answer;
    const startedAt = performance.now();
    const token = await mint(key, { iss: issuer.url, aud: 'imagegate', sub: 'anna' });
    const { status, headers, json } = await door.ask(`Bearer ${token}`);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(json).toMatchObject({ status: 503, title: 'You cannot be identified at present' });
    expect(door.authorizations.at(-1)).toMatchObject({ authorization: 'failure', error: { name: 'IssuerUnavailable' } });
  });

  it('does not let keys come from an address without TLS elsewhere', async () => {
    const { issuer, door, key } = await start();
    issuer.answer = json({ issuer: issuer.url, jwks_uri: 'http://127.0.0.1:1/keys' });
    expect(await statusFor(door, issuer, key)).toBe(503);
  });

  it('is asked again by the next request', async () => {
    const { issuer, door, key } = await start();
    issuer.answer = (request) => request.socket.destroy();
    expect(await statusFor(door, issuer, key)).toBe(503);
    issuer.answer = undefined;
    expect(await statusFor(door, issuer, key)).toBe(200);
  });

  it('matters to nobody whose key is known', async () => {
    const { issuer, door, key } = await start();
    expect(await statusFor(door, issuer, key)).toBe(200);
    issuer.answer = () => undefined;
    expect(await statusFor(door, issuer, key)).toBe(200);
  });
});

describe('the keys of an issuer', () => {
  it('are asked for once, whoever comes', async () => {
    const { issuer, door, key } = await start();
    await Promise.all([1, 2, 3, 4].map(() => statusFor(door, issuer, key)));
    await statusFor(door, issuer, key);
    expect(issuer.requests()).toBe(2);
  });

  it('may change: a token with the new one is let in at once, also after a forged one', async () => {
    const { issuer, door, key } = await start();
    expect(await statusFor(door, issuer, key)).toBe(200);
    expect(await statusFor(door, issuer, await signingKey('key-of-nobody'))).toBe(401);
    const next = await signingKey('key-2');
    issuer.keys = [next.publicJwk];
    expect(await statusFor(door, issuer, next)).toBe(200);
    expect(await statusFor(door, issuer, key)).toBe(401);
  });

  it('are not asked for by every token that names one which is not there', async () => {
    const { issuer, door, key } = await start();
    expect(await statusFor(door, issuer, key)).toBe(200);
    const forged = await signingKey('key-of-nobody');
    await Promise.all(Array.from({ length: 20 }, () => statusFor(door, issuer, forged)));
    expect(issuer.requests()).toBeLessThanOrEqual(6);
  });

  it('are no keys when two have one id, or when they are no keys at all', async () => {
    const { issuer, door, key } = await start();
    const other = await signingKey('key-1');
    issuer.keys = [key.publicJwk, other.publicJwk];
    expect(await statusFor(door, issuer, key)).toBe(401);
    issuer.keys = [JSON.parse('null'), JSON.parse('{"kid":"key-1"}')];
    expect(await statusFor(door, issuer, key)).toBe(401);
  });

  it('are found beside one of a kind that is not known', async () => {
    const { issuer, door, key } = await start();
    issuer.keys = [{ kty: 'ML-DSA', kid: 'later' }, JSON.parse('{"kty":7}'), key.publicJwk];
    expect(await statusFor(door, issuer, key)).toBe(200);
  });

  it('count no other use than signing', async () => {
    const { issuer, door, key } = await start();
    issuer.keys = [{ ...key.publicJwk, use: 'enc' }];
    expect(await statusFor(door, issuer, key)).toBe(401);
  });
});
