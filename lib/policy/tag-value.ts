import * as v from 'valibot';
import type { JsonObject } from '../json/value.ts';
import { patternForForm } from './form-pattern.ts';
import { isBlank } from './look-alike.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { patternSchema } from './pattern-schema.ts';
import type { Fill, FormContext } from './rule.ts';
import type { JudgingContext } from './subject.ts';
import { fillForReading, fillText, templateOf, templateSchema } from './template.ts';
import { together } from './together.ts';
import { alternatives, quoted } from './wording.ts';

/** Source: EC2 Image Builder API Reference, CreateImagePipeline: a tag value has at most 256 characters. */
const longestValue = 256;

const valueSchema = v.pipe(
  v.string(),
  v.check((value) => !isBlank(value), 'must not be blank; a blank tag counts as missing'),
  v.maxLength(longestValue, `may have at most ${longestValue} characters, as in Image Builder`),
);

const demandSchema = v.strictObject({
  equals: v.exactOptional(
    v.pipe(
      templateSchema,
      v.check((text) => !isBlank(text), 'must not be blank'),
      v.description('The only value that does.'),
    ),
  ),
  oneOf: v.exactOptional(
    v.pipe(
      v.array(valueSchema),
      v.nonEmpty('must hold at least one value; with none, nothing would do'),
      v.description('The values that do.'),
    ),
  ),
  pattern: v.exactOptional(v.pipe(patternSchema, v.description('What the whole value must match.'))),
});

/** What a rule demands of a tag's value; demanding nothing still means that the tag is there and not blank. */
export type TagValueDemand = v.InferOutput<typeof demandSchema>;

export const tagValueSchema = v.pipe(demandSchema, together(contradictions));

/** What is wrong with a value; the message continues a sentence that names the tag. */
export interface TagValueComplaint {
  readonly code: 'missing' | 'not-equal' | 'not-one-of' | 'pattern-mismatch' | 'context-unknown';
  readonly message: string;
  readonly expected: JsonObject;
  /** The only value that would do. */
  readonly certain?: string | undefined;
}

export type TagValueJudge = (value: string | undefined, context: JudgingContext) => TagValueComplaint | undefined;

/** Makes the function that judges one tag's value; `undefined` for a tag that is not there. */
export function prepareTagValue(demand: TagValueDemand): TagValueJudge {
  const template = demand.equals === undefined ? undefined : templateOf(demand.equals);
  const pattern = demand.pattern === undefined ? undefined : compilePattern(demand.pattern);
  return (value, context) => {
    const wanted = template === undefined ? undefined : fillText(template, context);
    if (wanted !== undefined && 'unknown' in wanted) return unknownContext(demand.equals ?? '', wanted.unknown, context);
    const allowed = wanted === undefined ? demand.oneOf : [wanted.value];
    const fault = presenceFault(value) ?? choiceFault(value, allowed, wanted !== undefined) ?? patternFault(value, pattern);
    return fault && { ...fault, expected: expectedOf(demand, wanted?.value), certain: certainValue(allowed, pattern) };
  };
}

type Fault = Pick<TagValueComplaint, 'code' | 'message'>;

function presenceFault(value: string | undefined): Fault | undefined {
  if (value === undefined) return { code: 'missing', message: 'is missing' };
  return isBlank(value) ? { code: 'missing', message: 'is blank' } : undefined;
}

function choiceFault(value = '', allowed: readonly string[] | undefined, isOnly: boolean): Fault | undefined {
  if (allowed === undefined || allowed.includes(value)) return undefined;
  const message = `is ${quoted(value)}, it must be ${alternatives(allowed.map(quoted))}`;
  return { code: isOnly ? 'not-equal' : 'not-one-of', message };
}

function patternFault(value = '', pattern: Pattern | undefined): Fault | undefined {
  if (pattern === undefined || pattern.matches(value)) return undefined;
  return { code: 'pattern-mismatch', message: `is ${quoted(value)}, it must match ${quoted(pattern.source)}` };
}

function expectedOf({ oneOf, pattern }: TagValueDemand, equals: string | undefined): JsonObject {
  const expected = { ...(equals && { equals }), ...(oneOf && { oneOf }), ...(pattern && { pattern }) };
  return Object.keys(expected).length === 0 ? { present: true } : expected;
}

/** Continues "Set the tag … to". */
export function howToSatisfy({ equals, oneOf, pattern }: TagValueDemand, fill: Fill): string {
  const matching = pattern === undefined ? '' : `a value that matches ${quoted(pattern)}`;
  const chosen = alternatives((equals === undefined ? (oneOf ?? []) : [fill(equals)]).map(quoted));
  if (chosen !== '') return chosen;
  return matching === ''
    ? 'any value that is not blank'
    : `${matching}, for example ${quoted(compilePattern(pattern ?? '').example() ?? '')}`;
}

/** A value that does. */
export function exampleValue({ equals, oneOf, pattern }: TagValueDemand, fill: Fill): string {
  if (equals !== undefined) return fill(equals);
  return oneOf?.[0] ?? (pattern === undefined ? 'example' : (compilePattern(pattern).example() ?? ''));
}

function unknownContext(equals: string, unknown: string, context: JudgingContext): TagValueComplaint {
  const wanted = fillForReading(equals, context);
  return {
    code: 'context-unknown',
    message: `must be ${quoted(wanted)}, and no ${unknown} is known for you`,
    expected: { equals: wanted },
  };
}

/** Offered only when it would itself be accepted, here and by Image Builder. */
function certainValue(allowed: readonly string[] | undefined, pattern: Pattern | undefined): string | undefined {
  const [only] = allowed ?? [];
  if (only === undefined || allowed?.length !== 1 || isBlank(only) || only.length > longestValue) return undefined;
  return pattern === undefined || pattern.matches(only) ? only : undefined;
}

/** Demands that no value can meet together. */
function contradictions({ equals, oneOf = [], pattern: source }: TagValueDemand): readonly string[] {
  if (equals !== undefined && oneOf.length > 0) return ['has both equals and oneOf; write one of them'];
  const parts = equals === undefined ? [] : templateOf(equals).map((part) => (typeof part === 'string' ? part : null));
  const shortest = parts.reduce((sum, part) => sum + (part?.length ?? 1), 0);
  if (shortest > longestValue) return [`can never be met: a tag value has at most ${longestValue} characters`];
  if (source === undefined) return [];
  const pattern = compilePattern(source);
  if (equals !== undefined && !pattern.canMatch(parts))
    return [`can never be met: ${quoted(equals)} does not match ${quoted(source)}`];
  const dead = oneOf.filter((value) => !pattern.matches(value));
  return dead.length === 0
    ? []
    : [`can never be met with ${alternatives(dead.map(quoted))}: it does not match ${quoted(source)}`];
}

/** What a value must be, as JSON Schema says it. */
export function narrowedValue(demand: TagValueDemand, context: FormContext): JsonObject {
  const { equals, oneOf, pattern } = demand;
  const fill: Fill = (text) => fillForReading(text, context);
  const isOpen = equals?.includes('{name}') === true;
  const wanted = equals === undefined || isOpen ? undefined : fillText(templateOf(equals), { ...context, name: '' });
  const example = exampleValue(demand, fill);
  return {
    description: howToSatisfy(demand, fill),
    ...(wanted === undefined ? {} : 'value' in wanted ? { const: wanted.value } : { not: {} }),
    ...(oneOf === undefined ? {} : { enum: oneOf }),
    ...(pattern === undefined ? {} : { pattern: patternForForm(pattern) }),
    ...(wanted === undefined && oneOf === undefined ? { allOf: [{ pattern: somethingVisible }] } : {}),
    ...(example === '' || wanted !== undefined || isOpen ? {} : { examples: [example] }),
  };
}

/** What `isBlank` calls not blank. */
const somethingVisible = '[^\\p{White_Space}\\p{Default_Ignorable_Code_Point}\\p{Cc}\\p{Cf}\\u2800]';
