import * as v from 'valibot';
import { isMapOf, isText } from '../json/value.ts';
import { MalformedRequest } from '../problem/errors.ts';

/** A request as API Gateway's REST proxy event brings it, checked, with header names in lower case. */
export interface Inbound {
  readonly method: string;
  /** The path below the stage. */
  readonly path: string;
  /** The path as the caller sees it, with the stage or a custom domain's base path in front. */
  readonly externalPath: string;
  /** Repeated headers are joined with a comma, as RFC 9110 §5.3 allows. */
  readonly headers: Texts;
  readonly pathParameters: Texts;
  readonly query: Lists;
  readonly isBase64Encoded: boolean;
  /** The raw text until the body middleware has parsed it. */
  body: unknown;
  /**
   * The id that API Gateway gave the request, and no caller can choose. Its access log has both ids too. Source: API Gateway
   * Developer Guide, "Access logging for REST APIs".
   */
  readonly gatewayId: string | undefined;
  /** API Gateway's other id of the request. A caller may choose it, as a UUID in `x-amzn-RequestId` (same source). */
  readonly gatewayRequestId: string | undefined;
  /** The ARN that API Gateway proved by the request's signature. */
  readonly userArn: string | undefined;
  /** What the authorizer of the API said of the caller; `null` where there is none. */
  readonly authorizer: unknown;
}

type Texts = Readonly<Record<string, string | undefined>>;
type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/** Reads an event. Rejects as malformed what API Gateway cannot have sent. */
export function parseEvent(event: unknown): Inbound {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) throw new MalformedRequest('The event is not one of an API Gateway REST API.');
  const found = parsed.output;
  return {
    method: found.httpMethod,
    path: found.path,
    externalPath: found.requestContext.path ?? found.path,
    headers: joinedHeaders(found.multiValueHeaders ?? {}, found.headers ?? {}),
    pathParameters: found.pathParameters ?? {},
    query: found.multiValueQueryStringParameters ?? {},
    isBase64Encoded: found.isBase64Encoded ?? false,
    body: found.body ?? undefined,
    gatewayId: found.requestContext.extendedRequestId ?? undefined,
    gatewayRequestId: found.requestContext.requestId ?? undefined,
    userArn: found.requestContext.identity?.userArn ?? undefined,
    authorizer: found.requestContext.authorizer ?? null,
  };
}

// Not `v.record`: that drops the names `constructor`, `prototype` and `__proto__`, and so nobody would be told that they mean
// nothing.
const texts = v.custom<Texts>((value) => isMapOf(value, (entry) => entry === undefined || isText(entry)));
const lists = v.custom<Lists>((value) => isMapOf(value, (entry) => entry === undefined || isTextList(entry)));

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

// Shape: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration". Absent maps are null there.
const eventSchema = v.object({
  httpMethod: v.string(),
  path: v.string(),
  headers: v.nullish(texts),
  multiValueHeaders: v.nullish(lists),
  pathParameters: v.nullish(texts),
  multiValueQueryStringParameters: v.nullish(lists),
  body: v.nullish(v.string()),
  isBase64Encoded: v.optional(v.boolean()),
  requestContext: v.object({
    path: v.nullish(v.string()),
    requestId: v.nullish(v.string()),
    extendedRequestId: v.nullish(v.string()),
    identity: v.nullish(v.object({ userArn: v.nullish(v.string()) })),
    authorizer: v.optional(v.unknown()),
  }),
});

function joinedHeaders(many: Lists, single: Texts): Record<string, string> {
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(single)) {
    if (value !== undefined) joined[name.toLowerCase()] = value.trim();
  }
  for (const [name, values] of Object.entries(many)) {
    if (values !== undefined) joined[name.toLowerCase()] = values.map((value) => value.trim()).join(', ');
  }
  return joined;
}
