import * as v from 'valibot';
import { together } from '../../../file/cross-check.ts';
import type { JsonObject } from '../../../json/value.ts';
import { maximumTagValueLength } from '../../../service-limits.ts';
import { isBlank } from '../../../text/look-alike.ts';
import { canMatch, exampleOfPattern } from '../../../text/pattern/examples.ts';
import { patternForForm } from '../../../text/pattern/json-schema.ts';
import { compilePattern } from '../../../text/pattern/pattern.ts';
import { patternSchema } from '../../../text/pattern/schema.ts';
import { alternatives, enumeration, quoted } from '../../../text/wording.ts';
import { prepareTagValue, type TagValueDemand } from '../../rules/parts/tag-value.ts';
import { templateSchema } from '../../schemas/template-schema.ts';
import { fillForReading, fillText, templateOf } from '../../subject/template.ts';
import type { Fill, FormContext } from './guide.ts';
import { literal } from './wildcard-pattern.ts';

const valueSchema = v.pipe(
  v.string(),
  v.check((value) => !isBlank(value), 'must not be blank; a blank tag counts as missing'),
  v.maxLength(maximumTagValueLength, `may have at most ${maximumTagValueLength} characters, as in Image Builder`),
  // It would be taken as it stands, and with it whoever writes the placeholder for a value.
  v.check(
    (value) => !/[{}]/.test(value),
    'holds a brace, and placeholders are filled in equals only; write equals: "{team}", or the values',
  ),
);

const lengthSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(maximumTagValueLength, `must be at most ${maximumTagValueLength}, as in Image Builder`),
);

const demandSchema = v.strictObject({
  equals: v.exactOptional(
    v.pipe(
      templateSchema,
      v.check((text) => !isBlank(text), 'must not be blank'),
      v.description('The only allowed value.'),
    ),
  ),
  oneOf: v.exactOptional(
    v.pipe(
      v.array(valueSchema),
      v.nonEmpty('must hold at least one value; with none, nothing would be allowed'),
      v.description('The values that do.'),
    ),
  ),
  pattern: v.exactOptional(v.pipe(patternSchema, v.description('What the whole value must match.'))),
  not: v.exactOptional(
    v.pipe(
      v.array(valueSchema),
      v.nonEmpty('must hold at least one value; leave it out otherwise'),
      v.description('Values that do not, whatever their case, such as `none` or `tbd`.'),
    ),
  ),
  minimumLength: v.exactOptional(v.pipe(lengthSchema, v.description('How many characters the value must have.'))),
  maximumLength: v.exactOptional(v.pipe(lengthSchema, v.description('How many characters the value may have.'))),
});

/** Schema of what a rule may demand of a tag's value. */
export const tagValueSchema = v.pipe(
  demandSchema,
  together((demand) => contradictions(demand)),
);

/** Continues "Set the tag … to". */
export function howToSatisfy(demand: TagValueDemand, fill: Fill): string {
  const { equals, oneOf, pattern, not = [], minimumLength, maximumLength } = demand;
  const chosen = alternatives((equals === undefined ? (oneOf ?? []) : [fill(equals)]).map(quoted));
  if (chosen !== '') return chosen;
  const limits = [
    ...(minimumLength === undefined ? [] : [`at least ${minimumLength} characters`]),
    ...(maximumLength === undefined ? [] : [`at most ${maximumLength} characters`]),
  ];
  const matching =
    pattern === undefined
      ? 'any value that is not blank'
      : `a value that matches ${quoted(pattern)}${forExample(exampleValue(demand, fill))}`;
  return [
    matching,
    ...(not.length === 0 ? [] : [`but not ${alternatives(not.map(quoted))}`]),
    ...(limits.length === 0 ? [] : [`of ${enumeration(limits)}`]),
  ].join(', ');
}

function forExample(value: string): string {
  return value === '' ? '' : `, for example ${quoted(value)}`;
}

/** A value that does; empty where none is known. */
export function exampleValue({ equals, oneOf, pattern, ...limits }: TagValueDemand, fill: Fill): string {
  if (equals !== undefined) return fill(equals);
  if (oneOf !== undefined) return oneOf.find((value) => keepsLimits(value, limits)) ?? '';
  if (pattern !== undefined) {
    const matching = exampleOfPattern(pattern) ?? '';
    return keepsLimits(matching, limits) ? matching : '';
  }
  const { minimumLength = 1, maximumLength = maximumTagValueLength } = limits;
  const samples = ['example', 'sample', 'abc'].map((word) => word.slice(0, maximumLength).padEnd(minimumLength, 'x'));
  return samples.find((value) => keepsLimits(value, limits)) ?? '';
}

function keepsLimits(value: string, { not, minimumLength, maximumLength }: TagValueDemand): boolean {
  const limits = { ...(not && { not }), ...(minimumLength && { minimumLength }), ...(maximumLength && { maximumLength }) };
  return prepareTagValue(limits)(value, nowhere) === undefined;
}

/** Limits hold no placeholders. */
const nowhere = { team: null, environment: null, account: '', region: '', name: '' };

/** What a value must be, as JSON Schema says it. */
export function narrowedValue(demand: TagValueDemand, context: FormContext): JsonObject {
  const { equals, oneOf, pattern, not, minimumLength, maximumLength } = demand;
  const fill: Fill = (text) => fillForReading(text, context);
  const isOpen = equals?.includes('{name}') === true;
  const wanted = equals === undefined || isOpen ? undefined : fillText(templateOf(equals), { ...context, name: '' });
  const example = exampleValue(demand, fill);
  const parts = [
    ...(wanted === undefined && oneOf === undefined ? [{ pattern: somethingVisible }] : []),
    ...(not === undefined ? [] : [{ not: { pattern: `^(?:${not.map(inAnyCase).join('|')})$` } }]),
  ];
  return {
    description: howToSatisfy(demand, fill),
    ...(wanted === undefined ? {} : 'value' in wanted ? { const: wanted.value } : { not: {} }),
    ...(oneOf === undefined ? {} : { enum: oneOf }),
    ...(pattern === undefined ? {} : { pattern: patternForForm(pattern) }),
    ...(minimumLength === undefined ? {} : { minLength: minimumLength }),
    ...(maximumLength === undefined ? {} : { maxLength: maximumLength }),
    ...(parts.length === 0 ? {} : { allOf: parts }),
    ...(example === '' || wanted !== undefined || isOpen ? {} : { examples: [example] }),
  };
}

/** A text as a regular expression that minds no case. */
function inAnyCase(text: string): string {
  return Array.from(text, (character) => {
    const lower = character.toLowerCase();
    const cases = [...new Set([lower, character.toUpperCase()])].filter((each) => each.toLowerCase() === lower);
    return cases.length === 1 ? literal(character) : `(?:${cases.map(literal).join('|')})`;
  }).join('');
}

/** What `isBlank` calls not blank. */
const somethingVisible = '[^\\p{White_Space}\\p{Default_Ignorable_Code_Point}\\p{Cc}\\p{Cf}\\u2800]';

/** Demands that no value can meet together. */
function contradictions(demand: TagValueDemand): readonly string[] {
  const { equals, oneOf = [], pattern: source, minimumLength = 1, maximumLength = maximumTagValueLength } = demand;
  if (equals !== undefined && oneOf.length > 0) return ['has both equals and oneOf; write one of them'];
  if (minimumLength > maximumLength) return ['has a minimumLength above its maximumLength'];
  if (equals !== undefined) return equalsContradictions(equals, demand);
  const unkept = oneOf.filter((value) => !keepsLimits(value, demand));
  const pattern = source === undefined ? undefined : compilePattern(source);
  const dead = oneOf.filter((value) => pattern?.matches(value) === false);
  return [
    ...(dead.length === 0
      ? []
      : [`can never be met with ${alternatives(dead.map(quoted))}: it does not match ${quoted(source ?? '')}`]),
    ...(unkept.length === 0
      ? []
      : [`can never be met with ${alternatives(unkept.map(quoted))}: not, minimumLength or maximumLength does not allow it`]),
  ];
}

function equalsContradictions(equals: string, demand: TagValueDemand): readonly string[] {
  const { pattern: source, maximumLength = maximumTagValueLength } = demand;
  const parts = templateOf(equals).map((part) => (typeof part === 'string' ? part : null));
  const shortest = parts.reduce((sum, part) => sum + (part?.length ?? 1), 0);
  if (shortest > maximumTagValueLength) return [`can never be met: a tag value has at most ${maximumTagValueLength} characters`];
  if (shortest > maximumLength) return [`can never be met: ${quoted(equals)} has more than ${maximumLength} characters`];
  if (source !== undefined && !canMatch(source, parts))
    return [`can never be met: ${quoted(equals)} does not match ${quoted(source)}`];
  const isOpen = parts.includes(null);
  return isOpen || keepsLimits(equals, demand) ? [] : [`can never be met: not or minimumLength does not allow ${quoted(equals)}`];
}
