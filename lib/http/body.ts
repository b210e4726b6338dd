import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import { firstDuplicateKey } from '../json/duplicate-keys.ts';
import { isObject } from '../json/value.ts';
import { illFormedPlace } from '../json/well-formed.ts';
import { MalformedRequest, PayloadTooLarge, UnsupportedMediaType } from '../problem/errors.ts';
import type { Route } from '../service/route.ts';
import type { Inbound } from './inbound.ts';
import type { Run } from './run.ts';

/** Bytes of a body. A full definition with 50 tags of the longest kind stays under 50 KiB. */
const maximumBodyBytes = 64 * 1024;

/** Reads the JSON body of a route that takes one: size, media type, syntax, duplicate keys, in this order. */
export function jsonBody({ consumes, bodyOptional = false }: Pick<Route, 'consumes' | 'bodyOptional'>): MiddlewareObj<Run> {
  const parser = httpJsonBodyParser();
  return {
    before: async function jsonBodyBefore({ event: { request } }) {
      if (request === undefined) throw new TypeError('the request was not admitted');
      const text = textOf(request);
      // What is not there has no media type either.
      if (bodyOptional && text.trim() === '') {
        request.body = undefined;
        return;
      }
      requireMediaType(request, consumes);
      if (text.trim() === '') throw new MalformedRequest('The body is empty. Send a JSON object.');
      if (text.includes('\uFFFD')) throw new MalformedRequest(notUtf8);
      request.body = await parse(parser, text);
      requireWellFormed(request.body, text);
      const duplicate = firstDuplicateKey(text);
      if (duplicate !== undefined) {
        throw new MalformedRequest(`The body names ${duplicate} twice. JSON parsers disagree on which one counts: keep one.`);
      }
    },
  };
}

function textOf(event: Inbound): string {
  const raw = typeof event.body === 'string' ? event.body : '';
  const bytes = event.isBase64Encoded ? Math.ceil((raw.length * 3) / 4) : Buffer.byteLength(raw);
  if (bytes > maximumBodyBytes) {
    throw new PayloadTooLarge(`The body has ${bytes} bytes, at most ${maximumBodyBytes} are allowed.`);
  }
  const text = event.isBase64Encoded ? Buffer.from(raw, 'base64').toString() : raw;
  // Editors on Windows put a byte order mark in front; RFC 8259 §8.1 lets a reader ignore it.
  return text.replace(/^\uFEFF/, '');
}

/**
 * Bytes that are no UTF-8 come as U+FFFD, whoever decoded them, and would be stored as that. Who means the character writes it as
 * the escape that JSON has for it.
 */
const notUtf8 = 'The body is not UTF-8: it holds bytes that stand for no character (U+FFFD). Send it in UTF-8.';

function requireWellFormed(body: unknown, text: string): void {
  const place = text.includes('\\u') ? illFormedPlace(body) : undefined;
  if (place === undefined) return;
  const where = place === '' ? 'The body' : `The body, at ${place},`;
  throw new MalformedRequest(`${where} has half of a surrogate pair, which no text can hold. Write the character whole.`);
}

function requireMediaType({ method, headers }: Inbound, consumes: readonly string[]): void {
  const contentType = headers['content-type'];
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new UnsupportedMediaType('The Content-Encoding of the request is not supported. Send the body as it is.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  const [mediaType = ''] = (contentType ?? '').toLowerCase().split(';');
  if (consumes.includes(mediaType.trim())) return;
  const found =
    contentType === undefined ? 'The request has no Content-Type' : 'The Content-Type of the request is not supported';
  // The header that tells a client what to send instead: RFC 9110 §15.5.16, for PATCH RFC 5789 §2.2.
  const accepted = consumes.join(', ');
  throw new UnsupportedMediaType(`${found}. Send ${consumes.join(' or ')}.`, {
    headers: method === 'PATCH' ? { 'accept-patch': accepted } : { accept: accepted },
  });
}

type Parser = ReturnType<typeof httpJsonBodyParser>;

/**
 * The parser of Middy answers broken JSON with 422 and carries the whole body in the error's cause. Here it is a 400, and the
 * body goes nowhere.
 */
async function parse(parser: Parser, text: string): Promise<unknown> {
  // The media type is checked already, more tolerantly than the parser would (it knows no blank before a semicolon).
  const event = { body: text as unknown, isBase64Encoded: false, headers: jsonHeaders };
  try {
    // The parser reads three members of the event and nothing else of the request, so it is given just those.
    await parser.before?.({ event } as unknown as Parameters<NonNullable<Parser['before']>>[0]);
  } catch (error) {
    throw new MalformedRequest(`The body is not JSON that can be accepted: ${reasonOf(error)}.`);
  }
  return event.body;
}

const jsonHeaders = { 'content-type': 'application/json' };

/** What the JSON parser said, without the piece of the body that V8 quotes behind some of its messages. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'syntax error';
  if (error.message.startsWith('Forbidden key')) return 'a member named __proto__, or constructor with a prototype, is refused';
  const said = isObject(error.cause) && typeof error.cause['message'] === 'string' ? error.cause['message'] : 'syntax error';
  if (said.startsWith('Maximum call stack')) return 'it is nested too deeply';
  return said.replace(/, (?:\.{3})?".*$/s, '').replace(' in JSON', '');
}
