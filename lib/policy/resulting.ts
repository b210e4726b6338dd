import { toPointer, valueAt } from '../json/pointer.ts';
import { isObject } from '../json/value.ts';
import type { JudgedDefinition, Subject } from './subject.ts';

/**
 * What the caller sent, as far as it can be told from the subject: its definition without the values that are there by default. An
 * object counts as sent when something in it was.
 */
export function sentPart(subject: Subject): unknown {
  return part(subject.definition, '', (pointer) => !isDefault(subject, pointer)) ?? {};
}

/** The subject that would result if the caller had sent this instead; the defaults are those of the original subject. */
export function subjectOf(sent: unknown, original: Subject): Subject {
  const defaults = part(original.definition, '', (pointer) => isDefault(original, pointer)) ?? {};
  return {
    // A patched definition keeps its shape: rules set members that a definition has, to values of their type.
    definition: overlaid(defaults, sent) as JudgedDefinition,
    originOf: (pointer) => {
      const origin = original.originOf(pointer);
      return isDefault(original, pointer) && valueAt(sent, pointer) !== undefined ? 'request' : origin;
    },
  };
}

function isDefault(subject: Subject, pointer: string): boolean {
  const origin = subject.originOf(pointer);
  return origin === 'aws-default' || origin === 'policy-default';
}

/** The members whose values are wanted, decided value by value; lists are values. `undefined` when nothing is left. */
function part(value: unknown, pointer: string, isWanted: (pointer: string) => boolean): unknown {
  if (!isObject(value)) return value !== undefined && isWanted(pointer) ? value : undefined;
  const members = Object.entries(value)
    .map(([name, member]) => [name, part(member, pointer + toPointer([name]), isWanted)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function overlaid(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above === undefined ? below : above;
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(Array.from(names, (name) => [name, overlaid(own(below, name), own(above, name))]));
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
