import type { Wildcard } from '../../../text/wildcard.ts';
import { templateOf, wildcardFiller } from '../../subject/template.ts';
import type { FormContext } from './guide.ts';

/** What a wildcard says, character by character. */
export type Characters = Pick<Wildcard, 'text' | 'roles'>;

/** Any character, line ends included, as a wildcard means it. */
const anything = '[\\s\\S]';

/**
 * The regular expression, not anchored, that matches what a wildcard matches, in the syntax that holds with and without the flag
 * `u`.
 * @param any The class that `*` and `?` stand for.
 */
export function patternOfWildcard({ text, roles }: Characters, any = anything): string {
  return Array.from(roles, (role, index) => piece(role, text.charAt(index), any)).join('');
}

/**
 * What may follow a beginning so that the whole matches, as a regular expression; `undefined` when nothing may.
 * @param patternOf Makes it of what is left of the wildcard.
 */
export function patternAfter(
  beginning: string,
  { text, roles }: Characters,
  patternOf: (rest: Characters) => string = patternOfWildcard,
): string | undefined {
  let places = resting(new Set([0]), roles);
  for (const character of beginning.split('')) {
    const next = new Set<number>();
    for (const place of places) {
      const role = roles.charAt(place);
      if (role === '*') next.add(place);
      else if (role === '?' || (role === ' ' && text.charAt(place) === character)) next.add(place + 1);
    }
    places = resting(next, roles);
  }
  const rests = Array.from(places, (place) => patternOf({ text: text.slice(place), roles: roles.slice(place) }));
  return rests.length === 0 ? undefined : `(?:${rests.join('|')})`;
}

/**
 * The names that a wildcard matches once they are normalised: in any case, and with spaces and underscores where it has hyphens.
 */
export function patternOfUnnormalised({ text, roles }: Characters): string {
  return Array.from(roles, (role, index) => {
    const character = text.charAt(index);
    if (role !== ' ') return patternOfWildcard({ text: character, roles: role });
    if (/[A-Z _]/.test(character)) return '(?!)'; // no normalised name has them
    if (character === '-') return '[-_ ]';
    return /[a-z]/.test(character)
      ? `[${character}${character.toUpperCase()}]`
      : patternOfWildcard({ text: character, roles: role });
  }).join('');
}

/**
 * The wildcards of a rule for a reader who has no pipeline yet: `{name}` may become anything. One whose placeholder is not known
 * is left out, because it matches nothing.
 */
export function wildcardsForForm(allow: readonly string[], context: FormContext): readonly Wildcard[] {
  return allow.flatMap((text) => {
    const filled = wildcardFiller(templateOf(text.replaceAll('{name}', '*')))({ ...context, name: '' });
    return 'value' in filled ? [filled.value] : [];
  });
}

/** A text as a regular expression. */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function piece(role: string, character: string, any: string): string {
  if (role === '*') return `${any}*`;
  return role === '?' ? any : literal(character);
}

/** The places together with those that are reached because a `*` may stand for nothing. */
function resting(places: Set<number>, roles: string): Set<number> {
  for (const place of places) if (roles.charAt(place) === '*') places.add(place + 1);
  return places;
}
