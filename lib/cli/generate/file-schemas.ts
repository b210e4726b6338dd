import * as v from 'valibot';
import { teamsSchema } from '../../identity/teams-schema.ts';
import { isObject, type JsonObject, type JsonValue } from '../../json/value.ts';
import { ruleGuides } from '../../policy/guides/index.ts';
import type { RuleGuide } from '../../policy/guides/parts/guide.ts';
import { exceptionSchema } from '../../policy/schemas/exception-schema.ts';
import { policySchema, ruleSchema } from '../../policy/schemas/policy-schema.ts';
import { jsonSchemaOf } from './json-schema.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** Schema of `policy.yaml`: every rule is checked by its type. */
export function policyFileSchema(): JsonObject {
  const { properties, ...policy } = jsonSchemaOf(policySchema);
  const { properties: common } = jsonSchemaOf(ruleSchema);
  const types = [...ruleGuides.values()];
  return {
    $schema: dialect,
    title: 'The rules of an organisation',
    ...policy,
    properties: {
      ...asObject(properties),
      rules: { ...asObject(asObject(properties)['rules']), items: { $ref: '#/$defs/rule' } },
    },
    // A rule of the policy that this one extends has its type there.
    if: { not: { required: ['extends'] } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { rules: { items: { required: ['type'] } } } },
    $defs: {
      valuesFrom: {
        type: 'object',
        required: ['valuesFrom'],
        properties: fileProperties,
        additionalProperties: false,
      },
      common: { type: 'object', properties: asObject(common) },
      rule: {
        type: 'object',
        required: ['id'],
        properties: { type: { enum: types.map(({ type }) => type) } },
        allOf: types.map(({ type }) => ({
          if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: { $ref: `#/$defs/${type}` },
        })),
      },
      ...Object.fromEntries(types.map((type) => [type.type, ruleTypeSchema(type, Object.keys(asObject(common)))])),
    },
  };
}

/** What names a list that stands in a file. */
const fileProperties: JsonObject = {
  valuesFrom: {
    type: 'string',
    pattern: '\\.(?:txt|csv|ya?ml)$',
    description:
      'A file with the values, relative to the policy: a `.txt` with one a line, a `.csv` with a heading, or a `.yaml` with a list.',
  },
  column: { type: 'string', description: 'The column of a `.csv`.' },
};

/** A schema in which a list of texts may also be in a file, and the values of a tag as well. */
function withFiles(schema: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(schema)) return schema.map((item: JsonValue) => withFiles(item) ?? null);
  if (!isObject(schema)) return schema;
  const own = asObject(schema);
  const inner = Object.fromEntries(Object.entries(own).map(([keyword, value]) => [keyword, withFiles(value)]));
  const properties = asObject(inner['properties'] ?? {});
  if ('oneOf' in properties) return { ...inner, properties: { ...properties, ...fileProperties } };
  const { description, ...list } = inner;
  if (inner['type'] !== 'array' || asObject(inner['items'] ?? {})['type'] !== 'string') return inner;
  return { ...(description === undefined ? {} : { description }), anyOf: [list, { $ref: '#/$defs/valuesFrom' }] };
}

/** Schema of `teams.yaml`. */
export function teamsFileSchema(): JsonObject {
  return { $schema: dialect, title: 'The teams of an organisation', ...jsonSchemaOf(teamsSchema) };
}

/** Schema of `exceptions.yaml`. */
export function exceptionsFileSchema(): JsonObject {
  const exceptions = jsonSchemaOf(v.array(exceptionSchema));
  // A file that holds nothing but comments is read as null.
  return { $schema: dialect, title: 'Exceptions from the rules', ...exceptions, type: ['array', 'null'] };
}

function ruleTypeSchema({ type, purpose, parameters }: RuleGuide, common: readonly string[]): JsonObject {
  const { properties, required = [], ...rest } = jsonSchemaOf(parameters);
  const shared = common.filter((name) => name !== 'type').map((name) => [name, { $ref: `#/$defs/common/properties/${name}` }]);
  return {
    ...rest,
    description: purpose,
    properties: {
      type: { const: type },
      ...Object.fromEntries(shared),
      ...(type === 'expression' ? asObject(properties) : asObject(withFiles(asObject(properties)))),
    },
    required: ['id', 'type', ...(Array.isArray(required) ? required : [])],
  };
}

function asObject(value: unknown): JsonObject {
  // Members of schemas that were just made, whose place is known.
  return value as JsonObject;
}
