import { valueAt } from '../../json/pointer.ts';
import { quoted } from '../../text/wording.ts';
import type { Subject } from '../subject/subject.ts';
import { placeholders } from '../subject/template.ts';
import { cel } from './cel.ts';
import type { Facts } from './expression.ts';

/** Makes the function that tells a message, the values of this pipeline in the place of what is in braces. */
export function prepareMessage(text: string): (subject: Subject, facts: Facts) => string {
  const parts = text.replace(/\.$/, '').split(/(\{[^{}]*\})/);
  const tellers = parts.map((part) => (part.startsWith('{') ? quoter(part.slice(1, -1)) : () => part));
  return (subject, facts) => tellers.map((tell) => tell(subject, facts)).join('');
}

function quoter(written: string): (subject: Subject, facts: Facts) => string {
  if (isPointer(written)) return ({ definition }) => shown(valueAt(definition, written));
  const compiled = cel().compile(sourceOf(written));
  if (!compiled.ok) throw new TypeError(`the message quotes {${written}}, which ${compiled.message}`);
  const { expression } = compiled;
  return (_, facts) => {
    try {
      return shown(expression.isAffordable(facts) ? expression.evaluate(facts) : undefined);
    } catch {
      return shown(undefined); // what is not there cannot be quoted; that the rule is broken holds all the same
    }
  };
}

/** Whether what stands in braces is a JSON Pointer; otherwise it is an expression. */
export function isPointer(written: string): boolean {
  return written.startsWith('/');
}

/** The expression that is meant: `{team}` is here what it is in every rule. */
export function sourceOf(written: string): string {
  return placeholders.some((name) => name === written) ? `context.${written}` : written;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? quoted(value) : String(value);
}
