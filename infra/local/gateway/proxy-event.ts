import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Arrival, headerOf } from './arrival.ts';

/** What the local gateway says of a caller, as API Gateway would have proved it. */
export interface ProvenCaller {
  readonly account: string;
  /** The ARN that API Gateway would have proved by the request's signature; `null` where a token was asked for instead. */
  readonly userArn: string | null;
  /** What the authorizer said of the caller. */
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
}

/** API Gateway's own ids of a request. */
export interface GatewayIds {
  readonly requestId: string;
  readonly extendedRequestId: string;
}

/** What API Gateway adds to a request by itself. */
export interface Routing {
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly ids: GatewayIds;
}

/**
 * The event that an API Gateway REST API sends to a function. Shape: API Gateway Developer Guide, "Input format of a Lambda
 * function for proxy integration": maps without entries are null, and where a name comes several times the single-value maps hold
 * the last one.
 */
export function proxyEvent(arrival: Arrival, routing: Routing, caller: ProvenCaller, body: Buffer | null): APIGatewayProxyEvent {
  const headers = [...arrival.headers, ...addedHeaders(arrival, routing)];
  const query = queryOf(arrival.query);
  return {
    resource: routing.resource,
    path: arrival.path,
    httpMethod: arrival.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: query.length === 0 ? null : lastValues(query),
    multiValueQueryStringParameters: query.length === 0 ? null : allValues(query),
    pathParameters: routing.pathParameters === null ? null : { ...routing.pathParameters },
    stageVariables: null,
    requestContext: requestContext(arrival, routing, caller),
    // Without binary media types API Gateway takes every body for UTF-8.
    body: body === null || body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
  };
}

function requestContext(arrival: Arrival, routing: Routing, caller: ProvenCaller): APIGatewayProxyEvent['requestContext'] {
  const host = headerOf(arrival, 'host') ?? 'localhost';
  const { userArn } = caller;
  const principal = userArn === null ? null : `AROALOCAL:${userArn.split('/').at(-1)}`;
  return {
    accountId: caller.account,
    apiId: 'local',
    authorizer: caller.authorizer ?? null,
    domainName: host.replace(/:\d+$/, ''),
    domainPrefix: 'local',
    extendedRequestId: routing.ids.extendedRequestId,
    httpMethod: arrival.method,
    identity: {
      accessKey: userArn === null ? null : 'ASIALOCAL',
      accountId: userArn?.split(':')[4] ?? null,
      apiKey: null,
      apiKeyId: null,
      caller: principal,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: arrival.sourceIp,
      user: principal,
      userAgent: headerOf(arrival, 'user-agent') ?? null,
      userArn,
    },
    // As behind a custom domain: the caller sees no stage in the path.
    path: arrival.path,
    protocol: arrival.protocol,
    requestId: routing.ids.requestId,
    requestTime: accessLogTime(arrival.time),
    requestTimeEpoch: arrival.time.getTime(),
    resourceId: 'local',
    resourcePath: routing.resource,
    stage: 'local',
  };
}

function addedHeaders(arrival: Arrival, { ids: { requestId } }: Routing): [string, string[]][] {
  const forwarded = headerOf(arrival, 'x-forwarded-for');
  const own: [string, string[]][] = [
    [
      'X-Amzn-Trace-Id',
      [`Root=1-${Math.floor(arrival.time.getTime() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`],
    ],
    ['X-Forwarded-For', [forwarded === undefined ? arrival.sourceIp : `${forwarded}, ${arrival.sourceIp}`]],
    ['X-Forwarded-Proto', ['http']],
  ];
  const sent = new Set([...arrival.headers.keys()].map((name) => name.toLowerCase()));
  return own.filter(([name]) => name === 'X-Forwarded-For' || !sent.has(name.toLowerCase()));
}

function queryOf(query: string): [string, string[]][] {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return [...values];
}

// `fromEntries` makes a member of its own even of the name `__proto__`, as the parsed JSON of a real event has it.
function lastValues(entries: readonly (readonly [string, readonly string[]])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1) ?? '']));
}

function allValues(entries: readonly (readonly [string, readonly string[]])[]): Record<string, string[]> {
  return Object.fromEntries(entries.map(([name, values]) => [name, [...values]]));
}

/** The form of the Common Log Format, `21/Nov/2026:09:00:00 +0000`. */
function accessLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
