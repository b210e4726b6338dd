import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { arn, minimal, running } from './running.ts';

const create = { ...minimal, clientToken: 'token' };

describe('the wire', () => {
  it('takes unsigned requests, and gives every answer an id that an error has in its header', async () => {
    const { server } = await running();
    const answer = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body: JSON.stringify(create) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      requestId: answer.headers.get('x-amzn-requestid'),
      clientToken: 'token',
      imagePipelineArn: arn('image-pipeline/web-base'),
    });
    const refusal = await fetch(`${server.url}/GetImagePipeline?imagePipelineArn=${arn('image-pipeline/none')}`);
    expect(refusal.status).toBe(404);
    expect(refusal.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(refusal.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(await refusal.json()).toEqual({ message: `The resource '${arn('image-pipeline/none')}' does not exist.` });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"name":'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a string', '"CreateImagePipeline"'],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['a required member that is null', JSON.stringify({ ...create, clientToken: null })],
    ['a required member that is inherited only', JSON.stringify({ __proto__: create })],
    ['members hidden in __proto__', `{"__proto__":${JSON.stringify(create)}}`],
  ])('refuses %s as a body', async (_, body) => {
    const { server } = await running();
    const answer = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('InvalidRequestException');
  });

  it('does not mind deep or unknown members, which no operation reads', async () => {
    const { server } = await running();
    const body = JSON.stringify(create).replace('{', `{"extra":${'['.repeat(50_000)}${']'.repeat(50_000)},`);
    const answer = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body });
    expect(answer.status).toBe(200);
  });

  it('signals a dry run that would succeed with status 412, and makes nothing', async () => {
    const { server } = await running();
    const body = JSON.stringify({ ...create, dryRun: true });
    const answer = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body });
    expect(answer.status).toBe(412);
    expect(answer.headers.get('x-amzn-errortype')).toBe('DryRunOperationException');
    const list = await fetch(`${server.url}/ListImagePipelines`, { method: 'POST' });
    expect(await list.json()).toMatchObject({ imagePipelineList: [] });
  });

  it('takes an empty body where nothing is required', async () => {
    const { server } = await running();
    const answer = await fetch(`${server.url}/ListImagePipelines`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ imagePipelineList: [] });
  });

  it('refuses a body over its limit, and serves the next request of the same client', async () => {
    const { server } = await running({ switches: { maxBodyBytes: 1000 } });
    const answer = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body: 'x'.repeat(3_000_000) });
    expect(answer.status).toBe(413);
    expect(answer.headers.get('x-amzn-errortype')).toBe('RequestEntityTooLargeException');
    const next = await fetch(`${server.url}/CreateImagePipeline`, { method: 'PUT', body: JSON.stringify(create) });
    expect(next.status).toBe(200);
  });

  it.each([
    ['GET', '/CreateImagePipeline'],
    ['POST', '/CreateImagePipeline'],
    ['GET', '/ListImagePipelines'],
    ['OPTIONS', '/GetImagePipeline'],
    ['POST', '/StartImagePipelineExecution'],
    ['GET', '/'],
    ['GET', '//'],
    ['GET', '/constructor'],
    ['GET', '/tags/'],
    ['GET', '/%'],
    ['PUT', '/createimagepipeline'],
  ])('knows no operation for %s %s', async (method, path) => {
    const { server } = await running();
    const answer = await fetch(`${server.url}${path}`, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });

  it.each([
    ['', 'InvalidRequestException'],
    ['?imagePipelineArn=', 'InvalidParameterValueException'],
    ['?imagePipelineArn=%zz', 'InvalidRequestException'],
    ['?imagePipelineArn=arn%3Aaws%3As3%3A%3A%3Abucket', 'InvalidParameterValueException'],
  ])('refuses GetImagePipeline%s', async (query, name) => {
    const { server } = await running();
    const answer = await fetch(`${server.url}/GetImagePipeline${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(name);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'InvalidRequestException'],
    ['a header that never ends', `GET / HTTP/1.1\r\nx: ${'y'.repeat(70_000)}`, 431, 'RequestHeadersTooLargeException'],
    ['half a header', 'GET / HTTP/1.1\r\nhost: ', 408, 'RequestTimeoutException'],
    [
      'half a body',
      'PUT /CreateImagePipeline HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{',
      408,
      'RequestTimeoutException',
    ],
  ])('answers %s and closes the connection', async (_, bytes, status, name) => {
    const { server } = await running({ switches: { requestTimeoutSeconds: 0.2 } });
    const answer = await exchange(server.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`x-amzn-ErrorType: ${name}`);
    expect(answer).toMatch(/\r\n\r\n\{"message":"[^"]+"\}$/);
  });

  it('goes on when a client leaves in the middle of its request', async () => {
    const { server, client } = await running();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('PUT /CreateImagePipeline HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await fetch(`${server.url}/ListImagePipelines`, { method: 'POST' })).status).toBe(200);
    client.destroy();
  });

  it('closes within moments, though connections are open', async () => {
    const { server } = await running();
    await fetch(`${server.url}/ListImagePipelines`, { method: 'POST' });
    const idle = connect(server.port, '127.0.0.1');
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    idle.write('PUT /CreateImagePipeline HTTP/1.1\r\n');
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});

/** Everything that the server sends until it closes the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

describe('a connection', () => {
  it('that was told that its request is late is closed, though the client keeps its half open', async () => {
    const { server } = await running({ switches: { requestTimeoutSeconds: 0.1 } });
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.write('GET / HTTP/1.1\r\nhost: ');
    socket.resume();
    await once(socket, 'end');
    const sending = setInterval(() => socket.write('x'), 50);
    onTestFinished(() => clearInterval(sending));
    await once(socket, 'error');
  });
});
