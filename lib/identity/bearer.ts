import { Unauthenticated } from '../problem/errors.ts';

/**
 * The token in the values of a request's `Authorization` headers. The scheme's name is of any case (RFC 9110 §11.1). Two headers
 * are refused: whoever stands in front of this service may have believed the other one.
 */
export function bearerToken(values: readonly string[]): string {
  const [value, ...more] = values;
  if (value === undefined) throw new Unauthenticated('The request has no Authorization header.');
  if (more.length > 0) throw new Unauthenticated('The request has more than one Authorization header.');
  // Characters: RFC 6750 §2.1.
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(value.trim())?.[1];
  if (token === undefined) throw new Unauthenticated('The Authorization header does not hold one bearer token.');
  return token;
}
