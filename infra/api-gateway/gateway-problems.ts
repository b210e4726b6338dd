import type { responseHeaders } from '../../lib/problem/response-headers.ts';
import { type ProblemTypeName, problemTypes, problemTypeUri } from '../../lib/problem/types.ts';
import type { StackSettings } from '../settings/settings.ts';

/** A failure that API Gateway finds by itself, before or after a function, as the caller meets it. */
export interface GatewayProblem {
  readonly type: ProblemTypeName;
  /** In place of the type's own title, where API Gateway means something nearer. */
  readonly title?: string;
  readonly detail: string;
  readonly headers?: WrittenHeaders;
}

/** By their names as people write them. */
export type WrittenHeaders = Readonly<Partial<Record<(typeof responseHeaders)[keyof typeof responseHeaders], string>>>;

const notSigned = { 'WWW-Authenticate': 'AWS4-HMAC-SHA256' };

const ourProblem = 'The request could not be handled. Quote the request id when you ask for help.';

/**
 * By API Gateway's type of response, where requests are signed. Types and their meaning: API Gateway Developer Guide, "Gateway
 * response types for API Gateway". The API has no request validators, and keys for tokens only; their types are here so that no
 * error format but one can reach a caller.
 */
export const gatewayProblems = {
  ACCESS_DENIED: {
    type: 'forbidden',
    detail:
      'You are identified, but no policy lets you call this: you need execute-api:Invoke, from where this API may be called.',
  },
  API_CONFIGURATION_ERROR: { type: 'internal-error', detail: ourProblem },
  AUTHORIZER_CONFIGURATION_ERROR: { type: 'internal-error', detail: ourProblem },
  AUTHORIZER_FAILURE: { type: 'internal-error', detail: ourProblem },
  BAD_REQUEST_BODY: { type: 'malformed-request', detail: 'The body of the request cannot be read.' },
  BAD_REQUEST_PARAMETERS: { type: 'malformed-request', detail: 'A header or a parameter of the request cannot be read.' },
  DEFAULT_4XX: { type: 'malformed-request', detail: 'The request cannot be handled as it is.' },
  DEFAULT_5XX: { type: 'internal-error', detail: ourProblem },
  EXPIRED_TOKEN: {
    type: 'unauthenticated',
    detail: 'The credentials that signed the request have expired. Get new ones and sign again.',
    headers: notSigned,
  },
  INTEGRATION_FAILURE: {
    type: 'upstream-unavailable',
    title: 'The service is not available',
    detail: 'The function behind this route could not be run. Try again in a few seconds.',
    headers: { 'Retry-After': '5' },
  },
  INTEGRATION_TIMEOUT: {
    type: 'upstream-timeout',
    title: 'The service did not answer in time',
    detail:
      'There was no answer within 29 seconds. Whether a write took effect is not known: repeat it with the same Idempotency-Key.',
  },
  INVALID_API_KEY: { type: 'forbidden', detail: 'This API takes no API keys; sign the request with AWS Signature Version 4.' },
  INVALID_SIGNATURE: {
    type: 'unauthenticated',
    detail:
      'The signature does not match the request. Sign exactly what is sent, for the service execute-api and the Region of this API.',
    headers: notSigned,
  },
  // API Gateway says this of an address that it does not have, and of a request without a signature: it does not tell them apart.
  MISSING_AUTHENTICATION_TOKEN: {
    type: 'not-found',
    detail: 'There is nothing at this address, or the request is not signed with AWS Signature Version 4.',
  },
  QUOTA_EXCEEDED: { type: 'rate-limited', detail: 'The quota of requests is used up.', headers: { 'Retry-After': '60' } },
  REQUEST_TOO_LARGE: { type: 'payload-too-large', detail: 'The request is larger than API Gateway accepts.' },
  RESOURCE_NOT_FOUND: { type: 'not-found', detail: 'There is nothing at this address.' },
  THROTTLED: {
    type: 'rate-limited',
    detail: 'More requests arrive than this deployment accepts. Try again in a second.',
    headers: { 'Retry-After': '1' },
  },
  UNAUTHORIZED: {
    type: 'unauthenticated',
    detail: 'You could not be identified; sign the request with AWS Signature Version 4.',
    headers: notSigned,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    type: 'unsupported-media-type',
    detail: 'This media type is not accepted here; send application/json.',
  },
  WAF_FILTERED: { type: 'forbidden', detail: 'A web application firewall in front of this API refused the request.' },
} as const satisfies Record<string, GatewayProblem>;

const bearer = { 'WWW-Authenticate': 'Bearer realm="imagegate"' };

const issuerSilent: GatewayProblem = {
  type: 'upstream-unavailable',
  title: 'You cannot be identified at present',
  detail: 'The issuer of the token could not be asked for its keys. Try again in a few seconds.',
  headers: { 'Retry-After': '5' },
};

const tokenProblems = {
  ...gatewayProblems,
  // What the authorizer says; nothing where a policy of the API refused before it was asked.
  ACCESS_DENIED: { type: 'forbidden', detail: 'You may not call this. $context.authorizer.detail' },
  AUTHORIZER_CONFIGURATION_ERROR: issuerSilent,
  AUTHORIZER_FAILURE: issuerSilent,
  // The authorizer names the key, and what it said before the API had keys is remembered for a minute.
  INVALID_API_KEY: {
    type: 'upstream-unavailable',
    title: 'You cannot be identified at present',
    detail: 'This API has just been changed. Try again in a minute, with the same token.',
    headers: { 'Retry-After': '60' },
  },
  MISSING_AUTHENTICATION_TOKEN: { type: 'not-found', detail: gatewayProblems.RESOURCE_NOT_FOUND.detail },
  THROTTLED: {
    ...gatewayProblems.THROTTLED,
    detail: 'More requests arrive than one caller may send, or than this deployment accepts. Try again in a second.',
  },
  UNAUTHORIZED: {
    type: 'unauthenticated',
    detail:
      'Send one Authorization header with a bearer token that is valid at present, of an issuer that is trusted here and meant for this API.',
    headers: bearer,
  },
} as const satisfies Record<keyof typeof gatewayProblems, GatewayProblem>;

/** The failures that API Gateway finds, as they read for callers who prove themselves in this way. */
export function gatewayProblemsFor(auth: StackSettings['auth']): Readonly<Record<keyof typeof gatewayProblems, GatewayProblem>> {
  return auth === 'jwt' ? tokenProblems : gatewayProblems;
}

/** The problem's status and its body as a mapping template, in which API Gateway puts the request id. */
export function problemTemplate({ type, title, detail }: GatewayProblem): {
  readonly statusCode: string;
  readonly template: string;
} {
  const { status, title: usualTitle } = problemTypes[type];
  const body = { type: problemTypeUri(type), title: title ?? usualTitle, status, detail, requestId: '$context.requestId' };
  return { statusCode: String(status), template: JSON.stringify(body) };
}
