import { applyPatch } from '../../json/patch.ts';
import { isObject } from '../../json/value.ts';
import type { Fix } from '../../policy/verdict.ts';
import { ValidationFailed } from '../../problem/errors.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from './definition.ts';

/** The definition in a body. Throws `ValidationFailed` with every problem of its shape. */
export function requireDefinition(body: unknown): Definition {
  const parsed = parseDefinition(body);
  if (parsed.ok) return parsed.definition;
  throw invalidDefinition(body, parsed.problems);
}

/** The refusal of a definition for its problems. A note is a sentence of its own behind them. */
export function invalidDefinition(body: unknown, problems: readonly DefinitionProblem[], note?: string): ValidationFailed {
  const count = problems.length;
  const found = problems.map((problem) => problem.detail).join('; ');
  return new ValidationFailed(note === undefined ? found : `${found}. ${note}`, {
    title: `The definition has ${count} ${count === 1 ? 'problem' : 'problems'}`,
    extensions: { errors: problems, fix: shapeFix(body, problems) },
  });
}

/**
 * The certain fixes of all problems as one patch, tried before it is offered: `verified` means that the patched definition has
 * the right shape. `null` where the body is no object, so that nothing can be patched.
 */
export function shapeFix(body: unknown, problems: readonly DefinitionProblem[]): Fix | null {
  if (!isObject(body)) return null;
  const patch = problems.flatMap((problem) => problem.fix ?? []);
  const needsInput = problems.filter((problem) => problem.fix === undefined).map((problem) => problem.pointer);
  const patched = applyPatch(body, patch);
  return { patch, verified: needsInput.length === 0 && patched !== undefined && parseDefinition(patched).ok, needsInput };
}
