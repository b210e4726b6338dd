import { describe, expect, it, vi } from 'vitest';
import type { Answered } from '../../infra/local/gateway/gateway.ts';
import { connection, held, serve } from '../support/loopback.ts';
import { rawRequest } from '../support/raw-http.ts';

describe('a connection', () => {
  const patience = { headersTimeout: 100, requestTimeout: 200, keepAliveTimeout: 60_000, connectionsCheckingInterval: 20 };

  it('that never speaks is closed without a word', async () => {
    const { port } = await serve(() => undefined, {}, patience);
    const silent = await connection(port);
    await silent.closed;
    expect(silent.heard()).toBe('');
  });

  it.each([
    ['the head', 'GET /v1/health HTTP/1.1\r\nHost: loc'],
    ['the body', rawRequest('POST /v1/pipelines', ['Content-Length: 2'])],
  ])('that stops in the middle of %s is told so and closed, and nobody else hears of it', async (_, words) => {
    const answered: Answered[] = [];
    const { port, underWay } = await serve(() => undefined, { onAnswered: (one) => answered.push(one) }, patience);
    const slow = await connection(port, words);
    await slow.closed;
    expect(slow.heard()).toMatch(/^HTTP\/1\.1 408 .*policy-digest: sha256-test.*\/request-timeout"/s);
    // Its other half stays open, as some clients leave it; the server does not wait for that.
    await vi.waitFor(() => expect(underWay()).toBe(0), 5_000);
    expect(answered).toEqual([]);
  });

  it('outlives what clients keep idle', async () => {
    const { url } = await serve(() => ({ statusCode: 200, body: '{}' }));
    const { headers } = await fetch(`${url}/v1/health`);
    expect(headers.get('keep-alive')).toBe('timeout=120');
  });

  it('that is left in the middle of a body leaves no trace', async () => {
    const answered: Answered[] = [];
    const { url, port, underWay } = await serve(() => ({ statusCode: 200, body: '{}' }), {
      onAnswered: (one) => answered.push(one),
    });
    for (let left = 0; left < 3; left++) {
      const { socket } = await connection(port, rawRequest('POST /v1/pipelines', ['Content-Length: 1000']));
      await vi.waitFor(() => expect(underWay()).toBe(1));
      socket.resetAndDestroy();
      await vi.waitFor(() => expect(underWay()).toBe(0));
    }
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    expect(answered).toMatchObject([{ path: '/v1/health', status: 200 }]);
  });

  it('that is left before the answer leaves no failure', async () => {
    const { handler, called } = held();
    const answered: Answered[] = [];
    const { port, underWay } = await serve(handler, { onAnswered: (one) => answered.push(one) });
    const { socket } = await connection(port, rawRequest('GET /v1/health'));
    await vi.waitFor(() => expect(called).toHaveLength(1));
    socket.resetAndDestroy();
    await vi.waitFor(() => expect(underWay()).toBe(0));
    called[0]?.();
    await vi.waitFor(() => expect(answered).toMatchObject([{ status: 200, cause: undefined }]));
  });
});

describe('a service that stops', () => {
  it('answers what is under way and lets go of everything else', async () => {
    const { handler, called } = held();
    const { port, close, underWay } = await serve(handler);
    const silent = await connection(port);
    const asking = await connection(port, 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await vi.waitFor(() => expect(called).toHaveLength(1));
    expect(underWay()).toBe(1);
    const closed = close(60_000);
    await silent.closed;
    expect(asking.heard()).toBe('');
    called[0]?.();
    await asking.closed;
    expect(asking.heard()).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s);
    await closed;
  });

  it('cuts off what is not answered within its grace', async () => {
    const { handler, called } = held();
    const { port, close } = await serve(handler);
    const asking = await connection(port, rawRequest('GET /v1/health'));
    await vi.waitFor(() => expect(called).toHaveLength(1));
    await close(0);
    await asking.closed;
    expect(asking.heard()).toBe('');
  });
});
