import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { arnOf, compliant } from '../pipelines.ts';
import type { Certificate } from './certificate.ts';

export interface Upstream {
  readonly url: string;
  close(): void;
}

/** Stands in for Image Builder over TLS: has one pipeline, creates every other, and thinks no time at all. */
export async function startUpstream({ key, cert }: Certificate): Promise<Upstream> {
  const server = createServer({ key, cert }, (request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form, not the name of a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
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
  return { status: 404, body: { message: 'no' }, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } };
}
