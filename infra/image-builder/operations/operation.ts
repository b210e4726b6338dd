import type { ErrorName } from '../wire/errors.ts';
import { accept, type StructureShape, type Value } from '../wire/validation.ts';
import type { World } from '../world.ts';

/** One operation of the API, as the router and the wire see it. */
export interface EmbeddedOperation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** May hold one label, as in `/tags/{resourceArn}`. */
  readonly path: string;
  /** The members that it knows; others are ignored. */
  readonly members: readonly string[];
  /** Members that travel in the query instead of the body. */
  readonly query: Readonly<Record<string, 'one' | 'many'>>;
  /** Whether the answer carries the id of the request as a member. */
  readonly answersRequestId: boolean;
  /** The only error for a bad request that the operation models, where it is not those of the rest of the API. */
  readonly badRequest?: ErrorName;
  /** The answer to the members of a request, wherever they travelled. Throws `ServiceError`. */
  readonly answer: (members: unknown, world: World) => object;
}

interface Specification<S extends StructureShape> {
  readonly name: string;
  /** Method and path, separated by a space. */
  readonly route: `${EmbeddedOperation['method']} /${string}`;
  readonly query?: EmbeddedOperation['query'];
  readonly answersRequestId?: boolean;
  readonly badRequest?: ErrorName;
  readonly input: S;
  readonly run: (input: Value<S>, world: World) => object;
}

/** Ties the input of an operation to the function that gets it, checked. */
export function operation<S extends StructureShape>(specification: Specification<S>): EmbeddedOperation {
  const { name, route, query = {}, answersRequestId = true, badRequest, input, run } = specification;
  const [method, path = ''] = route.split(' ');
  return {
    name,
    // The type of `route` lets no other method in; split forgets that.
    method: method as EmbeddedOperation['method'],
    path,
    members: [...Object.keys(input.required), ...Object.keys(input.optional)],
    query,
    answersRequestId,
    ...(badRequest && { badRequest }),
    answer: (members, world) => run(accept(input, members), world),
  };
}
