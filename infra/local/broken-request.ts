import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * API Gateway allows all headers of a request together so many bytes. Source: API Gateway Developer Guide, "Quotas for configuring and
 * running a REST API", total combined size of request line and header values.
 */
export const maximumHeadBytes = 10_240;

/** Answers what Node.js could not read as HTTP, as a problem. There is no request to answer to, so the answer is written by hand. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = statuses.get(error.code ?? '') ?? {
    status: 400,
    detail: 'The request is not HTTP that can be read.',
  };
  const requestId = randomUUID();
  // Such failures have no kind of their own; RFC 9457 §4.2.1 gives `about:blank` the meaning of the status.
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, requestId });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: private, no-cache',
    'vary: Authorization, Accept, Origin',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const statuses: ReadonlyMap<string, { readonly status: number; readonly detail: string }> = new Map([
  ['HPE_HEADER_OVERFLOW', { status: 431, detail: `The request line and the headers have more than ${maximumHeadBytes} bytes.` }],
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, detail: 'The request did not arrive in time.' }],
]);
