import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../lib/json/canonical.ts';
import { invalidValue, ServiceError } from './errors.ts';
import type { Switches } from './switches.ts';

interface Filter {
  readonly name?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

interface KnownFilter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface ListRequest {
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

/**
 * One page of the records that pass the filters, in the order of their ARNs: a page begins after the last ARN of the one before, so
 * records that come or go between two requests neither shift nor repeat the others.
 * @param operation Its name; a token of one operation is no token of another.
 * @param filterNames The filters that the operation documents.
 * @throws {ServiceError} InvalidPaginationTokenException, or InvalidParameterValueException for an unknown filter.
 */
export function pageOf<R extends Listed>(
  records: Iterable<R>,
  request: ListRequest,
  { operation, filterNames, switches }: { operation: string; filterNames: readonly string[]; switches: Switches },
): Page<R> {
  const filters = knownFilters(request.filters ?? [], filterNames, switches);
  const scope = `${operation} ${canonicalJson(filters)}`;
  const after = request.nextToken === undefined ? '' : lastArnOf(request.nextToken, scope);
  const rest = [...records]
    .filter((record) => record.arn > after && filters.every((filter) => passes(record, filter)))
    .sort((left, right) => (left.arn < right.arn ? -1 : 1));
  const items = rest.slice(0, request.maxResults ?? switches.defaultPageSize);
  const last = items.at(-1);
  return last === undefined || items.length === rest.length ? { items } : { items, nextToken: tokenAfter(last.arn, scope) };
}

/** Values of one filter are alternatives, several filters narrow each other; values are compared whole. */
function passes(record: Listed, { name, values }: KnownFilter): boolean {
  const value: unknown = Reflect.get(record, name);
  return typeof value === 'string' && values.includes(value);
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

/** Opaque to clients. The check value ties the token to the operation and its filters; it is no secret, the data is the caller's. */
function tokenAfter(arn: string, scope: string): string {
  return Buffer.from(`${checkValue(arn, scope)}${arn}`).toString('base64url');
}

function lastArnOf(token: string, scope: string): string {
  const plain = Buffer.from(token, 'base64url').toString();
  const arn = plain.slice(checkLength);
  if (tokenAfter(arn, scope) === token) return arn;
  throw new ServiceError('InvalidPaginationTokenException', 'The pagination token is not valid for this request.');
}

const checkLength = 16;

function checkValue(arn: string, scope: string): string {
  return createHash('sha256').update(`${scope}\n${arn}`).digest('hex').slice(0, checkLength);
}
