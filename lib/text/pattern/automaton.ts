import { type CharacterSet, includes } from './character-set.ts';
import { type PatternNode, parsePattern } from './syntax.ts';

/** A nondeterministic automaton that reads UTF-16 code units. */
export interface Automaton {
  readonly states: readonly State[];
  /** Where it begins. */
  readonly first: readonly number[];
  /** What `closureOf` found, by state. */
  readonly closures: (readonly number[] | undefined)[];
}

type State =
  | { readonly kind: 'characters'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'split'; left: number; readonly right: number }
  | { readonly kind: 'accepted' };

/** The state in which the whole text has been matched. */
export const accepted = 0;

/**
 * Makes the automaton of a pattern (Thompson's construction). Throws a `PatternError` with the position of what is not supported.
 */
export function automatonOf(source: string): Automaton {
  const states: State[] = [{ kind: 'accepted' }];
  const start = build(states, parsePattern(source), accepted);
  return { states, first: closure(states, [start]), closures: [] };
}

/** The states after one code unit; with `null`, after some code unit. */
export function step(automaton: Automaton, current: readonly number[], unit: number | null): readonly number[] {
  const reached: number[] = [];
  for (const index of current) {
    const state = automaton.states[index];
    if (state?.kind === 'characters' && (unit === null || includes(state.set, unit))) reached.push(state.next);
  }
  const [only] = reached;
  return only !== undefined && reached.length === 1 ? closureOf(automaton, only) : closure(automaton.states, reached);
}

/** The closure of one state, worked out once: the common case, in which no alternatives are open, costs a look-up. */
function closureOf(automaton: Automaton, state: number): readonly number[] {
  automaton.closures[state] ??= closure(automaton.states, [state]);
  return automaton.closures[state];
}

/** All states that can be reached without reading: every split resolved, each state once. */
export function closure(states: readonly State[], from: readonly number[]): readonly number[] {
  const seen = new Uint8Array(states.length);
  const pending = from.toReversed();
  const reached: number[] = [];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (seen[index] === 1) continue;
    seen[index] = 1;
    const state = states[index];
    if (state?.kind === 'split') pending.push(state.right, state.left);
    else reached.push(index);
  }
  return reached;
}

/** Adds the states of a node and returns the one where it begins; what follows it begins at `next`. */
function build(states: State[], node: PatternNode, next: number): number {
  switch (node.kind) {
    case 'characters':
      return states.push({ kind: 'characters', set: node.set, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(states, part, after), next);
    case 'choice':
      return node.options
        .map((option) => build(states, option, next))
        .reduceRight((right, left) => states.push({ kind: 'split', left, right }) - 1);
    case 'repeat':
      return buildRepeat(states, node, next);
  }
}

function buildRepeat(states: State[], node: PatternNode & { readonly kind: 'repeat' }, next: number): number {
  let start = next;
  if (node.maximum === Infinity) {
    const loop: State = { kind: 'split', left: accepted, right: next };
    start = states.push(loop) - 1;
    loop.left = build(states, node.of, start);
  } else {
    for (let count = node.minimum; count < node.maximum; count++) {
      start = states.push({ kind: 'split', left: build(states, node.of, start), right: next }) - 1;
    }
  }
  for (let count = 0; count < node.minimum; count++) start = build(states, node.of, start);
  return start;
}
