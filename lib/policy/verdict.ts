import type { PatchOperation } from '../json/patch.ts';
import type { JsonValue } from '../json/value.ts';
import type { Origin } from './subject/subject.ts';

/** `enforce` refuses, `warn` lets pass and tells the caller, `audit` lets pass and only records. */
export type Level = 'enforce' | 'warn' | 'audit';

/** One broken rule at one place. */
export interface Finding {
  /** The rule's id in the policy, and its type. */
  readonly rule: string;
  readonly type: string;
  readonly level: Level;
  /** Which part of the rule set the level, for example `enforce` or `before 2027-01-15`. */
  readonly levelFrom: string;
  /** Stable machine code of the rule type, for example `missing` or `above-maximum`. */
  readonly code: string;
  /** JSON Pointer into the definition; in what concerns an execution, into the body of its start. */
  readonly pointer: string;
  /** Where the start of an execution is judged: whether this is about the body, or about the pipeline as it stands. */
  readonly concerns?: 'execution' | 'pipeline';
  /** One sentence, made by the rule type from the values; begins in lower case and has no full stop, so that it can be joined. */
  readonly message: string;
  readonly actual: JsonValue;
  readonly expected: JsonValue;
  readonly origin: Origin;
  /** What the rule's owner advises. */
  readonly remedy?: string;
  /** Where the rule is explained. */
  readonly docs: string;
  /** A patch that is certain to put this finding right. */
  readonly fix?: readonly PatchOperation[];
  /** Hash of rule and pointer, not of the value: the same finding keeps it while the value changes. */
  readonly fingerprint: string;
}

/** A finding that does not count, because an exception admits what it is about. */
export interface ExceptedFinding extends Finding {
  /** `until`: the last day on which the exception holds, in UTC. */
  readonly exception: { readonly id: string; readonly until: string; readonly ticket: string };
}

/** What an exception did that holds for this pipeline. With no findings nothing needed it. */
export interface ExceptionOutcome {
  readonly exception: string;
  /** How many findings it admitted. */
  readonly findings: number;
}

/** All certain fixes together. */
export interface Fix {
  readonly patch: readonly PatchOperation[];
  /** Whether the patched definition was judged again and passed. */
  readonly verified: boolean;
  /** Pointers that only a person can fill. */
  readonly needsInput: readonly string[];
}

/** What one rule had to say. */
export type RuleOutcome =
  | { readonly rule: string; readonly outcome: 'pass' }
  | { readonly rule: string; readonly outcome: 'skip'; readonly reason: string }
  | { readonly rule: string; readonly outcome: 'findings'; readonly count: number }
  /**
   * The rule threw. It counts as the rule's level does, and at `enforce` this refuses: a gate that opens when it breaks is no
   * gate.
   */
  | RuleError;

/** A rule that could not be evaluated. */
export interface RuleError {
  readonly rule: string;
  readonly outcome: 'error';
  readonly level: Level;
  /** Which part of the rule set the level. */
  readonly levelFrom: string;
  /** What was thrown, in words; they may quote the rule. */
  readonly reason: string;
}

/** Whether a rule broke that refuses what it cannot judge. */
export function isRefusal(outcome: RuleOutcome): outcome is RuleError {
  return outcome.outcome === 'error' && outcome.level === 'enforce';
}

/** What the rules say of a pipeline. */
export interface Verdict {
  /** `error` when an enforced rule could not be evaluated; nobody may treat it as a pass. */
  readonly decision: 'allow' | 'deny' | 'error';
  /** Findings at level `enforce`, in the order of rules, then pointers. */
  readonly violations: readonly Finding[];
  /** Findings at level `warn`. */
  readonly advisories: readonly Finding[];
  /** Findings at level `audit`: for the log only. */
  readonly recorded: readonly Finding[];
  /** Findings, of the levels `enforce` and `warn`, that an exception admits which has not ended. */
  readonly excepted: readonly ExceptedFinding[];
  readonly outcomes: readonly RuleOutcome[];
  /** Every exception that holds for this pipeline, in the order of ids. */
  readonly exceptions: readonly ExceptionOutcome[];
  /** `null` when no violation was found, or no fix was asked for. */
  readonly fix: Fix | null;
}
