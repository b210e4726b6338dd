import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createSilentServer, type Server } from 'node:net';
import type { Certificate } from './certificate.ts';
import { arnOf, compliant, referredTo } from './pipelines.ts';

export interface Upstream {
  readonly url: string;
  close(): void;
}

/**
 * How Image Builder can be met: `ready` thinks no time at all, `slow` takes a while for each answer, `absent` refuses
 * connections, and `silent` takes them and never says a word.
 */
export const upstreams = ['ready', 'slow', 'absent', 'silent'] as const;

export type Kind = (typeof upstreams)[number];

/** Milliseconds that each answer takes of the slow one. */
const slowness = 300;

/** Stands in for Image Builder over TLS: has one pipeline, and creates every other. */
export async function startUpstream(certificate: Certificate, kind: Kind): Promise<Upstream> {
  const open = new Set<{ destroy(): void }>();
  const server = kind === 'silent' ? createSilentServer() : answering(certificate, kind === 'slow' ? slowness : 0);
  server.on('connection', (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form, not the name of a pipe.
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  if (kind === 'absent') close();
  return { url: `https://127.0.0.1:${port}`, close };
}

function answering({ key, cert }: Certificate, delay: number): Server {
  return createServer({ key, cert }, (request, response) => {
    request.resume().on('end', () => {
      if (delay === 0) answer(request, response);
      else setTimeout(answer, delay, request, response);
    });
  });
}

function answer({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
  const { status, body, headers } = answerTo(`${method} ${url.split('?')[0]}`, url);
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'r', ...headers });
  response.end(JSON.stringify(body));
}

function answerTo(line: string, url: string): { status: number; body: object; headers?: Record<string, string> } {
  const arn = arnOf('image-pipeline', 'web-base');
  if (line === 'PUT /CreateImagePipeline')
    return { status: 200, body: { requestId: 'r', clientToken: 't', imagePipelineArn: arn } };
  if (line === 'GET /GetImagePipeline' && url.endsWith('web-base')) {
    return { status: 200, body: { requestId: 'r', imagePipeline: { ...compliant, arn, platform: 'Linux' } } };
  }
  const resource = referredTo.get(line.replace('GET /', ''));
  if (resource !== undefined) return { status: 200, body: { requestId: 'r', ...resource } };
  return { status: 404, body: { message: 'no' }, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } };
}
