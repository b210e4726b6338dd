import { matchesWildcard } from '../../../lib/text/wildcard.ts';
import type { PlannedFailure } from '../runs/plan.ts';
import type { ArmedFault } from './fault.ts';

/** Runs that are to fail: those of the pipelines that a wildcard means. */
export interface FailureRule extends PlannedFailure {
  readonly pipeline: string;
  /** How many runs it meets; without it, every one. */
  readonly count?: number | undefined;
}

/** What tests and users have ordered, beside what the service would do by itself. Lives as long as the process. */
export interface Orders {
  readonly failures: FailureRule[];
  readonly faults: ArmedFault[];
  /** How often each operation was called. */
  readonly calls: Map<string, number>;
}

export function noOrders(): Orders {
  return { failures: [], faults: [], calls: new Map() };
}

/** Whether a wildcard means a pipeline: by its name as it was typed, or as it stands in its ARN. */
export function means(pattern: string, pipeline: { readonly arn: string; readonly name: string }): boolean {
  return matchesWildcard(pattern, pipeline.name) || matchesWildcard(pattern, pipeline.arn.replace(/^.*\//, ''));
}

export interface TakenFailure extends PlannedFailure {
  /** Lets the rule meet another run in place of this one, which has not come about. */
  readonly giveBack: () => void;
}

/** The failure that the next run of a pipeline is to meet, which is used up by it. The oldest rule counts. */
export function takeFailure(
  { failures }: Orders,
  pipeline: { readonly arn: string; readonly name: string },
): TakenFailure | undefined {
  const index = failures.findIndex((rule) => means(rule.pipeline, pipeline));
  const rule = failures[index];
  if (rule === undefined) return undefined;
  const { stage, reason, count } = rule;
  if (count === undefined) return { stage, reason, giveBack: () => undefined };
  const left = count > 1 ? { ...rule, count: count - 1 } : undefined;
  failures.splice(index, 1, ...(left === undefined ? [] : [left]));
  return {
    stage,
    reason,
    giveBack() {
      const place = left === undefined ? index : failures.indexOf(left);
      // A rule that was cleared meanwhile stays so.
      if (place !== -1) failures.splice(place, left === undefined ? 0 : 1, rule);
    },
  };
}
