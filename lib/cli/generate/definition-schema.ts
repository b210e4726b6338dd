import { writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { definitionSchema, managedWorkflow } from '../../pipeline/definition/definition-schema.ts';
import { entriesOf, isOptional, itemOf, present, type SchemaNode } from '../../pipeline/definition/schema-tree.ts';
import { tagKey, tagMap } from '../../pipeline/definition/tag-map.ts';
import { maximumTags, maximumTagValueLength } from '../../service-limits.ts';

/** Where the schema lies that the service narrows and gives to forms. */
export const definitionSchemaFile = new URL('../../pipeline/definition/definition.schema.json', import.meta.url);

/**
 * What a caller may ask for, as JSON Schema, in keywords that draft-07 and 2020-12 share. It admits what `parseDefinition`
 * admits, but for what JSON Schema cannot say: whether a schedule expression can be read, whether a time zone exists, and that
 * lengths are of UTF-16 code units where JSON Schema counts characters.
 */
export function definitionJsonSchema(): JsonObject {
  return {
    title: 'Pipeline',
    description: 'An EC2 Image Builder pipeline, as CreateImagePipeline takes it.',
    ...schemaOf(definitionSchema, ''),
    oneOf: [{ required: ['imageRecipeArn'] }, { required: ['containerRecipeArn'] }],
  };
}

function schemaOf(shape: SchemaNode, path: string): JsonObject {
  const inner = present(shape);
  const entries = entriesOf(inner);
  const item = itemOf(inner);
  if (inner === tagMap) return tagsSchema;
  if (entries !== undefined) return objectSchema(entries, path);
  if (item !== undefined) return { type: 'array', items: schemaOf(item, `${path}/0`) };
  return Object.assign({ description: sentence(v.getDescription(inner) ?? '') }, ...stepsOf(inner as Step).map(keywordsOf));
}

function objectSchema(entries: Readonly<Record<string, SchemaNode>>, path: string): JsonObject {
  const properties = Object.entries(entries).map(([name, entry]) => {
    const place = `${path}/${name}`;
    const examples = examplesByPlace.get(place);
    return [name, { title: titleOf(name), ...schemaOf(entry, place), ...(examples && { examples }) }] as const;
  });
  const required = Object.keys(entries).filter((name) => entries[name] !== undefined && !isOptional(entries[name]));
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

const tagsSchema: JsonObject = {
  type: 'object',
  description: sentence(v.getDescription(tagMap) ?? ''),
  maxProperties: maximumTags,
  propertyNames: { pattern: tagKey.source },
  additionalProperties: { type: 'string', maxLength: maximumTagValueLength },
};

/** What a step of valibot's pipes says about itself; it may be a pipe in turn. */
interface Step {
  readonly pipe?: readonly Step[] | undefined;
  readonly type?: string;
  readonly requirement?: unknown;
  readonly message?: unknown;
  readonly options?: readonly string[];
}

function stepsOf(step: Step): readonly Step[] {
  return step.pipe === undefined ? [step] : step.pipe.flatMap((inner) => (inner === step ? [] : stepsOf(inner)));
}

function keywordsOf({ type = '', requirement, message, options = [] }: Step): JsonObject {
  const keyword = bounds.get(type);
  if (keyword !== undefined && typeof requirement === 'number') return { [keyword]: requirement };
  if (type === 'regex' && requirement instanceof RegExp) return { pattern: sourceOf(requirement) };
  if (type === 'excludes' && requirement === '\0') return { pattern: '^[^\\u0000]*$' };
  if (type === 'picklist') return { type: 'string', enum: options };
  const known = types.get(type) ?? (type === 'check' ? checks.get(String(message)) : undefined);
  if (known === undefined)
    throw new TypeError(`the schema of definitions has a ${type} (${String(message)}) that has no words in JSON Schema yet`);
  return known;
}

/** A slash needs its backslash in JavaScript's notation only. */
function sourceOf({ source }: RegExp): string {
  return source.replaceAll('\\/', '/');
}

const bounds: ReadonlyMap<string, string> = new Map([
  ['min_length', 'minLength'],
  ['max_length', 'maxLength'],
  ['min_value', 'minimum'],
  ['max_value', 'maximum'],
]);

const types: ReadonlyMap<string, JsonObject> = new Map([
  ['string', { type: 'string' }],
  ['boolean', { type: 'boolean' }],
  ['number', { type: 'number' }],
  ['integer', { type: 'integer' }],
  ['description', {}],
]);

/** Checks of our own, by their code. The first two are beyond JSON Schema. */
const checks: ReadonlyMap<string, JsonObject> = new Map([
  ['invalid-schedule', {}],
  ['invalid-timezone', {}],
  ['managed-workflow-version', { anyOf: [{ not: { pattern: sourceOf(managedWorkflow) } }, { pattern: '/x\\.x\\.x$' }] }],
]);

/** `imageRecipeArn` is `Image recipe ARN`. */
function titleOf(name: string): string {
  const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return sentence(words.map((word) => (['arn', 'ecr'].includes(word) ? word.toUpperCase() : word)).join(' '));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const builder = 'arn:aws:imagebuilder:eu-west-1:111122223333';

const examplesByPlace: ReadonlyMap<string, readonly JsonValue[]> = new Map<string, readonly JsonValue[]>([
  ['/name', ['web-base']],
  ['/imageRecipeArn', [`${builder}:image-recipe/web/1.4.0`, `${builder}:image-recipe/web/x.x.x`]],
  ['/containerRecipeArn', [`${builder}:container-recipe/web/1.4.0`]],
  ['/infrastructureConfigurationArn', [`${builder}:infrastructure-configuration/std`]],
  ['/distributionConfigurationArn', [`${builder}:distribution-configuration/shared-eu`]],
  ['/schedule/scheduleExpression', ['cron(0 6 ? * mon *)', 'rate(7 days)']],
  ['/schedule/timezone', ['Europe/London', 'Etc/UTC']],
  [
    '/workflows/0/workflowArn',
    [`${builder}:workflow/build/web-hardening/1.0.0`, 'arn:aws:imagebuilder:eu-west-1:aws:workflow/test/test-image/x.x.x'],
  ],
  ['/executionRole', ['web-image-builder']],
  ['/loggingConfiguration/imageLogGroupName', ['/imagebuilder/web/image']],
  ['/loggingConfiguration/pipelineLogGroupName', ['/imagebuilder/web/pipeline']],
]);

if (import.meta.main) writeFileSync(definitionSchemaFile, `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
