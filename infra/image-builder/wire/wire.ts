import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isObject } from '../../../lib/json/value.ts';
import { hangUp } from '../../sockets/hang-up.ts';
import { malformed, ServiceError } from './errors.ts';

/**
 * The JSON object in the body of a request; `{}` for an empty body. Throws `ServiceError` for a body that is too large, no UTF-8,
 * no JSON, or no object.
 */
export async function readMembers(request: IncomingMessage, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const text = decodeText(await readBytes(request, maxBytes));
  if (text.trim() === '') return {};
  const body = parse(text);
  if (!isObject(body)) throw malformed('The body of the request must be a JSON object.');
  return body;
}

/** An answer as it goes over the wire. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in REST JSON: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function renderAnswer(requestId: string, answer: object): Rendered {
  return { status: 200, headers: headersOf(requestId), body: JSON.stringify(answer) };
}

/** Clients take the name from the header; the body has the message, in lower case as in every error of the model. */
export function renderError(
  requestId: string,
  { name, status, message }: { readonly name: string; readonly status: number; readonly message: string },
): Rendered {
  return { status, headers: { ...headersOf(requestId), 'x-amzn-ErrorType': name }, body: JSON.stringify({ message }) };
}

export function sendRendered(response: ServerResponse, { status, headers, body }: Rendered): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Answers what never became a request, because it was no HTTP, too slow, or its headers too large, and closes the connection. */
export function refuseConnection(socket: Duplex, requestId: string, error: Error): void {
  if (!socket.writable || ('code' in error && error.code === 'ECONNRESET')) {
    socket.destroy();
    return;
  }
  const { status, name, message } = connectionError(error);
  const body = JSON.stringify({ message });
  const lines = [
    `HTTP/1.1 ${status} ${name}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-amzn-ErrorType: ${name}`,
    `x-amzn-RequestId: ${requestId}`,
    'connection: close',
  ];
  hangUp(socket, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

function headersOf(requestId: string) {
  return { 'content-type': 'application/json', 'x-amzn-RequestId': requestId };
}

/**
 * Reads to the end even when the body is too large, so that the client is ready to hear the answer. Its timeout bounds the wait.
 */
async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) {
    throw new ServiceError('RequestEntityTooLargeException', `The body of the request is larger than ${maxBytes} bytes.`);
  }
  return Buffer.concat(chunks);
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body of the request is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body of the request is not valid JSON.');
  }
}

/** Codes of https://nodejs.org/api/http.html#event-clienterror */
function connectionError(error: Error): ServiceError {
  switch ('code' in error && error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ServiceError('RequestTimeoutException', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new ServiceError('RequestHeadersTooLargeException', 'The headers of the request are too large.');
    default:
      return malformed('This is not a valid HTTP request.');
  }
}
