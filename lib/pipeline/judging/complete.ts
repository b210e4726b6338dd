import { canonicalJson } from '../../json/canonical.ts';
import { isWithin, valueAt } from '../../json/pointer.ts';
import type { Defaulted } from '../../policy/defaults.ts';
import type { Origin, Standing, Subject } from '../../policy/subject/subject.ts';
import { withAwsDefaults } from '../definition/aws-defaults.ts';
import { type Definition, parseDefinition } from '../definition/definition.ts';

/** A definition with its defaults filled in. */
export interface CompletedDefinition {
  /** What is written: the request with the policy's defaults, and with the values that Image Builder would store and show. */
  readonly resulting: Definition;
  /** What the policy filled in. */
  readonly defaulted: readonly Defaulted[];
  /** What is judged: also the values that it would use without showing them. */
  readonly subject: Subject;
}

/**
 * Fills in what the policy has for an absent member, then what Image Builder takes for it. Whatever is no default has the origin
 * that `statedOrigin` gives it.
 */
export function completeDefinition(
  definition: Definition,
  statedOrigin: OriginOf = allRequested,
  surroundings: CompletionSources = {},
): CompletedDefinition {
  const { definition: filled, defaulted } = surroundings.fillIn?.(definition) ?? { definition, defaulted: [] };
  const { stored, judged, isAssumed } = withAwsDefaults(filled);
  const originOf: OriginOf = (pointer) => {
    if (isAssumed(pointer)) return 'aws-default';
    return defaulted.some((each) => isWithin(each.pointer, pointer)) ? 'policy-default' : statedOrigin(pointer);
  };
  const revised = (sent: unknown): Subject | undefined => {
    const parsed = parseDefinition(sent);
    if (!parsed.ok) return undefined;
    return completeDefinition(parsed.definition, whereUntouched(definition, parsed.definition, statedOrigin), surroundings)
      .subject;
  };
  return {
    resulting: stored,
    defaulted,
    subject: { operation: 'write', definition: judged, originOf, sent: definition, revised, existing: surroundings.existing },
  };
}

/** What a definition meets on its way besides itself. */
export interface CompletionSources {
  /** Fills in the policy's defaults, which come before those of Image Builder. */
  readonly fillIn?: (definition: Definition) => { readonly definition: Definition; readonly defaulted: readonly Defaulted[] };
  /** The pipeline as it stands, where the definition changes one. */
  readonly existing?: Standing | undefined;
}

/** What is otherwise than before was asked for. */
function whereUntouched(before: Definition, after: Definition, originOf: OriginOf): OriginOf {
  const isSame = (pointer: string) => canonicalJson(valueAt(before, pointer)) === canonicalJson(valueAt(after, pointer));
  return (pointer) => (isSame(pointer) ? originOf(pointer) : 'request');
}

/** The origin of the value at a JSON Pointer into a definition, or of its absence. */
export type OriginOf = (pointer: string) => Origin;

/** Origins in a definition that was sent whole. */
export const allRequested: OriginOf = () => 'request';
