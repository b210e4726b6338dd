import type { JudgingContext, Subject } from '../subject/subject.ts';

/** The expression language of rules, as the rules need it; `cel-js.ts` makes it of an engine. */
export interface Cel {
  /** Reads and type-checks an expression. Throws nothing: what is wrong is said. */
  compile(source: string): Compiled;
  /** A definition, what is to be done with it, and its circumstances as expressions see them. */
  facts(subject: Pick<Subject, 'definition' | 'operation'>, context: JudgingContext): Facts;
}

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  /** `position` counts characters of the source from 0; the message continues a sentence that names the expression. */
  | { readonly ok: false; readonly message: string; readonly position: number };

export interface Expression {
  readonly type: 'bool' | 'text' | 'whole' | 'other';
  /** Whether what it says depends on the pipeline or its circumstances at all. */
  readonly isConstant: boolean;
  /** Members of the context that it reads without asking whether they are known. */
  readonly needs: ReadonlySet<Uncertain>;
  /** Whether evaluating it is sure to end soon; lists in lists over a huge definition are not. */
  isAffordable(facts: Facts): boolean;
  /** Throws an `Error` whose message says what went wrong and where. */
  evaluate(facts: Facts): unknown;
}

/** What may not be known of a caller. */
export type Uncertain = 'team' | 'environment';

export interface Facts {
  /** What an engine evaluates with. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** Entries of the longest list or map in the definition. */
  readonly longest: number;
  /** Characters in all texts of the definition. */
  readonly characters: number;
}
