import * as v from 'valibot';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { JudgingContext, Subject } from './subject.ts';

/** A step towards a pipeline that passes, as a rule means it; `fix.ts` turns steps into a patch that fits the request. */
export type Change = { readonly set: string; readonly to: JsonValue } | { readonly remove: string };

/** A finding as a rule type makes it; the engine adds what the policy knows. */
export interface RuleFinding {
  /** One of the codes that the rule type lists. */
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
  /** `null` where nothing is given. */
  readonly actual: JsonValue;
  readonly expected: JsonValue;
  /** Only where it is certain to put this finding right. */
  readonly changes?: readonly Change[];
}

/** Why a rule has nothing to judge, for example `the pipeline has no schedule expression`. */
export interface Skip {
  readonly skip: string;
}

/** What a rule says of a pipeline: what is wrong (nothing: it passes), or why it does not apply. Pure; may throw, which refuses. */
export type Judgement = (subject: Subject, context: JudgingContext, now: Date) => readonly RuleFinding[] | Skip;

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
 * What a rule means for one place of a definition, in keywords that JSON Schema draft-07 and 2020-12 share. A schema narrowed by it
 * refuses no definition that the rule admits.
 */
export interface Narrowing {
  /** JSON Pointer to a member of the definition; the empty one for the definition itself. */
  readonly at: string;
  /** What holds for the value, where there is one. */
  readonly schema?: JsonObject;
  /** Whether the member, and whatever holds it, has to be given. */
  readonly required?: boolean;
}

/** Schema of a mapping whose members are known. */
type ParametersSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/** A rule type as its file writes it. */
export interface RuleTypeDefinition<Schema extends ParametersSchema> {
  readonly type: string;
  /** What this type of rule is for, in one sentence. */
  readonly purpose: string;
  /** Strict schema of the parameters; everything that can be known to be wrong before judging is refused here. */
  readonly parameters: Schema;
  /** Every code that its findings can have, with its meaning. Codes are stable: clients switch on them. */
  readonly codes: Readonly<Record<string, string>>;
  /** Parameters that an organisation could start from; the reference of the rule types shows them. */
  readonly example: JsonObject;
  /** Done once per rule; the judgement that it returns is done for every pipeline. */
  prepare(parameters: v.InferOutput<Schema>): Judgement;
  explain(parameters: v.InferOutput<Schema>, fill: Fill): Explanation;
  /** The part of the rule that a JSON Schema can say to this reader. What it cannot say is left to the judgement. */
  narrow?(parameters: v.InferOutput<Schema>, context: FormContext): readonly Narrowing[];
}

/** A rule type as everybody else sees it: parameters of any type go in, and are parsed on the way. */
export interface RuleType {
  readonly type: string;
  readonly purpose: string;
  readonly parameters: ParametersSchema;
  readonly codes: Readonly<Record<string, string>>;
  readonly example: JsonObject;
  /** Throws when the parameters are wrong. */
  prepare(parameters: unknown): PreparedRule;
}

/** One rule, ready to judge and to explain itself. */
export interface PreparedRule {
  readonly judge: Judgement;
  explain(fill: Fill): Explanation;
  narrow(context: FormContext): readonly Narrowing[];
}

/** Hides what type the parameters have, so that rule types of all kinds can stand in one list. */
export function defineRuleType<Schema extends ParametersSchema>(definition: RuleTypeDefinition<Schema>): RuleType {
  const { type, purpose, parameters: schema, codes, example } = definition;
  return {
    type,
    purpose,
    parameters: schema,
    codes,
    example,
    prepare(raw) {
      const parameters = v.parse(schema, raw);
      return {
        judge: definition.prepare(parameters),
        explain: (fill) => definition.explain(parameters, fill),
        narrow: (context) => definition.narrow?.(parameters, context) ?? [],
      };
    },
  };
}
