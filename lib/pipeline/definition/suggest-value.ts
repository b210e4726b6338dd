import * as v from 'valibot';
import { parseArn } from '../../arn.ts';
import { isObject, type JsonValue } from '../../json/value.ts';
import { parseSchedule } from '../../schedule/parse.ts';
import { checkTimezone } from '../../schedule/timezone.ts';
import { nearest } from '../../text/spelling.ts';
import type { DefinitionProblemCode } from './definition-problem.ts';
import { entriesOf, itemOf, present, type SchemaNode } from './schema-tree.ts';
import { latestOf, restatedArns } from './suggest-arn.ts';
import { bare } from './unknown-member.ts';

/** A value that would do in place of a wrong one. */
export interface Repair {
  readonly value: JsonValue;
  /** Whether nothing else can have been meant. */
  readonly certain: boolean;
}

/** A wrong value: what valibot had against it, and where it stood. */
export interface Wrong {
  readonly code: DefinitionProblemCode;
  readonly value: unknown;
  /** The limit or pattern that it breaks. */
  readonly requirement: unknown;
  readonly path: readonly string[];
}

/** What a wrong value was probably meant to be. Whatever is called certain has passed the schema of its place. */
export function repairOf(wrong: Wrong, shape: SchemaNode): Repair | undefined {
  const schema = present(shape);
  const certain = restatements(wrong, schema).find((candidate) => v.is(schema, candidate));
  if (certain !== undefined) return { value: certain, certain: true };
  const guess = guessOf(wrong, schema);
  return guess !== undefined && v.is(schema, guess) ? { value: guess, certain: false } : undefined;
}

/** Other ways to write the same thing. */
function restatements({ code, value }: Wrong, schema: SchemaNode): JsonValue[] {
  if (typeof value === 'string') return [...restatedText(code, value, schema), [value], ...wrapped(value, schema)];
  if (typeof value === 'boolean') return [...switched(value, schema), String(value), [String(value)], ...wrapped(value, schema)];
  if (typeof value === 'number') return [String(value), [String(value)], ...wrapped(value, schema)];
  // Terraform keeps single blocks as lists of one. One tag in a list would pass for a map of two, so it is looked at first.
  if (Array.isArray(value)) return [...keyValuePairs(value), ...(value.length === 1 ? [value[0]] : [])];
  // The value comes from JSON.
  return isObject(value) ? [[value as JsonValue], ...namedValues(value, schema)] : [];
}

/** `true` for what is either on or off by a word. */
function switched(value: boolean, { options = [] }: SchemaNode): string[] {
  const word = value ? 'ENABLED' : 'DISABLED';
  return options.includes(word) ? [word] : [];
}

/** The object that a value was meant to be the member of, where it can be only one: `3` for `{ "failureCount": 3 }`. */
function wrapped(value: JsonValue, schema: SchemaNode): JsonValue[] {
  const members = Object.entries(entriesOf(schema) ?? {}).filter(([, member]) => v.is(member, value));
  return members.length === 1 ? members.map(([name]) => ({ [name]: value })) : [];
}

/** A map of parameters, in place of a list of them with lists of values. */
function namedValues(map: Readonly<Record<string, unknown>>, schema: SchemaNode): JsonValue[] {
  const members = Object.keys(entriesOf(itemOf(schema) ?? schema) ?? {});
  if (members.join() !== 'name,value') return [];
  const pairs = Object.entries(map).map(([name, value]) => ({ name, value: [value].flat().map((each) => String(each)) }));
  return pairs.length > 0 && Object.values(map).flat().every(isScalar) ? [pairs] : [];
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function restatedText(code: DefinitionProblemCode, value: string, schema: SchemaNode): JsonValue[] {
  const trimmed = value.trim();
  if (code === 'invalid-schedule') {
    const parsed = parseSchedule(value);
    return !parsed.ok && parsed.problem.suggestion !== undefined ? [parsed.problem.suggestion] : [];
  }
  if (code === 'invalid-timezone') {
    const checked = checkTimezone(trimmed);
    return [trimmed, ...(checked.ok ? [checked.canonical] : [])];
  }
  if (code === 'managed-workflow-version') return [latestOf(value) ?? value];
  if (schema.options !== undefined) return schema.options.filter((option) => bare(option) === bare(value));
  if (trimmed === 'true' || trimmed === 'false') return [trimmed, trimmed === 'true'];
  if (/^[0-9]{1,9}$/.test(trimmed)) return [trimmed, Number(trimmed)];
  return [...restatedArns(trimmed), ...namedIn(trimmed)];
}

/**
 * The log group that an ARN of CloudWatch Logs names, which may end in a colon and an asterisk ("DescribeLogGroups", LogGroup).
 */
function namedIn(text: string): string[] {
  const [arn, , service, , , noun, name] = text.split(':', 8);
  return arn === 'arn' && service === 'logs' && noun === 'log-group' && name !== undefined ? [name] : [];
}

/** CloudFormation and most other AWS APIs write tags as a list of `{ Key, Value }`. */
function keyValuePairs(list: readonly unknown[]): JsonValue[] {
  const pairs = list.map((each) => {
    if (!isObject(each)) return undefined;
    const key = each['Key'] ?? each['key'];
    const value = each['Value'] ?? each['value'];
    return typeof key === 'string' && typeof value === 'string' ? ([key, value] as const) : undefined;
  });
  const whole = pairs.filter((pair) => pair !== undefined);
  const map = new Map(whole);
  // A list with anything else in it, or with one key twice, is for its author to sort out.
  return list.length > 0 && map.size === list.length ? [Object.fromEntries(map)] : [];
}

function guessOf({ code, value, requirement, path }: Wrong, schema: SchemaNode): JsonValue | undefined {
  if (code === 'below-minimum' || code === 'above-maximum') return typeof requirement === 'number' ? requirement : undefined;
  if (typeof value !== 'string') return undefined;
  if (schema.options !== undefined) return nearest(value, schema.options);
  if (code === 'invalid-timezone') {
    const checked = checkTimezone(value);
    return checked.ok ? undefined : checked.suggestion;
  }
  if (code !== 'pattern') return undefined;
  if (path.at(-1)?.endsWith('Arn')) return guessedArn(value);
  return path[0] === 'name'
    ? value
        .slice(0, 128)
        .replace(/[^-_A-Za-z0-9 ]+/g, '-')
        .trim()
    : undefined;
}

/** A recipe or workflow without a version, or with a part of one, leaves the choice to whoever reads it: the newest. */
function guessedArn(value: string): string | undefined {
  const { version } = parseArn(value.trim()) ?? {};
  const [major, minor, ...more] = version?.replace(/^v/i, '').split('.') ?? [];
  if (version === undefined || more.length > 0) return latestOf(value.trim());
  return `${value.trim().slice(0, -version.length)}${major}.${minor ?? 'x'}.x`;
}
