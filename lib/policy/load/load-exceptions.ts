import * as v from 'valibot';
import { shapeProblems } from '../../file/schema-problems.ts';
import { byPosition, type FileProblem, type PlacedProblem, readYaml } from '../../file/yaml-source.ts';
import { isObject, type JsonValue } from '../../json/value.ts';
import { nearest } from '../../text/spelling.ts';
import { quoted } from '../../text/wording.ts';
import { type ExceptionDocument, endOfException } from '../exceptions.ts';
import type { RuleDocument } from '../policy.ts';
import { exceptionSchema } from '../schemas/exception-schema.ts';
import { judgedShapeAt } from '../subject/judged-shape.ts';

export type LoadExceptionsResult =
  | {
      readonly ok: true;
      readonly document: readonly ExceptionDocument[];
      /** Those that have ended: judging ends them by itself, so that they are no reason to refuse the rest. */
      readonly ended: readonly FileProblem[];
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** What exceptions have to fit. */
export interface ExceptionContext {
  /** The rules of the policy; `undefined` where it cannot be read, so that nothing is said about rules. */
  readonly rules: readonly Pick<RuleDocument, 'id' | 'exceptions'>[] | undefined;
  /** Ids of rules that are those of another policy, which has exceptions of its own. */
  readonly foreign?: readonly string[] | undefined;
  /** Names of the teams; `undefined` where they are not known. */
  readonly teams: readonly string[] | undefined;
  /** An exception that has ended by then is told. */
  readonly now: Date;
}

/**
 * Reads `exceptions.yaml`, or says everything that is wrong with it at once, in the order of the file. Never throws on a bad
 * file. A file with nothing but comments holds no exceptions.
 */
export function loadExceptions(text: string, file: string, surroundings: ExceptionContext): LoadExceptionsResult {
  if (text.split('\n').every((line) => /^\ufeff?\s*(?:#.*)?$/.test(line))) return { ok: true, document: [], ended: [] };
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value, problemAt } = read.source;
  const exceptions: readonly unknown[] = Array.isArray(value) ? value : [];
  const messages = [
    ...shapeProblems(v.array(exceptionSchema), value),
    ...repeatedIds(exceptions),
    ...exceptions.flatMap((exception, index) => (isObject(exception) ? problemsOfException(exception, index, surroundings) : [])),
  ];
  if (messages.length > 0) return { ok: false, problems: messages.map(problemAt).sort(byPosition) };
  const document = value as readonly ExceptionDocument[]; // just checked, member by member
  return { ok: true, document, ended: endings(document, surroundings.now).map(problemAt).sort(byPosition) };
}

type Written = Readonly<Record<string, unknown>>;

function repeatedIds(exceptions: readonly unknown[]): readonly PlacedProblem[] {
  const ids = exceptions.map((exception) => (isObject(exception) ? exception['id'] : undefined));
  return ids.flatMap((id, index) => {
    const first = typeof id === 'string' ? ids.indexOf(id) : index;
    return first < index
      ? [{ path: [index, 'id'], message: `the id ${quoted(String(id))} is that of exception ${first + 1} already` }]
      : [];
  });
}

function problemsOfException(
  exception: Written,
  index: number,
  { rules, foreign, teams }: ExceptionContext,
): readonly PlacedProblem[] {
  return [
    ...(rules === undefined ? [] : ruleProblems(exception, index, rules, foreign)),
    ...(teams === undefined ? [] : teamProblems(exception, index, teams)),
    ...placeProblems(exception, index),
  ];
}

function ruleProblems(
  exception: Written,
  index: number,
  rules: NonNullable<ExceptionContext['rules']>,
  foreign: ExceptionContext['foreign'] = [],
): readonly PlacedProblem[] {
  const named: readonly unknown[] = Array.isArray(exception['rules']) ? exception['rules'] : [];
  return named.flatMap((name, place): readonly PlacedProblem[] => {
    if (typeof name !== 'string') return [];
    const path = [index, 'rules', place];
    const rule = rules.find(({ id }) => id === name);
    if (rule === undefined)
      return [
        {
          path,
          ...unknown(
            'rule',
            name,
            rules.map(({ id }) => id),
          ),
        },
      ];
    if (foreign.includes(name))
      return [{ path, message: `the rule ${name} is that of the policy that this one extends, and so are exceptions from it` }];
    return rule.exceptions === 'none' ? [{ path, message: `the rule ${name} admits no exceptions` }] : [];
  });
}

function teamProblems({ team }: Written, index: number, teams: readonly string[]): readonly PlacedProblem[] {
  return typeof team !== 'string' || teams.includes(team) ? [] : [{ path: [index, 'team'], ...unknown('team', team, teams) }];
}

function unknown(kind: string, name: string, known: readonly string[]): { message: string; suggestion: string | undefined } {
  const suggestion = nearest(name, known);
  const rest = suggestion === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean ${suggestion}?`;
  return { message: `unknown ${kind} ${quoted(name)}; ${rest}`, suggestion };
}

/** A place that no definition has, or a value that never stands there, would make an exception that never helps. */
function placeProblems({ admits }: Written, index: number): readonly PlacedProblem[] {
  if (!isObject(admits)) return [];
  return Object.entries(admits).flatMap(([pointer, values]): readonly PlacedProblem[] => {
    if (!pointer.startsWith('/')) return [];
    const shape = judgedShapeAt(pointer);
    if (typeof shape === 'object' && 'problem' in shape)
      return [{ path: [index, 'admits', pointer], message: shape.problem, onKey: true }];
    const wanted = typeof shape === 'string' ? kinds[shape] : undefined;
    const listed: readonly JsonValue[] = Array.isArray(values) ? values : [];
    return listed.flatMap((value, place) =>
      wanted === undefined || value === null || typeof value === wanted.type
        ? []
        : [{ path: [index, 'admits', pointer, place], message: `can never be there: the value is ${wanted.words}` }],
    );
  });
}

const kinds = {
  text: { type: 'string', words: 'a text' },
  whole: { type: 'number', words: 'a whole number, written without quotes' },
  flag: { type: 'boolean', words: 'true or false, written without quotes' },
  map: { type: 'object', words: 'a mapping' },
} as const;

function endings(exceptions: readonly ExceptionDocument[], now: Date): readonly PlacedProblem[] {
  return exceptions.flatMap((exception, index) => {
    if (now.getTime() < endOfException(exception)) return [];
    const message = `ended on ${exception.until}, at 24:00 UTC: remove the exception, or have a later day approved`;
    return [{ path: [index, 'until'], message }];
  });
}
