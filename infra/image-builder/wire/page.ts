import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../lib/json/canonical.ts';
import type { Switches } from '../switches.ts';
import { invalidValue, ServiceError } from './errors.ts';

interface Filter {
  readonly name?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

interface KnownFilter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface PageRequest {
  readonly filters?: readonly Filter[] | undefined;
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

interface Listed {
  readonly arn: string;
}

export interface Page<R> {
  readonly items: readonly R[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

interface Listing<R> {
  /** Its name; a token of one operation is no token of another. */
  readonly operation: string;
  /** The filters that the operation documents. */
  readonly filterNames: readonly string[];
  readonly switches: Switches;
  /** What orders the records, and is different for each; their ARN by default. */
  readonly placeOf?: (record: R) => string;
  /** What a filter compares, any of which may match; the record's member of that name by default. */
  readonly valuesOf?: (record: R, filterName: string) => readonly unknown[];
}

/**
 * One page of the records that pass the filters, in the order of their places: a page begins after the last place of the one
 * before, so records that come or go between two requests neither shift nor repeat the others. Throws `ServiceError`:
 * InvalidPaginationTokenException, or InvalidParameterValueException for an unknown filter.
 */
export function pageOf<R extends Listed>(records: Iterable<R>, request: PageRequest, listing: Listing<R>): Page<R> {
  const { operation, filterNames, switches, placeOf = ({ arn }) => arn, valuesOf = memberOf } = listing;
  const filters = knownFilters(request.filters ?? [], filterNames, switches);
  const scope = `${operation} ${canonicalJson(filters)}`;
  const after = request.nextToken === undefined ? '' : lastPlaceOf(request.nextToken, scope);
  const rest = [...records]
    .map((record) => ({ record, place: placeOf(record) }))
    .filter(({ record, place }) => place > after && filters.every(({ name, values }) => passes(valuesOf(record, name), values)))
    .sort((left, right) => (left.place < right.place ? -1 : 1));
  const page = rest.slice(0, request.maxResults ?? switches.defaultPageSize);
  const items = page.map(({ record }) => record);
  const last = page.at(-1);
  return last === undefined || items.length === rest.length ? { items } : { items, nextToken: tokenAfter(last.place, scope) };
}

/** Values of one filter are alternatives, several filters narrow each other; values are compared whole. */
function passes(values: readonly unknown[], wanted: readonly string[]): boolean {
  return values.some((value) => typeof value === 'string' && wanted.includes(value));
}

function memberOf(record: Listed, name: string): readonly unknown[] {
  return [Reflect.get(record, name)];
}

function knownFilters(filters: readonly Filter[], names: readonly string[], switches: Switches): readonly KnownFilter[] {
  return filters.flatMap(({ name, values }, index) => {
    if (name === undefined) throw invalidValue(`filters[${index}].name`, 'A filter needs a name');
    if (values === undefined) throw invalidValue(`filters[${index}].values`, 'A filter needs values');
    if (names.includes(name)) return [{ name, values }];
    if (!switches.refuseUnknownFilters) return [];
    throw invalidValue(`filters[${index}].name`, `'filters[${index}].name' must be one of [${names.join(', ')}]`);
  });
}

/**
 * Opaque to clients. The check value ties the token to the operation and its filters; it is no secret, the data is the caller's.
 */
function tokenAfter(place: string, scope: string): string {
  return Buffer.from(`${checkValue(place, scope)}${place}`).toString('base64url');
}

function lastPlaceOf(token: string, scope: string): string {
  const plain = Buffer.from(token, 'base64url').toString();
  const place = plain.slice(checkLength);
  if (tokenAfter(place, scope) === token) return place;
  throw new ServiceError('InvalidPaginationTokenException', 'The pagination token is not valid for this request.');
}

const checkLength = 16;

function checkValue(place: string, scope: string): string {
  return createHash('sha256').update(`${scope}\n${place}`).digest('hex').slice(0, checkLength);
}
