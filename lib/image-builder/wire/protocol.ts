import { isObject } from '../../json/value.ts';
import type { ServiceResponse } from './connection.ts';
import { escapeText } from './escape.ts';
import type { ServiceRequest } from './service-request.ts';

/**
 * How an operation becomes a request, and a response an answer: AWS restJson1, as much of it as Image Builder uses. The SDK takes
 * the protocol from its client's configuration. Its own one looks up and converts every member by the model, at every start and
 * every call; nothing that we send or read needs converting, and it leaves out members that are younger than its model, which we
 * want to see. The operations, their paths and what of an input stands where come from the SDK's model all the same; a test holds
 * this against the SDK's own protocol. Source: Smithy 2.0, "AWS restJson1 protocol".
 */
export const protocol = {
  async serializeRequest(operation: unknown, input: object, { endpoint }: EndpointBearer): Promise<ServiceRequest> {
    return requestOf(operation as OperationModel, Object.entries(input), await endpoint());
  },

  async deserializeResponse(_operation: unknown, _context: unknown, response: ServiceResponse) {
    const $metadata = { httpStatusCode: response.statusCode, requestId: response.headers['x-amzn-requestid'] };
    if (response.statusCode >= 300) throw errorOf(response, $metadata);
    const answer = answerIn(response.body);
    if (!isObject(answer)) throw new TypeError('the answer is not an object');
    // Whatever the SDK's types say of an answer, it is read by a schema of ours.
    return { ...answer, $metadata } as never;
  },

  getShapeId: () => 'aws.protocols#restJson1',
  setSerdeContext: () => undefined,
  updateServiceEndpoint: (request: ServiceRequest) => request,
  getRequestType: notAsked,
  getResponseType: notAsked,
  getPayloadCodec: notAsked,
};

/** As the SDK's model describes an operation. Source: `static-schemas.d.ts` of `@smithy/types`. */
interface OperationModel {
  readonly traits: { readonly http: readonly [method: string, path: string, status: number] };
  readonly input: () => StructureModel;
}

type StructureModel = readonly [3, string, string, unknown, readonly string[], readonly (readonly [unknown, Traits] | unknown)[]];

/** As bits, where none needs a text. */
type Traits = number | { readonly httpQuery?: string };

/** Bits of `Traits`. Source: `traits.d.ts` of `@smithy/types`. */
const httpLabel = 0b1;

interface EndpointBearer {
  /** Where the service is, as the SDK has resolved it. */
  endpoint(): Promise<ServiceAddress>;
}

interface ServiceAddress {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

function requestOf(operation: OperationModel, members: readonly [string, unknown][], address: ServiceAddress): ServiceRequest {
  const [method, path] = operation.traits.http;
  const places = placesOf(operation.input());
  const query: Record<string, string | string[]> = {};
  const body: Record<string, unknown> = {};
  let filled = path;
  for (const [name, value] of members) {
    const place = places.get(name);
    if (value === undefined || place === undefined) continue;
    if (place === 'path') filled = filled.replace(`{${name}}`, () => escapeText(String(value)));
    else if (place === 'body') Object.defineProperty(body, name, { value, enumerable: true });
    else query[place.query] = Array.isArray(value) ? value.map(String) : String(value);
  }
  const { protocol, hostname, port } = address;
  const hasBody = [...places.values()].includes('body');
  return {
    method,
    protocol,
    hostname,
    port,
    path: `${address.path.replace(/\/$/, '')}${filled}`,
    query,
    headers: hasBody ? { 'content-type': 'application/json' } : {},
    body: hasBody ? JSON.stringify(body) : undefined,
  };
}

type Place = 'path' | 'body' | { readonly query: string };

/** Where each member of an input stands in the request. */
function placesOf([, , , , names, members]: StructureModel): ReadonlyMap<string, Place> {
  return new Map(names.map((name, index) => [name, placeOf(members[index])]));
}

function placeOf(member: unknown): Place {
  const traits: Traits = Array.isArray(member) ? member[1] : 0;
  if (typeof traits === 'number') return (traits & httpLabel) === 0 ? 'body' : 'path';
  return traits.httpQuery === undefined ? 'body' : { query: traits.httpQuery };
}

/**
 * A member that is null is absent, as the SDK's own protocol reads it. So is a null in a list or map, which the SDK leaves there:
 * of Image Builder's none is marked as sparse, and what stands in one is never null. Source: Smithy 2.0, "sparse trait".
 */
function answerIn(body: string): unknown {
  if (body === '') return {};
  return body.includes('null') ? JSON.parse(body, withoutNull) : JSON.parse(body);
}

/** A reviver that gives back `undefined` removes a member, and leaves a hole in a list. */
function withoutNull(_member: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(() => true);
  return value ?? undefined;
}

/** The error that a response is, under the service's name for it. */
function errorOf({ statusCode, headers, body, isRepeatable }: ServiceResponse, $metadata: object): Error {
  const said = objectIn(body);
  const { __type: type, code, message = said['Message'] } = said;
  // The name can be followed by a colon or a comma and an address, and preceded by a namespace and `#`.
  const named = [headers['x-amzn-errortype'], type, code].find((name) => typeof name === 'string' && name !== '');
  const error = Object.assign(new Error(typeof message === 'string' ? message : ''), { $metadata, isRepeatable });
  // Without a name it is nothing that the service said.
  if (typeof named !== 'string') return Object.assign(error, { name: 'Unknown' });
  const name = named.replace(/[,:].*/s, '').replace(/^.*#/s, '');
  return Object.assign(error, { name, $fault: statusCode < 500 ? 'client' : 'server' });
}

/** What a body says, where it is an object; a proxy on the way answers in HTML. */
function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function notAsked(): never {
  throw new TypeError('the SDK asks for this only in protocols that it makes itself');
}
