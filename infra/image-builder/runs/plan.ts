import type { Errand, WorkStatus } from './durations.ts';

export type End = 'AVAILABLE' | 'FAILED' | 'CANCELLED';

export interface Stage {
  readonly status: WorkStatus | End;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Why a run failed, where somebody has said it. */
  readonly reason?: string | undefined;
}

/** The whole course of a run, decided when it starts: what it is at any time follows, so nothing has to wake up for it. */
export type Plan = readonly Stage[];

export interface PlannedFailure {
  /** The run fails half-way through it, or through the build where it does no such work. */
  readonly stage: WorkStatus;
  readonly reason?: string | undefined;
}

/** @param pace How many times faster than it says every errand is. */
export function planRun(
  start: number,
  errands: readonly Errand[],
  { pace, failure }: { pace: number; failure?: PlannedFailure },
): Plan {
  const failing = errands.find(({ status }) => status === failure?.stage)?.status ?? (failure && 'BUILDING');
  const stages: Stage[] = [];
  let from = start;
  for (const { status, seconds } of errands) {
    const milliseconds = Math.round((seconds * 1000) / pace);
    stages.push({ status, from });
    if (status === failing) {
      return [...stages, { status: 'FAILED', from: from + Math.round(milliseconds / 2), reason: failure?.reason }];
    }
    from += milliseconds;
  }
  return [...stages, { status: 'AVAILABLE', from }];
}

export function stageAt(plan: Plan, now: number): Stage {
  const stage = plan.findLast(({ from }) => from <= now) ?? plan[0];
  if (stage === undefined) throw new Error('A run has a plan of at least one stage.');
  return stage;
}

/** The work at which a plan breaks off, for a run that ends other than well. */
export function lastWork(plan: Plan): Stage['status'] {
  return plan.at(-2)?.status ?? 'PENDING';
}

export function endOfPlan(plan: Plan): number {
  return plan.at(-1)?.from ?? Number.POSITIVE_INFINITY;
}

/** A plan that takes another end: what was to begin later does not. */
export function endedWith(plan: Plan, now: number, end: Stage & { readonly status: End }): Plan {
  return [...plan.filter(({ from }) => from <= now), end];
}
