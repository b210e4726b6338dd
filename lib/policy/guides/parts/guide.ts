import type * as v from 'valibot';
import type { JsonObject } from '../../../json/value.ts';
import type { RuleType } from '../../rules/parts/rule.ts';
import type { JudgingContext } from '../../subject/subject.ts';

/** Text of a policy with what is known of the reader filled in for placeholders. */
export type Fill = (text: string) => string;

/** What a rule says of itself, to a reader whose placeholders `fill` knows. */
export interface Explanation {
  /** One sentence: what the rule demands. */
  readonly summary: string;
  /** How to satisfy it, one sentence per demand. */
  readonly howToSatisfy: readonly string[];
  /** Members of a definition that satisfy the rule. */
  readonly example: JsonObject;
}

/** Who fills in a form: what is known of them before a pipeline has a name, and what they may leave to the organisation. */
export interface FormContext extends Omit<JudgingContext, 'name'> {
  /** Whether the policy has a default for the member at a JSON Pointer. */
  isFilledIn(pointer: string): boolean;
}

/**
 * What a rule means for one place of a definition, in keywords that JSON Schema draft-07 and 2020-12 share. A schema narrowed by
 * it refuses no definition that the rule admits.
 */
export interface Narrowing {
  /** JSON Pointer to a member of the definition; the empty one for the definition itself. */
  readonly at: string;
  /** What holds for the value, where there is one. */
  readonly schema?: JsonObject;
  /** Whether the member, and whatever holds it, has to be given. */
  readonly required?: boolean;
}

/** Schema of a mapping that has the members of `Parameters`. */
type ParametersSchema<Parameters> = v.GenericSchema<Parameters> & {
  readonly entries: v.ObjectEntries & { readonly [Name in keyof Parameters]-?: unknown };
};

/** The telling half of a rule type: what its rules may say in a policy, and what they mean to people and to forms. */
export interface RuleGuide<Parameters = unknown> {
  readonly type: string;
  /** What this type of rule is for, in one sentence. */
  readonly purpose: string;
  /** Strict schema of the parameters; everything that can be known to be wrong before judging is refused here. */
  readonly parameters: ParametersSchema<Parameters>;
  /** Every code that its findings can have, with its meaning. Codes are stable: clients switch on them. */
  readonly codes: Readonly<Record<string, string>>;
  /** Parameters that an organisation could start from; the reference of the rule types shows them. */
  readonly example: JsonObject;
  explain(parameters: Parameters, fill: Fill): Explanation;
  /** The part of the rule that a JSON Schema can say to this reader. What it cannot say is left to the judgement. */
  narrow(parameters: Parameters, context: FormContext): readonly Narrowing[];
  /** What the parameters say and can hardly mean, each as a part of a sentence about the rule. */
  warnings(parameters: Parameters): readonly string[];
}

/**
 * A guide as its file writes it; one whose rules a JSON Schema cannot say has nothing to narrow, and most have nothing to warn
 * of.
 */
type Written<Parameters> = Omit<RuleGuide<Parameters>, 'type' | 'narrow' | 'warnings'> &
  Partial<Pick<RuleGuide<Parameters>, 'narrow' | 'warnings'>>;

/** No schema for a parameter that the judging half knows nothing of, and would leave out in silence. */
interface NoOthers<Parameters, Entries> {
  readonly parameters: { readonly entries: Entries & { readonly [Name in Exclude<keyof Entries, keyof Parameters>]: never } };
}

/** Makes the guide to a rule type. The compiler sees to it that both halves mean the same parameters. */
export function defineGuide<Parameters, Entries extends v.ObjectEntries>(
  { type }: RuleType<Parameters>,
  guide: Written<NoInfer<Parameters>> & NoOthers<NoInfer<Parameters>, Entries>,
): RuleGuide {
  return { type, narrow: () => [], warnings: () => [], ...guide };
}
