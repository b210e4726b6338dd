import * as v from 'valibot';
import { exampleOfPattern } from './examples.ts';
import { patternProblemInWords } from './messages.ts';
import { PatternError } from './syntax.ts';

/** A pattern that the engine supports and that something visible can match. */
export const patternSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const message = problemWith(dataset.value);
    if (message !== undefined) addIssue({ message });
  }),
);

function problemWith(source: string): string | undefined {
  try {
    return exampleOfPattern(source) === undefined ? 'can never match: only blank text would match' : undefined;
  } catch (error) {
    if (error instanceof PatternError)
      return `is not a usable pattern, at character ${error.position + 1}: ${patternProblemInWords(error)}`;
    throw error;
  }
}
