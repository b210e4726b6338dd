/**
 * What the client gets in place of an answer: nothing, an end of the connection, half of the right answer, the right answer late,
 * or another one.
 */
export type Blow =
  | { readonly does: 'hang' | 'reset' | 'end' | 'cut' }
  | { readonly does: 'delay'; readonly milliseconds: number }
  | { readonly does: 'relabel'; readonly contentType: string }
  | {
      readonly does: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** Whether the service obeys before: the answer is lost then, and the effect is there. */
export type When = 'before' | 'after';

/**
 * What a fault is, as a client has to understand it.
 *
 * | kind        | what it says                                                                         |
 * |-------------|--------------------------------------------------------------------------------------|
 * | harmless    | the right answer, in an unusual way                                                  |
 * | throttled   | later, please                                                                        |
 * | unavailable | nobody serves, or the connection broke                                               |
 * | failed      | the service has a defect of its own, which may pass                                  |
 * | silent      | nothing, for longer than a client waits                                              |
 * | odd         | something that nobody understands, and that need not come again                      |
 * | denied      | the rights of who asks do not suffice                                                |
 * | refused     | what is asked is wrong                                                               |
 */
export type Kind = 'harmless' | 'throttled' | 'unavailable' | 'failed' | 'silent' | 'odd' | 'denied' | 'refused';

export interface Fault {
  readonly kind: Kind;
  readonly blow: Blow;
}

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };
const page = '<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>';

function error(status: number, name: string, headers: Readonly<Record<string, string>> = {}): Blow {
  const body = JSON.stringify({ message: 'As the campaign has it.' });
  return { does: 'answer', status, headers: { ...json, 'x-amzn-errortype': name, ...headers }, body };
}

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = json): Blow => ({
  does: 'answer',
  status,
  headers,
  body,
});

/** Longer than one attempt may take, and shorter than a request. */
const late = 8_000;

export const faults = {
  slow: { kind: 'harmless', blow: { does: 'delay', milliseconds: 1_500 } },
  relabelled: { kind: 'harmless', blow: { does: 'relabel', contentType: 'text/plain' } },
  throttled: { kind: 'throttled', blow: error(429, 'CallRateLimitExceededException') },
  'throttled by another name': { kind: 'throttled', blow: error(400, 'ThrottlingException') },
  'throttled, with a time to wait': { kind: 'throttled', blow: error(429, 'TooManyRequestsException', { 'retry-after': '2' }) },
  'throttled for a minute': { kind: 'throttled', blow: error(429, 'TooManyRequestsException', { 'retry-after': '60' }) },
  'a 500': { kind: 'failed', blow: error(500, 'ServiceException') },
  'a 500 of no name': { kind: 'failed', blow: answer(500, '') },
  'a 502 of a proxy': { kind: 'failed', blow: answer(502, page, html) },
  'a 503': { kind: 'unavailable', blow: error(503, 'ServiceUnavailableException') },
  'a 503, with a time to wait': { kind: 'unavailable', blow: error(503, 'ServiceUnavailableException', { 'retry-after': '7' }) },
  'a 503 of a proxy': { kind: 'unavailable', blow: answer(503, page, html) },
  'a 504 of a proxy': { kind: 'silent', blow: answer(504, page, html) },
  reset: { kind: 'unavailable', blow: { does: 'reset' } },
  ended: { kind: 'unavailable', blow: { does: 'end' } },
  cut: { kind: 'unavailable', blow: { does: 'cut' } },
  hangs: { kind: 'silent', blow: { does: 'hang' } },
  late: { kind: 'silent', blow: { does: 'delay', milliseconds: late } },
  nonsense: { kind: 'odd', blow: answer(200, 'no JSON') },
  'half of a text': { kind: 'odd', blow: answer(200, '{"requestId": "a') },
  'a page': { kind: 'odd', blow: answer(200, page, html) },
  'a list': { kind: 'odd', blow: answer(200, '[1, 2]') },
  'wrong types': {
    kind: 'odd',
    blow: answer(200, '{"imagePipelineArn": 7, "imagePipeline": [], "imageBuildVersionArn": {}, "image": "", "requestId": 1}'),
  },
  'a redirect': { kind: 'odd', blow: answer(307, '', { location: 'http://127.0.0.1:9/' }) },
  'far too much': { kind: 'odd', blow: answer(200, `"${'x'.repeat(9 * 1_024 * 1_024)}"`) },
  'a 403': { kind: 'denied', blow: error(403, 'AccessDeniedException') },
  'a token that has expired': { kind: 'denied', blow: error(403, 'ExpiredTokenException') },
  'a refusal': { kind: 'refused', blow: error(400, 'ClientException') },
  'a refusal of no known name': { kind: 'refused', blow: error(400, 'NeverHeardOfException') },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];
