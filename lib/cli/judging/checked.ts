import { isWithin, valueAt } from '../../json/pointer.ts';
import type { DefinitionProblem } from '../../pipeline/definition/definition.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Finding, isRefusal, type Verdict } from '../../policy/verdict.ts';
import type { Document, Unreadable } from '../input/document.ts';
import { certaintyOf } from './certainty.ts';
import { type Circumstances, judgeBody } from './judge-body.ts';

/** What became of one definition. */
export type Checked = CheckedUnreadable | CheckedInvalid | CheckedVerdict;

export interface CheckedUnreadable extends Unreadable {
  readonly decision: 'unreadable';
}

export interface CheckedInvalid {
  readonly decision: 'invalid';
  readonly document: Document;
  readonly errors: readonly DefinitionProblem[];
}

export interface CheckedVerdict {
  readonly decision: Verdict['decision'];
  readonly document: Document;
  /** What is sure. */
  readonly verdict: Verdict;
  /** Findings that hang on values which are not known before deployment; they refuse nothing. */
  readonly untold: readonly Finding[];
}

/** What a service would know of its caller and of itself. */
export interface Setting extends Omit<Circumstances, 'environment'> {
  /** `undefined`: what the policy says of the account. */
  readonly environment: string | undefined;
  /** Where a definition names its team; it counts instead of `team`. A service never takes the team from a request. */
  readonly teamAt: string | undefined;
  readonly now: Date;
}

/** Judges what was read, by the steps that a request takes. */
export function check(item: Document | Unreadable, policy: Policy, setting: Setting): Checked {
  if (!('body' in item)) return { ...item, decision: 'unreadable' };
  const judged = judgeBody(policy, item.body, circumstancesOf(item, policy, setting), setting.now);
  if (!('verdict' in judged)) return invalid(item, judged.errors);
  const { verdict } = judged;
  return item.unresolved.size === 0
    ? { decision: verdict.decision, document: item, verdict, untold: [] }
    : partlyTold(item, verdict, policy);
}

function circumstancesOf({ body }: Document, policy: Policy, setting: Setting): Circumstances {
  const { account, region, environment = policy.environmentOf(account), teamAt } = setting;
  const named = teamAt === undefined ? setting.team : valueAt(body, teamAt);
  return { team: typeof named === 'string' ? named : null, environment, account, region };
}

/** What only stands in for an unknown value is not held against it. */
function invalid(document: Document, errors: readonly DefinitionProblem[]): Checked {
  const { file, part, unresolved } = document;
  const certain = errors.filter(({ pointer }) => ![...unresolved.keys()].some((place) => isWithin(place, pointer)));
  if (certain.length > 0 || unresolved.size === 0) return { decision: 'invalid', document, errors: certain };
  return { decision: 'unreadable', file, part, problem: 'too little is known of this pipeline before it is deployed' };
}

function partlyTold(document: Document, verdict: Verdict, policy: Policy): Checked {
  const { isCertain, isCertainError } = certaintyOf(policy, document.unresolved);
  const violations = verdict.violations.filter(isCertain);
  const advisories = verdict.advisories.filter(isCertain);
  const recorded = verdict.recorded.filter(isCertain);
  const all = [...verdict.violations, ...verdict.advisories, ...verdict.recorded];
  const untold = all.filter((finding) => !isCertain(finding));
  const isBroken = verdict.outcomes.some((outcome) => isRefusal(outcome) && isCertainError(outcome));
  const decision = isBroken ? 'error' : violations.length > 0 ? 'deny' : 'allow';
  // A patch was tried on values that only stand in for the real ones, so that none can be vouched for.
  const told: Verdict = { ...verdict, decision, violations, advisories, recorded, fix: null };
  return { decision, document, verdict: told, untold };
}
