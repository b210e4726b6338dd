import type { JsonValue } from '../../../json/value.ts';
import type { JudgingContext, Subject } from '../../subject/subject.ts';

/** A step towards a pipeline that passes, as a rule means it; `fix.ts` turns steps into a patch that fits the request. */
export type FixStep = { readonly set: string; readonly to: JsonValue } | { readonly remove: string };

/** A finding as a rule type makes it; the engine adds what the policy knows. */
export interface RuleFinding {
  /** One of the codes that the guide of the rule type lists. */
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
  /** `null` where nothing is given. */
  readonly actual: JsonValue;
  readonly expected: JsonValue;
  /** Only where it is certain to put this finding right. */
  readonly changes?: readonly FixStep[];
}

/** Why a rule has nothing to judge, for example `the pipeline has no schedule expression`. */
export interface Skip {
  readonly skip: string;
}

/**
 * What a rule says of a pipeline: what is wrong (nothing: it passes), or why it does not apply. Pure; may throw, which refuses.
 */
export type Judge = (subject: Subject, context: JudgingContext, now: Date) => readonly RuleFinding[] | Skip;

/**
 * The judging half of a rule type, all that a function which only judges carries and runs when it starts. The other half, its
 * guide in `guides/`, checks the parameters before and explains them to people; nothing here imports it.
 */
export interface RuleType<Parameters = unknown> {
  readonly type: string;
  /**
   * Done once per rule; the judgement that it returns is done for every pipeline. The parameters are those of the policy, as
   * plain JSON that the guide has checked. A method, so that types with parameters of all kinds can stand in one list.
   */
  prepare(parameters: Parameters): Judge;
}
