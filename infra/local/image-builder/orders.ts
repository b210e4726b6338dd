import { matchesWildcard } from '../../../lib/policy/wildcard.ts';
import type { ArmedFault } from './fault.ts';
import type { PlannedFailure } from './plan.ts';

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

/** The failure that the next run of a pipeline is to meet, which is used up by it. The oldest rule counts. */
export function takeFailure(
  orders: Orders,
  pipeline: { readonly arn: string; readonly name: string },
): PlannedFailure | undefined {
  const index = orders.failures.findIndex((rule) => means(rule.pipeline, pipeline));
  const rule = orders.failures[index];
  if (rule === undefined) return undefined;
  if (rule.count !== undefined) orders.failures.splice(index, 1, ...(rule.count > 1 ? [{ ...rule, count: rule.count - 1 }] : []));
  return { stage: rule.stage, reason: rule.reason };
}
