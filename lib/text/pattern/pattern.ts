import { type Automaton, accepted, automatonOf, step } from './automaton.ts';

/** A regular expression of a rule, anchored at both ends. */
export interface Pattern {
  readonly source: string;
  /** The same answer as JavaScript's `^(?:source)$` without flags, in time linear in the text's length whatever the pattern. */
  matches(text: string): boolean;
}

/**
 * Compiles a pattern to an automaton, which is run by following all its states at once: no backtracking, so no pattern can make
 * it slow. Throws a `PatternError` with the position of what is not supported.
 */
export function compilePattern(source: string): Pattern {
  return { source, matches: walker(automatonOf(source)) };
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
const maximumStations = 200;

/** Units for which ways are kept: those of ASCII. */
const unitsKept = 128;

/** Runs the automaton, and keeps the ways that texts take through it, so that a text like one before costs a look-up per unit. */
function walker(automaton: Automaton): (text: string) => boolean {
  const stations = new Map<string, Station>();
  const stationOf = (states: readonly number[]): Station => {
    const key = states.join();
    const known = stations.get(key);
    if (known !== undefined) return known;
    const isKept = stations.size < maximumStations;
    const station: Station = { states, isAccepting: states.includes(accepted), isKept, next: [] };
    if (isKept) stations.set(key, station);
    return station;
  };
  const start = stationOf(automaton.first);
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
