import * as v from 'valibot';
import { cel } from './cel.ts';
import type { Compiled } from './expression.ts';

/** An expression that has to be true or false, and that depends on the pipeline or its circumstances. */
export const conditionSchema = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    const message = problemWith(cel().compile(dataset.value));
    if (message !== undefined) addIssue({ message });
  }),
);

function problemWith(compiled: Compiled): string | undefined {
  if (!compiled.ok) return `${compiled.message} (character ${compiled.position + 1})`;
  if (compiled.expression.type !== 'bool')
    return 'must be true or false, but is another value: compare it with what it should be';
  return compiled.expression.isConstant
    ? 'does not depend on definition or context, so it would be the same for every pipeline'
    : undefined;
}
