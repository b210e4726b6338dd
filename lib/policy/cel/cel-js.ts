import type { Environment, ParseError } from '@marcbachmann/cel-js';
import { type Admission, AdmissionError, admit } from './admission.ts';
import type { Cel, Compiled, Expression } from './expression.ts';
import { factsMaker, type ObjectType } from './values.ts';

type Engine = typeof import('@marcbachmann/cel-js');

/** Characters of an expression; what needs more is better said by several rules. */
const maximumCelLength = 1000;

const limits = { maxAstNodes: 200, maxDepth: 24, maxListElements: 50, maxMapEntries: 50, maxCallArguments: 3 };

/**
 * Steps that an expression may take; a step is some ten nanoseconds. Two loops, one in the other, over fifty tags are a tenth of
 * it.
 */
const maximumSteps = 1_000_000;

/** How many characters are compared or joined in about the time of a step. */
const charactersPerStep = 100;

/** The language by `@marcbachmann/cel-js`, cut down to what `admission.ts` admits. */
export function celJs({ Environment }: Engine): Cel {
  const maker = factsMaker();
  const environment = new Environment({ limits });
  for (const type of maker.types) environment.registerType(type.name, { ctor: type.holder, fields: fieldsOf(type) });
  environment.registerVariable('definition', 'definition').registerVariable('context', 'context');
  environment.registerVariable('operation', 'string');
  return { compile: (source) => compile(environment, source), facts: maker.facts };
}

function fieldsOf({ members }: ObjectType): Record<string, string> {
  return Object.fromEntries(members.map(({ name, celType }) => [name, celType]));
}

function compile(environment: Environment, source: string): Compiled {
  if (source.length > maximumCelLength)
    return refused(`has ${source.length} characters, at most ${maximumCelLength} are allowed`, 0);
  try {
    const parsed = environment.parse(source);
    const admission = admit(parsed.ast);
    const { valid, type, error } = parsed.check();
    if (!valid) return refused(wording(error), error?.range?.start ?? 0);
    return { ok: true, expression: expressionOf(parsed, types.get(type ?? '') ?? 'other', admission) };
  } catch (error) {
    if (error instanceof AdmissionError) return refused(error.message, error.position);
    if (isEngineError(error)) return refused(wording(error), error.range?.start ?? 0);
    throw error;
  }
}

const types: ReadonlyMap<string, Expression['type']> = new Map([
  ['bool', 'bool'],
  ['string', 'text'],
  ['int', 'whole'],
]);

function expressionOf(
  parsed: (variables: ReadonlyMap<string, unknown>) => unknown,
  type: Expression['type'],
  { nodes, nesting, needs, isConstant }: Admission,
): Expression {
  return {
    type,
    needs,
    isConstant,
    isAffordable({ longest, characters }) {
      const passes = Math.max(longest, limits.maxListElements) ** nesting;
      return nesting === 0 || passes * (nodes + characters / charactersPerStep) <= maximumSteps;
    },
    evaluate({ variables }) {
      try {
        return parsed(variables);
      } catch (error) {
        throw isEngineError(error)
          ? new Error(`${wording(error, 'cannot be evaluated')}, at character ${(error.range?.start ?? 0) + 1}`)
          : error;
      }
    },
  };
}

function refused(message: string, position: number): Compiled {
  return { ok: false, message, position };
}

/** Errors of the engine have a code and a summary beside a message of several lines. */
type EngineError = Pick<ParseError, 'code' | 'summary' | 'range'>;

function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && 'code' in error && 'summary' in error;
}

function wording(error: EngineError | undefined, otherwise = 'cannot be read'): string {
  const { code = '', summary = 'something is wrong' } = error ?? {};
  if (code === 'limit_exceeded') return `is too large: ${excess(summary)}`;
  if (code === 'no_such_overload')
    return `has an operator that does not fit its values: ${summary.replace('no such overload: ', '')}`;
  if (code === 'no_matching_overload')
    return `has a function that does not fit its values: ${/'(.*)'/.exec(summary)?.[1] ?? summary}`;
  if (code === 'no_such_key') return `reads ${summary.replace('No such key: ', '')}, which is absent; ask has(…) first`;
  if (code === 'index_out_of_bounds') return 'reads beyond the end of a list';
  return `${otherwise}: ${summary}`;
}

/** The engine names the limit: `Exceeded maxDepth (24)`. */
function excess(summary: string): string {
  if (summary.includes('maxDepth')) return `it is nested more than ${limits.maxDepth} deep`;
  if (summary.includes('maxListElements')) return `it has a list of more than ${limits.maxListElements} entries`;
  if (summary.includes('maxMapEntries')) return `it has a map of more than ${limits.maxMapEntries} entries`;
  if (summary.includes('maxCallArguments')) return `it calls a function with more than ${limits.maxCallArguments} arguments`;
  return `it has more than ${limits.maxAstNodes} parts`;
}
