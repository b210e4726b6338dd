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

/** What a parameter may be, and how its text is read. */
export interface Parameter<Value> {
  /** In words, for who sent something else. */
  readonly expected: string;
  read(text: string): Reading<Value>;
}

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: QueryProblemCode; readonly suggestion?: string | undefined };

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
    const reading = more.length > 0 ? repeated : text === '' ? empty : parameter.read(text);
    if (reading.ok) return reading.value;
    problems.push(problemOf(name, text, parameter, reading));
    return undefined;
  });
  if (problems.length === 0) return asked;
  const detail = `${problems.map((problem) => problem.detail).join('; ')}.`;
  throw new MalformedRequest(detail, { title: 'The query cannot be read', extensions: { errors: problems } });
}

/** A whole number in digits, neither below `least` nor above `most`. */
export function wholeNumber(least: number, most: number): Parameter<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    read(text) {
      if (!/^-?\d{1,15}$/.test(text)) return { ok: false, code: 'wrong-type' };
      const value = Number(text);
      if (value < least) return { ok: false, code: 'below-minimum' };
      return value > most ? { ok: false, code: 'above-maximum' } : { ok: true, value };
    },
  };
}

/** One of several words, case included. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Parameter<Word> {
  return {
    expected: words.join(' or '),
    read(text) {
      const value = words.find((word) => word === text);
      return value === undefined ? { ok: false, code: 'unknown-value', suggestion: nearest(text, words) } : { ok: true, value };
    },
  };
}

/** A text that a pattern admits; `expected` tells the pattern in words. */
export function textLike(pattern: RegExp, expected: string): Parameter<string> {
  return {
    expected,
    read: (text) => (pattern.test(text) ? { ok: true, value: text } : { ok: false, code: 'pattern' }),
  };
}

/** Any text but the empty one. */
export const anyText: Parameter<string> = { expected: 'a text', read: (value) => ({ ok: true, value }) };

type Fault = Extract<Reading<never>, { readonly ok: false }>;

const repeated: Fault = { ok: false, code: 'repeated' };
const empty: Fault = { ok: false, code: 'empty' };

function problemOf(name: string, text: string, { expected }: Parameter<unknown>, { code, suggestion }: Fault): QueryProblem {
  const received = summaryOf(text);
  const complaint = complaints[code] ?? `must be ${expected}, but is ${received}`;
  return {
    parameter: name,
    code,
    detail: `${name} ${complaint}${adviceOf(suggestion)}`,
    expected,
    received,
    ...given(suggestion),
  };
}

const complaints: Partial<Record<QueryProblemCode, string>> = {
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
