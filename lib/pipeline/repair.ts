import * as v from 'valibot';
import { isObject, type JsonValue } from '../json/value.ts';
import { parseSchedule } from '../schedule/parse.ts';
import { checkTimezone } from '../schedule/timezone.ts';
import { nearest } from '../spelling.ts';
import type { DefinitionProblemCode } from './definition-problem.ts';
import { present, type Shape } from './shape.ts';
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
export function repairOf(wrong: Wrong, shape: Shape): Repair | undefined {
  const schema = present(shape);
  const certain = restatements(wrong, schema).find((candidate) => v.is(schema, candidate));
  if (certain !== undefined) return { value: certain, certain: true };
  const guess = guessOf(wrong, schema);
  return guess !== undefined && v.is(schema, guess) ? { value: guess, certain: false } : undefined;
}

/** Other ways to write the same thing. */
function restatements({ code, value }: Wrong, schema: Shape): JsonValue[] {
  if (typeof value === 'string') return [...restatedText(code, value, schema), [value]];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value), [String(value)]];
  // Terraform keeps single blocks as lists of one. One tag in a list would pass for a map of two, so it is looked at first.
  if (Array.isArray(value)) return [...keyValuePairs(value), ...(value.length === 1 ? [value[0]] : [])];
  // The value comes from JSON.
  return isObject(value) ? [[value as JsonValue]] : [];
}

function restatedText(code: DefinitionProblemCode, value: string, schema: Shape): JsonValue[] {
  const trimmed = value.trim();
  if (code === 'invalid-schedule') {
    const parsed = parseSchedule(value);
    return !parsed.ok && parsed.problem.suggestion !== undefined ? [parsed.problem.suggestion] : [];
  }
  if (code === 'invalid-timezone') {
    const checked = checkTimezone(trimmed);
    return [trimmed, ...(checked.ok ? [checked.canonical] : [])];
  }
  if (code === 'managed-workflow-version') return [value.replace(/[^/:]+\.[^/]+(?:\/[0-9]+)?$/, 'x.x.x')];
  if (schema.options !== undefined) return schema.options.filter((option) => bare(option) === bare(value));
  if (trimmed === 'true' || trimmed === 'false') return [trimmed, trimmed === 'true'];
  if (/^[0-9]{1,9}$/.test(trimmed)) return [trimmed, Number(trimmed)];
  return [trimmed, normalisedArn(trimmed)];
}

/** The service makes the last part of each of its ARNs from a name, in lower case and with hyphens. */
function normalisedArn(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  return text.startsWith('arn:') ? text.slice(0, start) + text.slice(start).toLowerCase().replaceAll(' ', '-') : text;
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

function guessOf({ code, value, requirement, path }: Wrong, schema: Shape): JsonValue | undefined {
  if (code === 'below-minimum' || code === 'above-maximum') return typeof requirement === 'number' ? requirement : undefined;
  if (typeof value !== 'string') return undefined;
  if (schema.options !== undefined) return nearest(value, schema.options);
  if (code === 'invalid-timezone') {
    const checked = checkTimezone(value);
    return checked.ok ? undefined : checked.suggestion;
  }
  return code === 'pattern' && path[0] === 'name'
    ? value
        .slice(0, 128)
        .replace(/[^-_A-Za-z0-9 ]+/g, '-')
        .trim()
    : undefined;
}
