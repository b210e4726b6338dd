import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { isObject } from '../../json/value.ts';
import { ruleGuides } from '../../policy/guides/index.ts';
import type { RuleGuide } from '../../policy/guides/parts/guide.ts';
import { defaultSchema } from '../../policy/schemas/default-schema.ts';
import { policySchema, ruleSchema } from '../../policy/schemas/policy-schema.ts';
import { placeholders } from '../../policy/subject/template.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** The reference of all rule types in Markdown: what each is for, its parameters, its codes, an example and how to satisfy it. */
export function ruleReference(): string {
  const types = [...ruleGuides.values()];
  return [
    '# Rule types',
    '`npm run generate` makes this page from the files in `lib/policy/guides`; what is changed here by hand is lost.',
    `A rule of \`policy.yaml\` has an \`id\`, a \`type\`, and the parameters of its type. ${wording}`,
    [header('type', 'what it is for'), ...types.map(({ type, purpose }) => row(`[\`${type}\`](#${type})`, purpose))].join('\n'),
    '## What a policy has',
    parameterTable(jsonSchemaOf(policySchema)),
    '## What every rule has',
    parameterTable(jsonSchemaOf(ruleSchema)),
    '## What a default has',
    parameterTable(jsonSchemaOf(defaultSchema)),
    ...types.flatMap(ruleTypeSection),
  ]
    .join('\n\n')
    .concat('\n');
}

const wording = `In a template, ${placeholders.map((name) => `\`{${name}}\``).join(', ')} stand for what the server knows of the caller and of the deployment, never for something in the request. In a wildcard, as IAM has them, \`*\` stands for any characters and \`?\` for one; case counts. A pattern is a regular expression that has to match the whole text. A list of texts can stand in a file beside the policy, as in \`allow: { valuesFrom: recipes.txt }\`: a \`.txt\` with one a line, a \`.csv\` with a heading and \`column\`, or a \`.yaml\` with a list. Of the value of a tag, \`valuesFrom\` stands for \`oneOf\`. What is in the file is a part of the policy and of its digest.`;

function ruleTypeSection(guide: RuleGuide): readonly string[] {
  const { type, purpose, parameters, codes, example } = guide;
  const { summary, howToSatisfy, example: satisfying } = guide.explain(example, (text) => text);
  const table = parameterTable(jsonSchemaOf(parameters));
  return [
    `## ${type}`,
    purpose,
    table === '' ? 'It has no parameters.' : table,
    [header('code', 'meaning'), ...Object.entries(codes).map(([code, meaning]) => row(`\`${code}\``, meaning))].join('\n'),
    'An example:',
    fenced('yaml', stringify([{ id: type, type, ...example }], { lineWidth: 120 })),
    `${summary} To satisfy it:`,
    howToSatisfy.map((sentence) => `- ${sentence}`).join('\n'),
    'Members of a definition that do:',
    fenced('json', `${JSON.stringify(satisfying, null, 2)}\n`),
  ];
}

/** Rows for all parameters, those inside others by their path; nothing for a schema without any. */
function parameterTable(schema: JsonObject): string {
  const rows = parametersOf(schema, '').map(({ name, schema: parameter, required }) =>
    row(`\`${name}\``, typeOf(parameter), byDefault(parameter, required), String(parameter['description'] ?? '')),
  );
  return rows.length === 0 ? '' : [header('parameter', 'type', 'default', 'meaning'), ...rows].join('\n');
}

interface Parameter {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
}

function parametersOf(schema: JsonObject, path: string): readonly Parameter[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const named = Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).flatMap(([name, member]) => {
    if (!isObject(member)) return [];
    // A part of a JSON Schema is JSON.
    const inner = member as JsonObject;
    return [{ name: path + name, schema: inner, required: required.includes(name) }, ...parametersOf(inner, `${path}${name}.`)];
  });
  const keyed = isObject(schema['additionalProperties'])
    ? parametersOf(schema['additionalProperties'] as JsonObject, `${path}*.`)
    : [];
  return [...named, ...keyed];
}

function typeOf(schema: JsonObject): string {
  const { type, title, enum: options, anyOf, items, additionalProperties } = schema;
  const constant = schema['const'];
  if (constant !== undefined) return code(constant);
  if (typeof title === 'string') return title;
  if (Array.isArray(options)) return options.map(code).join(' or ');
  if (Array.isArray(anyOf)) return anyOf.map((option) => typeOf(option)).join(', or ');
  if (type === 'array') return holding('list', items);
  return type === 'object' ? holding('mapping', additionalProperties) : plainType(schema);
}

function holding(noun: string, held: JsonValue | undefined): string {
  // A part of a JSON Schema is JSON.
  return isObject(held) && Object.keys(held).length > 0 ? `${noun}: ${typeOf(held as JsonObject)}` : noun;
}

function plainType({ type, minimum, maximum }: JsonObject): string {
  if (type === 'integer') return `whole number${minimum === undefined ? '' : ` from ${String(minimum)} to ${String(maximum)}`}`;
  if (type === 'boolean') return '`true` or `false`';
  return type === 'string' ? 'text' : 'any value';
}

function byDefault({ default: value }: JsonObject, required: boolean): string {
  if (required) return 'must be given';
  return value === undefined ? '' : code(value);
}

function code(value: JsonValue): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function header(...titles: readonly string[]): string {
  return `${row(...titles)}\n|${'---|'.repeat(titles.length)}`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}
