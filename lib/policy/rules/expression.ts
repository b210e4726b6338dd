import { valueAt } from '../../json/pointer.ts';
import type { JsonObject } from '../../json/value.ts';
import { quoted } from '../../text/wording.ts';
import { cel } from '../cel/cel.ts';
import type { Expression, Facts } from '../cel/expression.ts';
import { prepareMessage } from '../cel/message.ts';
import type { JudgingContext, Subject } from '../subject/subject.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/** A condition in CEL, and what a pipeline that does not meet it is told. */
export interface ExpressionParameters {
  readonly assert: string;
  /** JSON Pointers to the members that findings are about. */
  readonly at: string | readonly string[];
  /** May quote values in braces. */
  readonly message: string;
  /** Members of a definition that satisfy the rule. */
  readonly example?: JsonObject;
}

/**
 * For what no other type says: a condition in CEL. Lists and maps that a definition lacks are empty in it. Reading another member
 * that is absent is an error, and an error refuses; has() tells whether it is there.
 */
export const expression: RuleType<ExpressionParameters> = {
  type: 'expression',
  prepare({ assert, at, message }) {
    const rule: ExpressionRule = {
      assert: compiled(assert),
      places: [at].flat(),
      tell: prepareMessage(message),
      expected: { assert },
    };
    return (subject, context) => judge(rule, subject, context);
  },
};

interface ExpressionRule {
  readonly assert: Expression;
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
  const facts = cel().facts(subject, context);
  const { assert, tell } = rule;
  const findings = (code: string, message: string) =>
    rule.places.map((pointer) => finding(code, message, pointer, rule, subject));
  if (!assert.isAffordable(facts))
    return findings('too-large', 'the definition has too many entries to be judged by this condition');
  try {
    return isTrue(assert.evaluate(facts)) ? [] : findings('not-satisfied', tell(subject, facts));
  } catch (error) {
    const unknown = [...assert.needs].find((name) => !context[name]);
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
