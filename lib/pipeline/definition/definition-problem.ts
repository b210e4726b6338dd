import type { PatchOperation } from '../../json/patch.ts';
import type { JsonValue } from '../../json/value.ts';
import { isObject } from '../../json/value.ts';

/** Machine codes of the problems that a definition can have. They are stable; the sentences beside them are not. */
export type DefinitionProblemCode =
  | 'missing'
  | 'empty'
  | 'null-member'
  | 'wrong-type'
  | 'unknown-member'
  | 'unknown-value'
  | 'pattern'
  | 'too-short'
  | 'too-long'
  | 'too-many'
  | 'below-minimum'
  | 'above-maximum'
  | 'invalid-schedule'
  | 'invalid-timezone'
  | 'invalid-tag-key'
  | 'reserved-tag-key'
  | 'managed-workflow-version'
  | 'both-recipes'
  | 'other-name'
  | 'owner-look-alike'
  | 'other-owner'
  | 'unchangeable'
  | 'unknown-setting'
  | 'more-problems';

/** One thing that is wrong with the shape of a definition. */
export interface DefinitionProblem {
  /** JSON Pointer into the definition as it was sent. */
  readonly pointer: string;
  readonly code: DefinitionProblemCode;
  /** One sentence; begins in lower case where no name begins it, and has no full stop, so that it can be joined. */
  readonly detail: string;
  /** What is right at this place, in words. */
  readonly expected: string;
  /** What stood there: a scalar as JSON, cut when long; the size of an object or list; `nothing`. */
  readonly received: string;
  /** The value, or for an unknown member the name, that was probably meant. */
  readonly suggestion?: JsonValue;
  /**
   * A patch of the definition as it was sent that is certain to remove this problem. Empty where the patch of a misspelt member
   * around it does so already; absent where only a person can know. All patches of one definition can be applied together.
   */
  readonly fix?: readonly PatchOperation[];
  /** `existing` where a write is refused for what stands in the pipeline already; absent where the request brought it in. */
  readonly origin?: 'existing';
}

/** A problem that is found but not yet put in words: of a hostile body with thousands of them, only the listed ones are. */
export interface UnwordedProblem {
  readonly pointer: string;
  describe(): DefinitionProblem;
}

/** A value in at most some 80 characters, whatever was sent. */
export function summaryOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return `a list with ${counted(value.length, 'item')}`;
  if (isObject(value)) return `an object with ${counted(Object.keys(value).length, 'member')}`;
  return String(value);
}

/** The first 80 characters of a text. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
