import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { commonHeaders } from '../../../lib/http/headers.ts';
import { problemResponse } from '../../../lib/http/problem.ts';
import type { ApiError } from '../../../lib/problem/api-error.ts';
import { HeadersTooLarge, MalformedRequest, RequestTimeout } from '../../../lib/problem/errors.ts';
import { hangUp } from '../../sockets/hang-up.ts';

/**
 * API Gateway allows all headers of a request together so many bytes. Source: API Gateway Developer Guide, "Quotas for
 * configuring and running a REST API", total combined size of request line and header values.
 */
export const maximumHeadBytes = 10_240;

/**
 * Answers what Node.js could not read as HTTP, as a problem. There is no request to answer to, so the answer is written by hand.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex, policyDigest: string): void {
  // Whoever has said nothing awaits no answer: a browser, say, that opened a connection in case it should need one.
  const isSilent = socket instanceof Socket && socket.bytesRead === 0;
  if (error.code === 'ECONNRESET' || !socket.writable || isSilent) {
    socket.destroy();
    return;
  }
  const failure = failures.get(error.code ?? '') ?? new MalformedRequest('The request is not HTTP that can be read.');
  const requestId = randomUUID();
  const { statusCode, headers, body } = problemResponse(failure, '/', requestId);
  const lines = Object.entries({
    ...headers,
    ...commonHeaders(undefined, { requestId, policyDigest, corsOrigins: [] }),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  const head = [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  hangUp(socket, `${head.join('\r\n')}\r\n\r\n${body}`);
}

const failures: ReadonlyMap<string, ApiError> = new Map<string, ApiError>([
  [
    'HPE_HEADER_OVERFLOW',
    new HeadersTooLarge(
      `The request line and the headers have more than ${maximumHeadBytes} bytes, which is what API Gateway allows.`,
    ),
  ],
  ['ERR_HTTP_REQUEST_TIMEOUT', new RequestTimeout('The request did not arrive in time.')],
]);
