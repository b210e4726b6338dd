import * as v from 'valibot';
import { judgedShapeAt } from '../subject/judged-shape.ts';
import { cel } from './cel.ts';
import { isPointer, sourceOf } from './message.ts';

/** Bounds of a message: its own characters, and how many values it quotes; each of those is cut as `quoted` cuts it. */
const maximumMessageLength = 300;
const maximumQuotes = 5;

/** A message that quotes values: `the pipeline is called {definition.name}`, by an expression or by a pointer. */
export const messageSchema = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.maxLength(maximumMessageLength, `may have at most ${maximumMessageLength} characters`),
  v.check((text) => !/\p{Cc}/u.test(text), 'must be one line, without control characters'),
  v.check((text) => quotesOf(text).length <= maximumQuotes, `may quote at most ${maximumQuotes} values`),
  v.check((text) => !/[{}]/.test(text.replaceAll(quote, '')), 'has an unmatched brace; braces go around what is quoted'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    for (const { written, problem } of quotesOf(dataset.value).map(quoteProblem)) {
      if (problem !== undefined) addIssue({ message: `quotes {${written}}, which ${problem}` });
    }
  }),
);

const quote = /\{[^{}]*\}/g;

function quotesOf(text: string): readonly string[] {
  return Array.from(text.matchAll(quote), ([braced]) => braced.slice(1, -1));
}

function quoteProblem(written: string): { readonly written: string; readonly problem: string | undefined } {
  return { written, problem: isPointer(written) ? pointerProblem(written) : sourceProblem(written) };
}

function pointerProblem(pointer: string): string | undefined {
  const shape = judgedShapeAt(pointer);
  if (typeof shape === 'string' && shape !== 'map') return undefined;
  return typeof shape === 'object' && 'problem' in shape ? shape.problem : 'points to many values; quote one of them';
}

function sourceProblem(written: string): string | undefined {
  const compiled = cel().compile(sourceOf(written));
  if (!compiled.ok) return `${compiled.message} (character ${compiled.position + 1})`;
  return compiled.expression.type === 'other' ? 'is not a text, a number, true or false; quote one value' : undefined;
}
