import { quoted } from '../../text/wording.ts';
import type { JudgingContext, Subject } from '../subject/subject.ts';
import { cel } from './cel.ts';
import type { Facts } from './expression.ts';

/**
 * Whether a condition holds; `undecided` where it depends on something about the caller that is not known, or where the
 * definition has too many entries to decide it. Throws an `Error` when it cannot be evaluated.
 */
export type Condition = (subject: Subject, context: JudgingContext) => boolean | 'undecided';

/** Makes the condition of an expression that was checked when its policy was loaded. Throws `TypeError` on any other. */
export function conditionOf(source: string): Condition {
  const compiled = cel().compile(source);
  if (!compiled.ok) throw new TypeError(`${quoted(source)} ${compiled.message}`);
  const { expression } = compiled;
  return (subject, context) => {
    const facts: Facts = cel().facts(subject, context);
    if (!expression.isAffordable(facts)) return 'undecided';
    try {
      const value = expression.evaluate(facts);
      if (typeof value !== 'boolean') throw new TypeError('the condition is neither true nor false');
      return value;
    } catch (error) {
      if ([...expression.needs].some((name) => !context[name])) return 'undecided';
      throw error;
    }
  };
}
