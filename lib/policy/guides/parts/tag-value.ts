import * as v from 'valibot';
import { together } from '../../../file/cross-check.ts';
import type { JsonObject } from '../../../json/value.ts';
import { maximumTagValueLength } from '../../../service-limits.ts';
import { isBlank } from '../../../text/look-alike.ts';
import { canMatch, exampleOfPattern } from '../../../text/pattern/examples.ts';
import { patternForForm } from '../../../text/pattern/json-schema.ts';
import { compilePattern } from '../../../text/pattern/pattern.ts';
import { patternSchema } from '../../../text/pattern/schema.ts';
import { alternatives, quoted } from '../../../text/wording.ts';
import type { TagValueDemand } from '../../rules/parts/tag-value.ts';
import { templateSchema } from '../../schemas/template-schema.ts';
import { fillForReading, fillText, templateOf } from '../../subject/template.ts';
import type { Fill, FormContext } from './guide.ts';

const valueSchema = v.pipe(
  v.string(),
  v.check((value) => !isBlank(value), 'must not be blank; a blank tag counts as missing'),
  v.maxLength(maximumTagValueLength, `may have at most ${maximumTagValueLength} characters, as in Image Builder`),
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

/** Schema of what a rule may demand of a tag's value. */
export const tagValueSchema = v.pipe(
  demandSchema,
  together((demand) => contradictions(demand)),
);

/** Continues "Set the tag … to". */
export function howToSatisfy({ equals, oneOf, pattern }: TagValueDemand, fill: Fill): string {
  const matching = pattern === undefined ? '' : `a value that matches ${quoted(pattern)}`;
  const chosen = alternatives((equals === undefined ? (oneOf ?? []) : [fill(equals)]).map(quoted));
  if (chosen !== '') return chosen;
  return matching === ''
    ? 'any value that is not blank'
    : `${matching}, for example ${quoted(exampleOfPattern(pattern ?? '') ?? '')}`;
}

/** A value that does. */
export function exampleValue({ equals, oneOf, pattern }: TagValueDemand, fill: Fill): string {
  if (equals !== undefined) return fill(equals);
  return oneOf?.[0] ?? (pattern === undefined ? 'example' : (exampleOfPattern(pattern) ?? ''));
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

/** Demands that no value can meet together. */
function contradictions({ equals, oneOf = [], pattern: source }: TagValueDemand): readonly string[] {
  if (equals !== undefined && oneOf.length > 0) return ['has both equals and oneOf; write one of them'];
  const parts = equals === undefined ? [] : templateOf(equals).map((part) => (typeof part === 'string' ? part : null));
  const shortest = parts.reduce((sum, part) => sum + (part?.length ?? 1), 0);
  if (shortest > maximumTagValueLength) return [`can never be met: a tag value has at most ${maximumTagValueLength} characters`];
  if (source === undefined) return [];
  if (equals !== undefined && !canMatch(source, parts))
    return [`can never be met: ${quoted(equals)} does not match ${quoted(source)}`];
  const pattern = compilePattern(source);
  const dead = oneOf.filter((value) => !pattern.matches(value));
  return dead.length === 0
    ? []
    : [`can never be met with ${alternatives(dead.map(quoted))}: it does not match ${quoted(source)}`];
}
