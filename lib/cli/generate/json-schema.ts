import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { isKeyed } from '../../file/map-schema.ts';
import type { JsonObject } from '../../json/value.ts';

/** What the schemas of the organisation's files are made of; the concrete ones carry it, their generic type hides it. */
interface Parts extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, Parts>>;
  readonly item?: Parts;
  readonly wrapped?: Parts;
  readonly getter?: (value: unknown) => Parts;
  readonly pipe?: readonly unknown[];
}

/**
 * The JSON Schema (draft 2020-12) of what a YAML file may hold, for editors. It refuses nothing that the loader takes; checks
 * that reach over several members are left to the loader.
 */
export function jsonSchemaOf(schema: v.GenericSchema): JsonObject {
  return convert(schema, []);
}

/** @param open The schemas around this one; one that comes again inside itself may hold anything. */
function convert(schema: Parts, open: readonly unknown[]): JsonObject {
  if (schema.wrapped !== undefined) return convert(schema.wrapped, open);
  return { ...structureOf(schema, open), ...notesOf(schema) };
}

function structureOf(schema: Parts, open: readonly unknown[]): JsonObject {
  if (isKeyed(schema)) {
    const names = convert(schema.key, open);
    const propertyNames = Object.keys(names).length > 1 ? { propertyNames: names } : {};
    return { type: 'object', ...propertyNames, additionalProperties: convert(schema.entry, open) };
  }
  if (schema.getter !== undefined) return choiceOf(schema.getter, open);
  if (schema.entries !== undefined) return mappingOf(schema.entries, open);
  if (schema.item !== undefined) return { type: 'array', ...lengthsOf(schema), items: convert(schema.item, open) };
  const { $schema: _, ...leaf } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore', typeMode: 'input' });
  // A schema is JSON.
  return leaf as JsonObject;
}

function mappingOf(entries: Readonly<Record<string, Parts>>, open: readonly unknown[]): JsonObject {
  const required = Object.keys(entries).filter((name) => entries[name]?.wrapped === undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(entry, open)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** A schema that is chosen by the look of the value: what it chooses for each kind of look. */
function choiceOf(getter: (value: unknown) => Parts, open: readonly unknown[]): JsonObject {
  if (open.includes(getter)) return {};
  const looks: readonly unknown[] = [[], {}, '', 0];
  const options = looks.map((look) => JSON.stringify(convert(getter(look), [...open, getter])));
  const distinct = Array.from(new Set(options), (option): JsonObject => JSON.parse(option));
  // What admits anything leaves nothing to choose.
  if (distinct.some((option) => Object.keys(option).length === 0)) return {};
  return distinct.length === 1 ? { ...distinct[0] } : { anyOf: distinct };
}

function lengthsOf(schema: Parts): JsonObject {
  const actions = actionsOf(schema);
  const maximumLength = actions.find(({ type }) => type === 'max_length')?.requirement;
  return {
    ...(actions.some(({ type }) => type === 'non_empty') ? { minItems: 1 } : {}),
    ...(typeof maximumLength === 'number' ? { maxItems: maximumLength } : {}),
  };
}

/** Title, description and default; those that were added last count. */
function notesOf(schema: Parts): JsonObject {
  const notes = actionsOf(schema).map(({ type, title, description, metadata }) =>
    type === 'title' ? { title } : type === 'description' ? { description } : type === 'metadata' ? metadata : {},
  );
  return Object.assign({}, ...notes);
}

interface Action {
  readonly type: string;
  readonly requirement?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
}

function actionsOf({ pipe = [] }: Parts): readonly Action[] {
  return pipe.flatMap((step) => {
    const inner = step as Action & Parts; // every step of a pipe has a type
    return inner.pipe === undefined ? [inner] : actionsOf(inner);
  });
}
