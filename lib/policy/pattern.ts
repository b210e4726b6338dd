import { type CharacterSet, includes, representative } from './character-set.ts';
import { type PatternNode, parsePattern } from './pattern-syntax.ts';

/** A regular expression of a rule, anchored at both ends. */
export interface Pattern {
  readonly source: string;
  /** The same answer as JavaScript's `^(?:source)$` without flags, in time linear in the text's length whatever the pattern. */
  matches(text: string): boolean;
  /** Whether some text of this form matches; `null` stands for any text that is not empty. */
  canMatch(parts: readonly (string | null)[]): boolean;
  /** A short text that matches and holds something visible; `undefined` when there is none. */
  example(): string | undefined;
}

type State =
  | { readonly kind: 'characters'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'split'; left: number; readonly right: number }
  | { readonly kind: 'accepted' };

/** The state in which the whole text has been matched. */
const accepted = 0;

/**
 * Compiles a pattern to a nondeterministic automaton (Thompson's construction), which is run by following all its states at once:
 * no backtracking, so no pattern can make it slow. Throws a `PatternError` with the position of what is not supported.
 */
export function compilePattern(source: string): Pattern {
  const states: State[] = [{ kind: 'accepted' }];
  const start = build(states, parsePattern(source), accepted);
  const automaton: Automaton = { states, closures: [] };
  const first = closureOf(automaton, start);
  return {
    source,
    matches: walker(automaton, first),
    canMatch: (parts) => parts.reduce((current, part) => advance(automaton, current, part), first).includes(accepted),
    example: () => shortest(automaton, first),
  };
}

interface Automaton {
  readonly states: readonly State[];
  /** What `closureOf` found, by state. */
  readonly closures: (readonly number[] | undefined)[];
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

/** States that are followed at once, and where each of the units that were met so far leads from there. */
interface Station {
  readonly states: readonly number[];
  readonly isAccepting: boolean;
  /** No way may lead from what is kept to what is not, or that would be kept as well. */
  readonly isKept: boolean;
  readonly next: (Station | undefined)[];
}

/** Sets of states that are kept; a pattern can have exponentially many, of which texts meet a few. */
const mostStations = 200;

/** Units for which ways are kept: those of ASCII. */
const unitsKept = 128;

/** Runs the automaton, and keeps the ways that texts take through it, so that a text like one before costs a look-up per unit. */
function walker(automaton: Automaton, first: readonly number[]): (text: string) => boolean {
  const stations = new Map<string, Station>();
  const stationOf = (states: readonly number[]): Station => {
    const key = states.join();
    const known = stations.get(key);
    if (known !== undefined) return known;
    const isKept = stations.size < mostStations;
    const station: Station = { states, isAccepting: states.includes(accepted), isKept, next: [] };
    if (isKept) stations.set(key, station);
    return station;
  };
  const start = stationOf(first);
  return (text) => {
    let station = start;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const next = station.next[unit] ?? stationOf(step(automaton, station.states, unit));
      if (unit < unitsKept && next.isKept) station.next[unit] = next;
      if (next.states.length === 0) return false;
      station = next;
    }
    return station.isAccepting;
  };
}

function run(automaton: Automaton, first: readonly number[], text: string): readonly number[] {
  let current = first;
  for (let index = 0; index < text.length && current.length > 0; index++)
    current = step(automaton, current, text.charCodeAt(index));
  return current;
}

/** The states after one code unit; with `null`, after some code unit. */
function step(automaton: Automaton, current: readonly number[], unit: number | null): readonly number[] {
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
function closure(states: readonly State[], from: readonly number[]): readonly number[] {
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

function advance(automaton: Automaton, current: readonly number[], part: string | null): readonly number[] {
  if (part !== null) return run(automaton, current, part);
  let reached = step(automaton, current, null);
  for (;;) {
    const further = closure(automaton.states, [...reached, ...step(automaton, reached, null)]);
    if (further.length === reached.length) return further;
    reached = further;
  }
}

/** Breadth-first search for a text that is not blank; a state is worth one visit before something visible was read and one after. */
function shortest({ states }: Automaton, first: readonly number[]): string | undefined {
  const seen = new Set<string>();
  let texts = first.map((state) => ({ state, text: '', visible: false }));
  while (texts.length > 0) {
    const found = texts.find(({ state, visible }) => state === accepted && visible);
    if (found !== undefined) return found.text;
    texts = texts.flatMap(({ state: index, text, visible }) => {
      const state = states[index];
      const isNew = !seen.has(`${index} ${visible}`);
      seen.add(`${index} ${visible}`);
      const character = state?.kind === 'characters' && isNew ? representative(state.set) : undefined;
      if (state?.kind !== 'characters' || character === undefined) return [];
      const read = { text: text + character.text, visible: visible || character.visible };
      return closure(states, [state.next]).map((next) => ({ state: next, ...read }));
    });
  }
  return undefined;
}
