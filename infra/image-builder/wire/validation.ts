import { isObject } from '../../../lib/json/value.ts';
import { invalidValue, malformed } from './errors.ts';

interface Limits {
  /** Smallest length, count or number. */
  readonly min?: number;
  /** Largest length, count or number. */
  readonly max?: number;
}

export interface StringShape extends Limits {
  readonly type: 'string';
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}
export interface IntegerShape extends Limits {
  readonly type: 'integer';
}
export interface BooleanShape {
  readonly type: 'boolean';
}
export interface ListShape extends Limits {
  readonly type: 'list';
  readonly item: Shape;
}
export interface MapShape extends Limits {
  readonly type: 'map';
  readonly key: StringShape;
  readonly value: StringShape;
}
export interface StructureShape {
  readonly type: 'structure';
  readonly required: Members;
  readonly optional: Members;
}
export type Members = Readonly<Record<string, Shape>>;

/** What the API model says about a value: its type and its limits. */
export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | MapShape | StructureShape;

/** The TypeScript type of the values that a shape accepts. */
export type Value<S> = S extends { type: 'string' }
  ? S extends { oneOf: readonly (infer One)[] }
    ? One
    : string
  : S extends { type: 'integer' }
    ? number
    : S extends { type: 'boolean' }
      ? boolean
      : S extends { type: 'list'; item: infer Item }
        ? readonly Value<Item>[]
        : S extends { type: 'map' }
          ? Readonly<Record<string, string>>
          : S extends { required: infer Required; optional: infer Optional }
            ? { readonly [Name in keyof Required]: Value<Required[Name]> } & {
                readonly [Name in keyof Optional]?: Value<Optional[Name]> | undefined;
              }
            : never;

export function string<const L extends Omit<StringShape, 'type'>>(limits: L): { readonly type: 'string' } & L {
  return { type: 'string', ...limits };
}

export function integer(limits: Limits): IntegerShape {
  return { type: 'integer', ...limits };
}

export const boolean: BooleanShape = { type: 'boolean' };

export function list<I extends Shape>(item: I, limits: Limits = {}): { readonly type: 'list'; readonly item: I } & Limits {
  return { type: 'list', item, ...limits };
}

export function map(key: StringShape, value: StringShape, limits: Limits): MapShape {
  return { type: 'map', key, value, ...limits };
}

export function structure<R extends Members, O extends Members>(
  required: R,
  optional: O,
): { readonly type: 'structure'; readonly required: R; readonly optional: O } {
  return { type: 'structure', required, optional };
}

/**
 * A copy of `value` that holds what the shape names and nothing else. Members that the shape does not know are dropped and `null`
 * counts as absent, as in every AWS service that speaks REST JSON. Throws `ServiceError` for the first thing wrong: a missing
 * member or a wrong type makes the request malformed, a value out of its limits is an invalid value.
 * @param parameter The path of the value in the request; empty for the request itself.
 */
export function accept<S extends Shape>(shape: S, value: unknown, parameter = ''): Value<S> {
  // The one place where a checked value gets its type: `accepted` has just compared it with the shape that the type is made of.
  return accepted(shape, value, parameter) as Value<S>;
}

function accepted(shape: Shape, value: unknown, parameter: string): unknown {
  switch (shape.type) {
    case 'string':
      return acceptString(shape, value, parameter);
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrongType(parameter, 'an integer');
      checkLimits(shape, Number(value), parameter, 'be');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(parameter, 'a boolean');
      return value;
    case 'list':
      if (!Array.isArray(value)) throw wrongType(parameter, 'a list');
      checkLimits(shape, value.length, parameter, 'have a number of items');
      return value.map((item, index) => accepted(shape.item, item, `${parameter}[${index}]`));
    case 'map':
      return acceptMap(shape, value, parameter);
    case 'structure':
      return acceptStructure(shape, value, parameter);
  }
}

function acceptString(shape: StringShape, value: unknown, parameter: string): string {
  if (typeof value !== 'string') throw wrongType(parameter, 'a string');
  checkLimits(shape, value.length, parameter, 'have a length');
  if (shape.pattern && !shape.pattern.test(value)) {
    throw invalidValue(parameter, `'${parameter}' must match pattern ${shape.pattern.source.replaceAll('\\/', '/')}`);
  }
  if (shape.oneOf && !shape.oneOf.includes(value)) {
    throw invalidValue(parameter, `'${parameter}' must be one of [${shape.oneOf.join(', ')}]`);
  }
  return value;
}

function acceptMap(shape: MapShape, value: unknown, parameter: string): Record<string, string> {
  if (!isObject(value)) throw wrongType(parameter, 'a map');
  const entries = Object.entries(value);
  checkLimits(shape, entries.length, parameter, 'have a number of entries');
  // fromEntries defines members, so a key such as `__proto__` is a key like any other.
  return Object.fromEntries(
    entries.map(([key, item]) => [acceptString(shape.key, key, parameter), acceptString(shape.value, item, parameter)]),
  );
}

function acceptStructure(shape: StructureShape, value: unknown, parameter: string): Record<string, unknown> {
  if (!isObject(value)) throw wrongType(parameter, 'a structure');
  const members: [string, unknown][] = [];
  for (const [name, member] of [...Object.entries(shape.required), ...Object.entries(shape.optional)]) {
    const path = parameter === '' ? name : `${parameter}.${name}`;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined && given !== null) members.push([name, accepted(member, given, path)]);
    else if (Object.hasOwn(shape.required, name)) throw malformed(`The required parameter '${path}' is missing.`);
  }
  return Object.fromEntries(members);
}

function checkLimits({ min = 0, max = Number.POSITIVE_INFINITY }: Limits, size: number, parameter: string, must: string): void {
  if (size >= min && size <= max) return;
  const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `between ${min} and ${max}`;
  throw invalidValue(parameter, `'${parameter}' must ${must} ${range}`);
}

function wrongType(parameter: string, expected: string): Error {
  return malformed(parameter === '' ? `The request must be ${expected}.` : `The parameter '${parameter}' must be ${expected}.`);
}
