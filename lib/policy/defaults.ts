import { applyPatch } from '../json/patch.ts';
import { fromPointer, toPointer, valueAt } from '../json/pointer.ts';
import { isObject, type JsonValue } from '../json/value.ts';
import { maximumTags } from '../service-limits.ts';
import { patchFor } from './fix.ts';
import type { JudgingContext } from './subject/subject.ts';
import { type Filled, fillText, templateOf } from './subject/template.ts';

/** What the organisation fills in where a definition says nothing. */
export interface DefaultDocument {
  /** JSON Pointer to the member that gets the value. */
  readonly at: string;
  /** Any JSON; its texts may have placeholders. */
  readonly value: JsonValue;
  /** JSON Pointer to a member that must be there; without it, the default is for every pipeline. */
  readonly when?: string | undefined;
}

/** A default that was filled in. */
export interface Defaulted {
  readonly pointer: string;
  readonly value: JsonValue;
}

/** A default ready to be filled in. */
export interface Default extends Pick<DefaultDocument, 'at' | 'when'> {
  valueFor(context: JudgingContext): Filled<JsonValue>;
}

export function prepareDefaults(documents: readonly DefaultDocument[]): readonly Default[] {
  return documents.map(({ at, when, value }) => ({ at, when, valueFor: valueFiller(value) }));
}

/**
 * Fills in what a definition lacks, in the order of the policy, and says what. Nothing that is there is changed. A default is
 * left out where a placeholder has no value, where `isMeant` says that the member is to be absent, and where a map of tags is
 * full: the rules then judge what is there without it.
 */
export function applyDefaults<Definition extends object>(
  defaults: readonly Default[],
  definition: Definition,
  context: JudgingContext,
  isMeant: (pointer: string) => boolean = () => false,
): { readonly definition: Definition; readonly defaulted: readonly Defaulted[] } {
  const defaulted: Defaulted[] = [];
  let filled: unknown = definition;
  for (const { at, when, valueFor } of defaults) {
    const applies = valueAt(filled, at) === undefined && (when === undefined || valueAt(filled, when) !== undefined);
    if (!applies || isMeant(at) || !hasRoom(filled, at)) continue;
    const found = valueFor(context);
    if ('unknown' in found) continue;
    filled = applyPatch(filled, patchFor(filled, [{ set: at, to: found.value }]));
    defaulted.push({ pointer: at, value: found.value });
  }
  // Loading has made sure that every default has the type of its member.
  return { definition: filled as Definition, defaulted };
}

function hasRoom(definition: unknown, at: string): boolean {
  const [member = '', ...rest] = fromPointer(at);
  if (rest.length === 0 || !/^(?:tags|imageTags)$/.test(member)) return true;
  const tags = valueAt(definition, toPointer([member]));
  return !isObject(tags) || Object.keys(tags).length < maximumTags;
}

function valueFiller(value: JsonValue): (context: JudgingContext) => Filled<JsonValue> {
  if (typeof value === 'string') {
    const template = templateOf(value);
    return (context) => fillText(template, context);
  }
  if (Array.isArray(value)) return inAll(value.map(valueFiller), (items) => items);
  if (!isObject(value)) return () => ({ value });
  const names = Object.keys(value);
  const members = Object.values(value).map((member) => valueFiller(member ?? null));
  return inAll(members, (items) => Object.fromEntries(items.map((item, index) => [names[index], item])));
}

type Filler = (context: JudgingContext) => Filled<JsonValue>;

function inAll(fillers: readonly Filler[], combine: (values: readonly JsonValue[]) => JsonValue): Filler {
  return (context) => {
    const values: JsonValue[] = [];
    for (const fill of fillers) {
      const filled = fill(context);
      if ('unknown' in filled) return filled;
      values.push(filled.value);
    }
    return { value: combine(values) };
  };
}
