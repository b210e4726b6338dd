import * as v from 'valibot';
import { valueAt } from '../../json/pointer.ts';
import { isObject, type JsonValue } from '../../json/value.ts';
import { cel, type Expression, type Facts } from '../cel.ts';
import { conditionSchema } from '../cel-schema.ts';
import { shapeAt } from '../judged-shape.ts';
import { defineRuleType, type RuleFinding } from '../rule.ts';
import type { JudgingContext, Subject } from '../subject.ts';
import { messageSchema, prepareMessage } from '../told.ts';
import { enumeration, quoted } from '../wording.ts';

const pointerSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const shape = dataset.typed ? shapeAt(dataset.value) : 'text';
    if (typeof shape === 'object' && 'complaint' in shape) addIssue({ message: shape.complaint });
  }),
);

const placesSchema = v.pipe(
  v.array(pointerSchema),
  v.nonEmpty('must name at least one place'),
  v.maxLength(10, 'may name at most 10 places'),
);

const parametersSchema = v.strictObject({
  assert: v.pipe(
    conditionSchema,
    v.description(
      'What must hold, in CEL: `definition` is the pipeline, `context` what the server knows (team, environment, account, region, name). Lists and maps that a definition lacks are empty; to read another member that is absent is an error, which refuses, so ask `has(…)` before.',
    ),
  ),
  at: v.pipe(
    v.lazy((at) => (Array.isArray(at) ? placesSchema : pointerSchema)),
    v.title('JSON Pointer, or a list of them'),
    v.description('The members that findings point to.'),
  ),
  message: v.pipe(
    messageSchema,
    v.description('What a finding says: begins in lower case, has no full stop, and may quote values in braces.'),
  ),
  when: v.exactOptional(v.pipe(conditionSchema, v.description('When the rule applies, in CEL; without it, always.'))),
  example: v.exactOptional(
    v.pipe(
      v.custom<Readonly<Record<string, JsonValue>>>(isObject, 'must be a mapping of members of a definition'),
      v.description('Members of a definition that satisfy the rule, for whoever asks.'),
    ),
  ),
});

/**
 * For what no other type says: a condition in CEL. Lists and maps that a definition lacks are empty in it. Reading another member
 * that is absent is an error, and an error refuses; has() tells whether it is there.
 */
export const expression = defineRuleType({
  type: 'expression',
  purpose: 'A condition of the organisation, written in CEL (the Common Expression Language), must hold.',
  parameters: parametersSchema,
  codes: {
    'not-satisfied': 'The condition does not hold.',
    'context-unknown': 'The condition depends on something about the caller that is not known.',
    'too-large': 'The definition has so many entries that judging it by this condition could take too long.',
  },
  example: {
    when: 'context.environment == "prod"',
    assert: 'definition.workflows.all(w, !has(w.onFailure) || w.onFailure == "ABORT")',
    at: '/workflows',
    message: 'in production a failing workflow has to stop the build of {definition.name}',
    example: { workflows: [] },
  },
  prepare({ assert, at, message, when }) {
    const rule: ExpressionRule = {
      assert: compiled(assert),
      when: when === undefined ? undefined : compiled(when),
      places: [at].flat(),
      tell: prepareMessage(message),
      expected: { assert },
    };
    return (subject, context) => judge(rule, subject, context);
  },
  explain({ assert, at, message, when, example = {} }, fill) {
    const places = enumeration([at].flat().map((place) => (place === '' ? 'the definition' : place)));
    const condition = when === undefined ? '' : ` when \`${when}\` holds`;
    return {
      summary: `\`${assert}\` must hold${condition}.`,
      howToSatisfy: [`Change ${places} so that \`${assert}\` holds${condition}.`, `Otherwise the finding is: ${fill(message)}`],
      example: { ...example },
    };
  },
});

interface ExpressionRule {
  readonly assert: Expression;
  readonly when: Expression | undefined;
  readonly places: readonly string[];
  readonly tell: (subject: Subject, facts: Facts) => string;
  readonly expected: { readonly assert: string };
}

function compiled(source: string): Expression {
  const result = cel().compile(source);
  if (!result.ok) throw new TypeError(`${quoted(source)} ${result.message}`);
  return result.expression;
}

function judge(rule: ExpressionRule, subject: Subject, context: JudgingContext) {
  const facts = cel().facts(subject.definition, context);
  const { assert, when, tell } = rule;
  const findings = (code: string, message: string) =>
    rule.places.map((pointer) => finding(code, message, pointer, rule, subject));
  if (![assert, when].every((each) => each === undefined || each.isAffordable(facts)))
    return findings('too-large', 'the definition has too many entries to be judged by this condition');
  try {
    if (when !== undefined && !isTrue(when.evaluate(facts)))
      return { skip: 'the condition under which the rule applies does not hold' };
    return isTrue(assert.evaluate(facts)) ? [] : findings('not-satisfied', tell(subject, facts));
  } catch (error) {
    const unknown = [...(when?.needs ?? []), ...assert.needs].find((name) => !context[name]);
    if (unknown === undefined) throw error;
    return findings('context-unknown', `what is allowed depends on your ${unknown}, and no ${unknown} is known for you`);
  }
}

/** The type was checked when the rule was loaded; a gate that takes anything else for true would be open. */
function isTrue(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('the condition was neither true nor false');
  return value;
}

function finding(
  code: string,
  message: string,
  pointer: string,
  { expected }: ExpressionRule,
  { definition }: Subject,
): RuleFinding {
  const value = valueAt(definition, pointer);
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { code, pointer, message, actual: isScalar ? value : null, expected };
}
