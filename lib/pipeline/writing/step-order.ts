import type { Tags } from '../../identity/ownership.ts';
import { type Finding, isRefusal, type Verdict } from '../../policy/verdict.ts';
import { maximumTags } from '../../service-limits.ts';
import type { Definition } from '../definition/definition.ts';
import { judgeStanding } from '../judging/judge-stored.ts';
import type { Court } from '../judging/ports.ts';
import { removedForRoom, tagChanges } from './tag-changes.ts';

/** One call of a write that may take several. */
export type Move =
  | { readonly name: 'add-tags'; readonly tags: Tags }
  | { readonly name: 'update-settings' }
  | { readonly name: 'remove-tags'; readonly keys: readonly string[] };

/** A pipeline as it stands, and what a write makes of it. */
export interface Transition {
  readonly current: Definition;
  readonly resulting: Definition;
  /** Whether anything but tags changes. */
  readonly changesSettings: boolean;
}

/**
 * The calls of a write in their order, or the verdict on the pipeline half way, where the usual order is no worse than any other.
 */
export type StepOrder =
  | { readonly ok: true; readonly moves: readonly Move[] }
  | { readonly ok: false; readonly verdict: Verdict };

/**
 * The order of calls in which the pipeline breaks no enforced rule on the way that it breaks neither before nor afterwards. Image
 * Builder changes tags and settings by different calls, and any of them may be the last that takes effect. As far as the rules
 * admit it, tags are set first and removed last, so that what a rule demands of tags is there for the new settings and for the
 * old. The rules are asked only where a write takes more than one call.
 */
export function stepOrder(transition: Transition, court: Court): StepOrder {
  const [usual = [], ...others] = wholeOrders(transition);
  if (usual.length < 2) return { ok: true, moves: usual };
  const obstacleOf = obstaclesIn(transition, court);
  const verdict = obstacleOf(usual);
  if (verdict === undefined) return { ok: true, moves: usual };
  const passing = (moves: readonly Move[]) => hasRoom(moves, transition) && obstacleOf(moves) === undefined;
  const moves = others.find(passing) ?? [splitOrder(transition, passing)].find(passing);
  return moves === undefined ? { ok: false, verdict } : { ok: true, moves };
}

/** Every order of setting tags, updating settings and removing tags, the usual one first. */
function wholeOrders({ current, resulting, changesSettings }: Transition): Move[][] {
  const { set, removed } = tagChanges(current.tags ?? {}, resulting.tags ?? {});
  const [add, remove] = [addition(set), removal(removed)];
  const update: Move[] = changesSettings ? [{ name: 'update-settings' }] : [];
  const early = removedForRoom(current.tags ?? {}, { set, removed });
  // Nearly all tags are exchanged: some of the old ones have to go before there is room for the new ones.
  const [first, last] = [removal(early), removal(removed.filter((key) => !early.includes(key)))];
  const orders = [
    [first, add, update, last],
    [update, first, add, last],
    [first, add, last, update],
    [remove, update, add],
    [update, remove, add],
    [remove, add, update],
  ];
  return orders.map((order) => order.flat());
}

/**
 * An order for writes in which one tag has to come first and another one last: each is changed before the settings where it may
 * stand beside the old ones, and after them where it may not.
 */
function splitOrder({ current, resulting }: Transition, passing: (moves: readonly Move[]) => boolean): Move[] {
  const { set, removed } = tagChanges(current.tags ?? {}, resulting.tags ?? {});
  const update: Move = { name: 'update-settings' };
  const comesFirst = (move: Move[]) => passing([...move, update]);
  const isEarly = ([key, value]: readonly [string, string]) => comesFirst(addition({ [key]: value }));
  const { early = [], late = [] } = Object.groupBy(Object.entries(set), (entry) => (isEarly(entry) ? 'early' : 'late'));
  const goesEarly = (key: string) => comesFirst(removal([key]));
  const gone = Object.groupBy(removed, (key) => (goesEarly(key) ? 'early' : 'late'));
  const both = (tags: readonly (readonly [string, string])[], keys: readonly string[] = []) => [
    ...addition(Object.fromEntries(tags)),
    ...removal(keys),
  ];
  return [...both(early, gone.early), update, ...both(late, gone.late)];
}

function addition(tags: Tags): Move[] {
  return Object.keys(tags).length === 0 ? [] : [{ name: 'add-tags', tags }];
}

function removal(keys: readonly string[]): Move[] {
  return keys.length === 0 ? [] : [{ name: 'remove-tags', keys }];
}

/** Whether no call leads to more tags than a resource may have. */
function hasRoom(moves: readonly Move[], transition: Transition): boolean {
  return statesOf(moves, transition).every(({ tags = {} }) => Object.keys(tags).length <= maximumTags);
}

/** The pipeline as it stands after each of some calls. */
export function statesOf(moves: readonly Move[], { current, resulting }: Transition): Definition[] {
  const states: Definition[] = [];
  let state = current;
  for (const move of moves) {
    state = stateAfter(state, move, resulting);
    states.push(state);
  }
  return states;
}

/** A pipeline as it stands after one call of a write that leads to `resulting`. */
export function stateAfter(state: Definition, move: Move, resulting: Definition): Definition {
  const { tags = {} } = state;
  if (move.name === 'update-settings') return { ...resulting, tags };
  if (move.name === 'add-tags') return { ...state, tags: { ...tags, ...move.tags } };
  const kept = Object.entries(tags).filter(([key]) => !move.keys.includes(key));
  return { ...state, tags: Object.fromEntries(kept) };
}

/**
 * Finds what the rules have against the states between the first and the last of some calls, and not against the pipeline before
 * or afterwards, as one verdict; `undefined` for nothing. A rule that cannot be evaluated is no pass.
 */
function obstaclesIn(transition: Transition, court: Court): (moves: readonly Move[]) => Verdict | undefined {
  const ends = [transition.current, transition.resulting].map((definition) => verdictOn(definition, court));
  const known = new Set(ends.flatMap(({ violations }) => violations.map(keyOf)));
  const silent = new Set(ends.flatMap(brokenRules));
  return (moves) => {
    const between = statesOf(moves.slice(0, -1), transition).map((state) => verdictOn(state, court));
    const violations = between.flatMap((verdict) => verdict.violations.filter((finding) => !known.has(keyOf(finding))));
    const broken = between.find((verdict) => brokenRules(verdict).some((rule) => !silent.has(rule)));
    const [first] = between;
    if (first === undefined || violations.length === 0) return broken;
    return {
      ...first,
      decision: 'deny',
      violations: distinct(violations),
      advisories: [],
      recorded: [],
      excepted: [],
      fix: null,
    };
  };
}

function verdictOn(definition: Definition, court: Court): Verdict {
  return judgeStanding(definition, court).verdict;
}

function brokenRules({ outcomes }: Verdict): string[] {
  return outcomes.filter(isRefusal).map(({ rule }) => rule);
}

function keyOf({ fingerprint, code }: Finding): string {
  return `${fingerprint} ${code}`;
}

/** Each finding once, and without its fix, which would be a patch of a pipeline that nobody asked for. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(({ fix: _, ...finding }) => [keyOf(finding), finding])).values()];
}
