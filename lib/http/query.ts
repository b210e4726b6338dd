import * as v from 'valibot';
import { shortened, summaryOf } from '../pipeline/definition/definition-problem.ts';
import { MalformedRequest } from '../problem/errors.ts';
import { nearest } from '../text/spelling.ts';
import type { Inbound } from './inbound.ts';

/** One thing that is wrong with the query of a request. */
export interface QueryProblem {
  readonly parameter: string;
  /** Stable; the sentence beside it is not. */
  readonly code: QueryProblemCode;
  /** One sentence without a full stop, so that it can be joined. */
  readonly detail: string;
  /** What is right here, in words. */
  readonly expected: string;
  readonly received: string;
  /** The name or value that was probably meant. */
  readonly suggestion?: string;
}

export type QueryProblemCode =
  | 'unknown-parameter'
  | 'repeated'
  | 'empty'
  | 'wrong-type'
  | 'below-minimum'
  | 'above-maximum'
  | 'unknown-value'
  | 'pattern';

/** What a parameter may be. */
export interface Parameter<Value> {
  /** In words, for who sent something else. */
  readonly expected: string;
  /** Reads its text, which is not empty; the messages of its issues are codes. */
  readonly schema: v.GenericSchema<string, Value>;
  /** The values that there are, where they can be counted. */
  readonly words?: readonly string[];
}

/**
 * Takes one parameter of the query. `undefined` when it is absent, and when it is wrong, which is reported once all are taken.
 */
export type Take = <Value>(name: string, parameter: Parameter<Value>) => Value | undefined;

/**
 * Reads the query of a request: `use` takes the parameters and makes of them what the route needs. Throws `MalformedRequest` with
 * every problem at once in `errors`.
 * @param known Names of the parameters that the route has.
 */
export function readQuery<Asked>(query: Inbound['query'], known: readonly string[], use: (take: Take) => Asked): Asked {
  const problems = Object.keys(query)
    .filter((name) => !known.includes(name))
    .map((name) => unknownParameter(name, known));
  const asked = use((name, parameter) => {
    const [text, ...more] = (Object.hasOwn(query, name) ? query[name] : undefined) ?? [];
    if (text === undefined) return undefined;
    const reading = v.safeParse(parameter.schema, text, { abortPipeEarly: true });
    if (more.length === 0 && text !== '' && reading.success) return reading.output;
    const code = more.length > 0 ? 'repeated' : text === '' ? 'empty' : codeOf(reading.issues);
    problems.push(problemOf(name, text, parameter, code));
    return undefined;
  });
  if (problems.length === 0) return asked;
  const detail = `${problems.map((problem) => problem.detail).join('; ')}.`;
  throw new MalformedRequest(detail, { title: 'The query cannot be read', extensions: { errors: problems } });
}

const code = (name: QueryProblemCode) => name;

/** A whole number in digits, neither below `minimum` nor above `maximum`. */
export function wholeNumber(minimum: number, maximum: number): Parameter<number> {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    schema: v.pipe(
      v.string(),
      v.regex(/^-?\d{1,15}$/, code('wrong-type')),
      v.transform(Number),
      v.minValue(minimum, code('below-minimum')),
      v.maxValue(maximum, code('above-maximum')),
    ),
  };
}

/** One of several words, case included. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Parameter<Word> {
  return { expected: words.join(' or '), schema: v.picklist(words, code('unknown-value')), words };
}

/** A text that a pattern admits; `expected` tells the pattern in words. */
export function textLike(pattern: RegExp, expected: string): Parameter<string> {
  return { expected, schema: v.pipe(v.string(), v.regex(pattern, code('pattern'))) };
}

/** Any text but the empty one. */
export const anyText: Parameter<string> = { expected: 'a text', schema: v.string() };

/** Every schema above says its code in its messages. */
function codeOf(issues: readonly { readonly message: string }[] | undefined): QueryProblemCode {
  return (issues?.[0]?.message ?? 'pattern') as QueryProblemCode;
}

function problemOf(
  name: string,
  text: string,
  { expected, words = [] }: Parameter<unknown>,
  code: QueryProblemCode,
): QueryProblem {
  const received = summaryOf(text);
  const suggestion = code === 'unknown-value' ? nearest(text, words) : undefined;
  const wrong = inOwnWords[code] ?? `must be ${expected}, but is ${received}`;
  return { parameter: name, code, detail: `${name} ${wrong}${adviceOf(suggestion)}`, expected, received, ...given(suggestion) };
}

const inOwnWords: Partial<Record<QueryProblemCode, string>> = {
  repeated: 'is given more than once: give it once',
  empty: 'is empty: leave it out',
};

function unknownParameter(name: string, known: readonly string[]): QueryProblem {
  const suggestion = nearest(name, known);
  return {
    parameter: shortened(name),
    code: 'unknown-parameter',
    detail: `there is no parameter ${summaryOf(name)} here${adviceOf(suggestion)}`,
    expected: known.length === 0 ? 'no parameter' : `one of ${known.join(', ')}`,
    received: summaryOf(name),
    ...given(suggestion),
  };
}

function adviceOf(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `: perhaps ${suggestion} is meant`;
}

function given(suggestion: string | undefined): { suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion };
}
