import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnection } from '../../../lib/image-builder/wire/connection.ts';
import type { ServiceRequest } from '../../../lib/image-builder/wire/service-request.ts';
import { selfSigned } from '../../support/certificate.ts';
import { hang, json, reset, startUpstream, text, type Upstream } from '../../support/upstream.ts';

const patience = { connecting: 60, answering: 120 };

function requestTo(url: string, more: Partial<ServiceRequest> = {}): ServiceRequest {
  const { protocol, hostname, port } = new URL(url);
  const common = { method: 'GET', path: '/', query: {}, headers: {}, body: undefined };
  return { ...common, protocol, hostname, port: Number(port), ...more };
}

describe('over plain HTTP', () => {
  let upstream: Upstream;
  const connection = createConnection(patience);
  afterEach(async () => {
    vi.restoreAllMocks();
    await upstream?.close();
  });

  it('gives status, headers and the whole body', async () => {
    upstream = await startUpstream(json(404, { message: 'ü€'.repeat(50_000) }, { 'x-a': 'b' }));
    const { response } = await connection.handle(requestTo(upstream.url));
    expect(response).toMatchObject({ statusCode: 404, headers: { 'x-a': 'b' } });
    expect(JSON.parse(response.body)).toEqual({ message: 'ü€'.repeat(50_000) });
  });

  it.each([
    ['no answer comes', hang],
    [
      'an answer stalls',
      ({ response }: { response: { writeHead(status: number): { write(text: string): unknown } } }) =>
        void response.writeHead(200).write('{'),
    ],
  ])('ends when %s', async (_, step) => {
    upstream = await startUpstream(step);
    await expect(connection.handle(requestTo(upstream.url))).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no answer within 120 ms',
    });
  });

  it('reads an answer of 8 MiB, and stops reading one that is longer', async () => {
    const maximum = 8 * 1_024 * 1_024;
    for (const [length, isRead] of [
      [maximum, true],
      [maximum + 1, false],
    ] as const) {
      upstream = await startUpstream(text(200, 'x'.repeat(length)));
      const patient = createConnection({ connecting: 1_000, answering: 10_000 });
      const handled = patient.handle(requestTo(upstream.url));
      if (isRead) expect((await handled).response.body).toHaveLength(length);
      else await expect(handled).rejects.toMatchObject({ name: 'AnswerTooLong' });
      await upstream.close();
    }
  });

  it('stops reading an answer that never ends', async () => {
    let written = 0;
    upstream = await startUpstream(({ response }) => {
      const chunk = Buffer.alloc(65_536, 'x');
      response.on('error', () => undefined);
      const pour = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.writeHead(200).on('drain', pour);
      pour();
    });
    const patient = createConnection({ connecting: 1_000, answering: 10_000 });
    await expect(patient.handle(requestTo(upstream.url))).rejects.toMatchObject({ name: 'AnswerTooLong' });
    expect(written).toBeLessThan(64 * 1_024 * 1_024);
  });

  it('ends when no connection comes about', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    const request = requestTo('http://imagebuilder.invalid:80');
    await expect(connection.handle(request)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no connection within 60 ms',
    });
  });

  it.each([
    ['before it is sent', () => AbortSignal.abort()],
    ['while it waits', () => AbortSignal.timeout(20)],
  ])('ends when the caller gives it up %s', async (_, signal) => {
    upstream = await startUpstream(hang);
    await expect(connection.handle(requestTo(upstream.url), { abortSignal: signal() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it.each([
    ['too long', { answering: 120, connecting: 60 }, undefined, 'TimeoutError'],
    ['until the caller gives it up', { answering: 5_000, connecting: 5_000 }, 60, 'AbortError'],
  ] as const)('ends a request that waits %s for others to be done', async (_, limits, abortAfter, name) => {
    upstream = await startUpstream(hang);
    const busy = createConnection({ connecting: 1_000, answering: 3_000 });
    const ahead = Array.from({ length: 50 }, () => busy.handle(requestTo(upstream.url)).catch(() => undefined));
    const patient = createConnection(limits);
    const queued = abortAfter === undefined ? patient : busy;
    if (queued === patient)
      ahead.push(...Array.from({ length: 50 }, () => patient.handle(requestTo(upstream.url)).catch(() => undefined)));
    const signal = abortAfter === undefined ? {} : { abortSignal: AbortSignal.timeout(abortAfter) };
    const startedAt = Date.now();
    await expect(queued.handle(requestTo(upstream.url), signal)).rejects.toMatchObject({ name });
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    await upstream.close();
    await Promise.all(ahead);
  });

  it('takes a change of the protocol for a broken connection', async () => {
    upstream = await startUpstream(({ response }) => {
      response.writeHead(101, { connection: 'Upgrade', upgrade: 'x' }).end();
    });
    await expect(connection.handle(requestTo(upstream.url))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('leaves no listener on a signal that outlives it', async () => {
    upstream = await startUpstream(json(200, {}));
    const { signal } = new AbortController();
    for (let call = 0; call < 20; call++) await connection.handle(requestTo(upstream.url), { abortSignal: signal });
    await vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toHaveLength(0));
  });

  it('tells the code of a connection that breaks', async () => {
    upstream = await startUpstream(reset);
    await expect(connection.handle(requestTo(upstream.url))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('does nothing ahead of a request', async () => {
    upstream = await startUpstream(json(200, {}));
    createConnection(patience).open(new URL(upstream.url));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(upstream.connections()).toBe(0);
  });
});

describe('over TLS', () => {
  const trusted = getCACertificates('default');
  let server: Server;
  let url: string;
  let handshakes: number;
  beforeAll(() => {
    const certificate = selfSigned(new Date());
    setDefaultCACertificates([...trusted, certificate.cert]);
    server = createServer(certificate, (_, response) => response.end('{}'));
    server.on('secureConnection', () => handshakes++);
  });
  beforeEach(async () => {
    handshakes = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  afterAll(() => setDefaultCACertificates(trusted));

  it('shakes hands ahead, and the first request goes over that connection, as do later ones', async () => {
    const connection = createConnection({ connecting: 1_000, answering: 1_000 });
    connection.open(new URL(url));
    await vi.waitFor(() => expect(handshakes).toBe(1));
    for (let call = 0; call < 3; call++) expect((await connection.handle(requestTo(url))).response.body).toBe('{}');
    expect(handshakes).toBe(1);
    connection.destroy();
  });

  it('makes another connection when the first was closed in the meantime', async () => {
    const connection = createConnection({ connecting: 1_000, answering: 1_000 });
    connection.open(new URL(url));
    await vi.waitFor(() => expect(handshakes).toBe(1));
    server.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await connection.handle(requestTo(url))).response.statusCode).toBe(200);
    expect(handshakes).toBe(2);
    connection.destroy();
  });

  it('keeps a connection for the place that it leads to', async () => {
    const connection = createConnection({ connecting: 1_000, answering: 1_000 });
    connection.open(new URL('https://127.0.0.1:1'));
    expect((await connection.handle(requestTo(url))).response.statusCode).toBe(200);
    connection.destroy();
  });

  it('shows that nobody listens when the first request comes', async () => {
    const connection = createConnection({ connecting: 1_000, answering: 1_000 });
    connection.open(new URL('https://127.0.0.1:1'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expect(connection.handle(requestTo('https://127.0.0.1:1'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps no process alive that asks nothing', async () => {
    const { href } = new URL('../../../lib/image-builder/wire/connection.ts', import.meta.url);
    const script = `import { createConnection } from '${href}';
      createConnection({ connecting: 60_000, answering: 60_000 }).open(new URL('${url}'));`;
    const options = { timeout: 10_000, env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], options);
  });
});
