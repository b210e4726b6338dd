import type { AccountRegion } from '../../arn.ts';
import type { Caller } from '../../identity/caller.ts';
import type { Registry } from '../../identity/ownership.ts';
import type { Defaulted } from '../../policy/defaults.ts';
import { type JudgingOptions, judge } from '../../policy/engine.ts';
import type { Policy } from '../../policy/policy.ts';
import type { JudgingContext } from '../../policy/subject/subject.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Definition } from '../definition/definition.ts';
import { normaliseName } from '../definition/name.ts';
import type { CompletedDefinition } from './complete.ts';

/** What judging needs besides the definition. */
export interface Court {
  readonly policy: Policy;
  readonly deployment: AccountRegion;
  readonly teams: Registry;
  readonly clock: () => Date;
  /** Milliseconds of a clock that only runs forward; judging is timed by it. */
  readonly timer: () => number;
}

/** A definition with its verdict. */
export interface Judgement {
  /** What would be written: the request with the policy's defaults and Image Builder's own filled in. */
  readonly resulting: Definition;
  /** What the policy filled in. */
  readonly defaulted: readonly Defaulted[];
  readonly verdict: Verdict;
  /** The pipeline as it stood, where a write changes one. */
  readonly before?: Definition | undefined;
  /** What judging took, in microseconds. */
  readonly micros: number;
}

/** Hears which pipeline is concerned and how it was judged, before anything is written. */
export type OnJudged = (name: string, judgement: Judgement) => void;

/** Judges what a definition comes to, as a pipeline of a team or of nobody. */
export function judgeAs(
  { name }: Definition,
  team: string | null,
  court: Court,
  complete: (context: JudgingContext) => CompletedDefinition,
  options?: JudgingOptions,
): Judgement {
  const startedAt = court.timer();
  const context = contextOf(normaliseName(name), team, court);
  const { resulting, defaulted, subject } = complete(context);
  const verdict = judge(court.policy, subject, context, court.clock(), options);
  return { resulting, defaulted, verdict, micros: Math.round((court.timer() - startedAt) * 1000) };
}

/** What the server knows about the circumstances of a pipeline that this caller would write. */
export function judgingContext(name: string, { team }: Caller, court: Court): JudgingContext {
  return contextOf(name, team, court);
}

/** Of the team and of the deployment, never of the request. */
function contextOf(name: string, team: string | null, { policy, deployment }: Court): JudgingContext {
  const { account, region } = deployment;
  return { team, environment: policy.environmentOf(account), account, region, name };
}
