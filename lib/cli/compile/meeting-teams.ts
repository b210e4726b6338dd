import type { TeamsDocument } from '../../identity/teams.ts';
import { toPointer } from '../../json/pointer.ts';
import { isObject } from '../../json/value.ts';
import type { PolicyDocument } from '../../policy/policy.ts';
import { templateOf } from '../../policy/subject/template.ts';
import { anything, type Glob, globOf, globOfText, overlap } from '../../text/overlap.ts';
import { quoted } from '../../text/wording.ts';

/**
 * Places where a policy means by `{team}` to keep teams apart and does not, in sentences: the wildcard behind it takes in what
 * begins with another team's name, as `{team}-*` gives team `payments` what is called `payments-emea-…`. What a rule forbids is
 * not looked at.
 */
export function meetingTeams(
  { rules }: Pick<PolicyDocument, 'rules'>,
  { teams }: Pick<TeamsDocument, 'teams'>,
): readonly string[] {
  const names = Object.keys(teams);
  const pairs = names.flatMap((one) => names.filter((other) => one !== other).map((other) => ({ one, other })));
  return rules.flatMap(({ id, ...parameters }) =>
    templatesIn(parameters).flatMap(({ path, text }) => {
      const met = pairs.find(({ one, other }) => other.startsWith(one) && overlap(globFor(text, one), globFor(text, other)));
      return met === undefined ? [] : [warning(id, toPointer(path), text, met)];
    }),
  );
}

function warning(
  rule: string,
  place: string,
  text: string,
  { one, other }: { readonly one: string; readonly other: string },
): string {
  return (
    `rule ${rule}, at ${place}: ${quoted(text)} does not keep the teams ${one} and ${other} apart, because what begins with ${other} ` +
    `begins with ${one} as well. Put a character after {team} that no team's name has, such as a slash, or rename the teams.`
  );
}

interface PlacedText {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Texts for people are no templates, and what is forbidden gives nothing away. */
const passedOver: ReadonlySet<string> = new Set(['description', 'remedy', 'message', 'forbid', 'deny', 'assert', 'example']);

function templatesIn(value: unknown, path: readonly (string | number)[] = []): readonly PlacedText[] {
  if (typeof value === 'string') return value.includes('{team}') && /[*?]/.test(value) ? [{ path, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => templatesIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => (passedOver.has(name) ? [] : templatesIn(member, [...path, name])));
}

/** Other placeholders may stand for anything. */
function globFor(text: string, team: string): Glob {
  return templateOf(text).flatMap((part): Glob => {
    if (typeof part === 'string') return globOf(part, true);
    return part.placeholder === 'team' ? globOfText(team) : [anything];
  });
}
