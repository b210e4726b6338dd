import type { EmbeddedOperation } from '../operations/operation.ts';
import { malformed, ServiceError } from './errors.ts';

/** The operation that a request means, with the members that its path and query carry. */
export interface Match {
  readonly operation: EmbeddedOperation;
  /** Throws `ServiceError` for a broken percent-encoding, after the operation is known. */
  readonly members: () => Readonly<Record<string, unknown>>;
}

/**
 * Finds the operation of a request. Throws `ServiceError` (UnknownOperationException) where there is none.
 * @param target Path and query as they came, still percent-encoded: an ARN is one label of a path, its slashes encoded.
 */
export function route(operations: readonly EmbeddedOperation[], method: string, target: string): Match {
  const [path = '', query = ''] = splitOnce(target, '?');
  for (const operation of operations) {
    const labels = operation.method === method ? labelsOf(operation.path, path) : undefined;
    if (labels !== undefined) return { operation, members: () => ({ ...decoded(labels), ...queryMembers(operation, query) }) };
  }
  throw new ServiceError('UnknownOperationException', 'The embedded Image Builder has no operation for this method and path.');
}

/** The labels of a path that has the form of a template, or `undefined` when it has not. */
function labelsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const label = /^\{(?<name>\w+)\}$/.exec(segment)?.groups?.['name'];
    if (label !== undefined && value !== '') labels[label] = value;
    else if (segment !== value) return undefined;
  }
  return labels;
}

function queryMembers({ query: declared }: EmbeddedOperation, query: string): Record<string, unknown> {
  const pairs = query.split('&').map((pair) => splitOnce(pair, '=').map((part) => decode(part.replaceAll('+', ' '))));
  // An absent one is undefined, not missing: a body cannot stand in for the query.
  const members = Object.entries(declared).map(([name, count]) => {
    const values = pairs.filter(([key]) => key === name).map(([, value = '']) => value);
    return [name, count === 'one' || values.length === 0 ? values[0] : values];
  });
  return Object.fromEntries(members);
}

function decoded(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('The request has a broken percent-encoding in its path or query.');
  }
}

function splitOnce(text: string, separator: string): string[] {
  const place = text.indexOf(separator);
  return place === -1 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
