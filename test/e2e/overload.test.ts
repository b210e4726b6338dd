import { describe, expect, it, vi } from 'vitest';
import { createLoad } from '../../infra/local/gateway/load.ts';
import { connection, held, serve } from '../support/loopback.ts';
import { rawRequest } from '../support/raw-http.ts';

describe('more than can be answered soon', () => {
  const bounds = { maximum: 2, atOnce: 2, inOneTurn: 2, longTurn: 5, maximumWait: 250, always: 50 };

  it('is refused at once, with what to do, and taken again when there is room', async () => {
    const { handler, called } = held();
    const { url } = await serve(handler, { load: createLoad(bounds), corsOrigins: ['https://portal.example.com'] });
    const underWay = [fetch(`${url}/v1/health`), fetch(`${url}/v1/health`)];
    await vi.waitFor(() => expect(called).toHaveLength(2));
    const headers = { 'x-request-id': 'mine-1', origin: 'https://portal.example.com' };
    const refused = await fetch(`${url}/v1/pipelines`, { headers });
    expect(refused.status).toBe(503);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '1',
      'x-request-id': 'mine-1',
      'policy-digest': 'sha256-test',
      'access-control-allow-origin': 'https://portal.example.com',
    });
    expect(await refused.json()).toMatchObject({
      type: expect.stringMatching(/upstream-unavailable$/),
      title: 'The service is overloaded',
      detail: expect.stringContaining('This one was not processed'),
      requestId: 'mine-1',
    });
    for (const answer of called) answer();
    for (const response of await Promise.all(underWay)) expect(response.status).toBe(200);
    const next = fetch(`${url}/v1/health`);
    await vi.waitFor(() => expect(called).toHaveLength(3));
    called[2]?.();
    expect((await next).status).toBe(200);
  });

  it('is refused before its body is there, and bodies that are slow to come take nobody’s place', async () => {
    const { handler, called } = held();
    const { url, port } = await serve(handler, { load: createLoad(bounds) });
    const slow = await Promise.all(
      [1, 2, 3].map(() => connection(port, rawRequest('POST /v1/pipelines', ['Content-Length: 2']))),
    );
    const underWay = [fetch(`${url}/v1/health`), fetch(`${url}/v1/health`)];
    await vi.waitFor(() => expect(called).toHaveLength(2));
    const early = await connection(port, rawRequest('POST /v1/pipelines', ['Content-Length: 2']));
    await vi.waitFor(() => expect(early.heard()).toMatch(/^HTTP\/1\.1 503 /));
    slow[0]?.socket.write('{}');
    await vi.waitFor(() => expect(slow[0]?.heard()).toMatch(/^HTTP\/1\.1 503 /));
    for (const answer of called) answer();
    await Promise.all(underWay);
    slow[1]?.socket.write('{}');
    await vi.waitFor(() => expect(called).toHaveLength(3));
  });
});
