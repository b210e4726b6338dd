import type { PlacedProblem } from '../../file/yaml-source.ts';
import { nearest } from '../../text/spelling.ts';
import { enumeration, quoted } from '../../text/wording.ts';
import { type ConditionalLevel, levelConditions, type RuleLevel } from '../level.ts';
import type { PolicyDocument, RuleDocument } from '../policy.ts';
import { isAmong, scopeMembers } from '../scope.ts';
import { awsRegions } from './regions.ts';

type Path = readonly (string | number)[];

/**
 * Names in scopes and levels that nothing is called, and entries of levels that are never reached: a rule that is weaker than it
 * reads.
 * @param teams Names of the teams; `undefined` where they are not known.
 */
export function scopeProblems(policy: PolicyDocument, teams: readonly string[] | undefined): readonly PlacedProblem[] {
  const known = namesKnown(policy, teams);
  return policy.rules.flatMap((rule, index) => [
    ...problemsOfScope(rule, ['rules', index], known),
    ...problemsOfLevel(rule, ['rules', index, 'level'], known),
  ]);
}

/** What can be meant by a name; `undefined` where anything can. */
interface Known {
  readonly names: readonly string[] | undefined;
  /** What is said where there is no such name; goes on from a colon. */
  readonly otherwise: string;
}

type KnownNames = Readonly<Record<(typeof levelConditions)[number], Known>>;

function namesKnown({ environment = {} }: PolicyDocument, teams: readonly string[] | undefined): KnownNames {
  const environments = [...new Set(Object.values(environment.accounts ?? {}))];
  const declared = environment.regions ?? [];
  return {
    environment: {
      names: environments,
      otherwise:
        environments.length === 0
          ? 'the policy names none; write them in environment.accounts, by account'
          : `environment.accounts has ${enumeration(environments)}`,
    },
    team: { names: teams, otherwise: `teams.yaml has ${enumeration(teams ?? [])}` },
    region: {
      names: declared.length > 0 ? declared : awsRegions,
      otherwise:
        declared.length > 0
          ? `environment.regions has ${enumeration(declared)}`
          : 'AWS has none of this name; declare one that is new in environment.regions',
    },
  };
}

function problemsOfScope(rule: RuleDocument, path: Path, known: KnownNames): readonly PlacedProblem[] {
  return (['teams', 'environments', 'regions'] as const).flatMap((list) =>
    (rule[list] ?? []).flatMap((name, index) => unknownName(scopeMembers[list], name, [...path, list, index], known)),
  );
}

const nouns = { environment: 'environment', team: 'team', region: 'Region' } as const;

function unknownName(member: keyof KnownNames, name: string, path: Path, known: KnownNames): readonly PlacedProblem[] {
  const { names, otherwise } = known[member];
  if (names === undefined || names.some(isAmong([name]))) return [];
  const near = nearest(name, names) ?? names.find((each) => name.startsWith(each) || each.startsWith(name));
  const [what, meant] = [/[*?]/.test(name) ? 'matches' : 'is', near === undefined ? otherwise : `did you mean ${near}?`];
  return [{ path, message: `${quoted(name)} ${what} no ${nouns[member]}: ${meant}`, suggestion: near }];
}

function problemsOfLevel({ level }: RuleDocument, path: Path, known: KnownNames): readonly PlacedProblem[] {
  if (level === undefined || typeof level === 'string') return [];
  const entries = level.filter((entry) => typeof entry !== 'string');
  return entries.flatMap((entry, index) => [
    ...levelConditions.flatMap((member) =>
      namesOf(entry, member).flatMap((name, place) =>
        unknownName(
          member,
          name,
          Array.isArray(entry[member]) ? [...path, index, member, place] : [...path, index, member],
          known,
        ),
      ),
    ),
    ...unreached(entry, entries.slice(0, index), [...path, index]),
  ]);
}

/** The first entry that applies counts, so that one of which an earlier one takes all is never reached. */
function unreached(entry: ConditionalLevel, earlier: readonly ConditionalLevel[], path: Path): readonly PlacedProblem[] {
  const by = earlier.findIndex((other) => takesIn(other, entry));
  if (by < 0) return [];
  const other = earlier[by];
  const advice =
    entry.before !== undefined && other?.before !== undefined && entry.before !== other.before
      ? 'put the entry with the earlier date first'
      : 'leave it out, or put it first';
  return [{ path, message: `is never reached, because entry ${by + 1} holds wherever this one does: ${advice}` }];
}

function takesIn(wider: ConditionalLevel, narrower: ConditionalLevel): boolean {
  const isInTime = wider.before === undefined || (narrower.before !== undefined && instantOf(narrower) <= instantOf(wider));
  return isInTime && levelConditions.every((member) => takesInNames(namesOf(wider, member), namesOf(narrower, member)));
}

function takesInNames(wider: readonly string[], narrower: readonly string[]): boolean {
  if (wider.length === 0) return true;
  // A wildcard takes in itself, and the names that it matches.
  return narrower.length > 0 && narrower.every((name) => wider.includes(name) || (!/[*?]/.test(name) && isAmong(wider)(name)));
}

function instantOf({ before = '' }: ConditionalLevel): number {
  return Date.parse(before);
}

function namesOf(entry: ConditionalLevel, member: (typeof levelConditions)[number]): readonly string[] {
  const names = entry[member];
  return names === undefined ? [] : [names].flat();
}

/** Entries whose time is over at a moment: nothing is wrong with them, and they only keep a reader busy. In sentences. */
export function pastLevels({ rules }: Pick<PolicyDocument, 'rules'>, now: Date): readonly string[] {
  return rules.flatMap(({ id, level }) =>
    (Array.isArray(level) ? (level as readonly (RuleLevel | ConditionalLevel)[]) : []).flatMap((entry) =>
      typeof entry !== 'string' && entry.before !== undefined && instantOf(entry) <= now.getTime()
        ? [`rule ${id}: the level ${entry.level} before ${entry.before} is over; take the entry out`]
        : [],
    ),
  );
}
