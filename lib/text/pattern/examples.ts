import { type Automaton, accepted, automatonOf, closure, step } from './automaton.ts';
import { representative } from './character-set.ts';

/**
 * Whether some text of a form matches a pattern; `null` stands for any text that is not empty. Throws as `automatonOf` does.
 */
export function canMatch(source: string, parts: readonly (string | null)[]): boolean {
  const automaton = automatonOf(source);
  return parts.reduce((current, part) => advance(automaton, current, part), automaton.first).includes(accepted);
}

/**
 * A short text that a pattern matches and that holds something visible; `undefined` when there is none. Found by breadth-first
 * search, in which a state is worth one visit before something visible was read and one after. Throws as `automatonOf` does.
 */
export function exampleOfPattern(source: string): string | undefined {
  const { states, first } = automatonOf(source);
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

function advance(automaton: Automaton, current: readonly number[], part: string | null): readonly number[] {
  if (part !== null) return run(automaton, current, part);
  let reached = step(automaton, current, null);
  for (;;) {
    const further = closure(automaton.states, [...reached, ...step(automaton, reached, null)]);
    if (further.length === reached.length) return further;
    reached = further;
  }
}

function run(automaton: Automaton, first: readonly number[], text: string): readonly number[] {
  let current = first;
  for (let index = 0; index < text.length && current.length > 0; index++)
    current = step(automaton, current, text.charCodeAt(index));
  return current;
}
