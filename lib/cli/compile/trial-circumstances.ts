import { isObject } from '../../json/value.ts';
import type { PolicyDocument } from '../../policy/policy.ts';
import type { JudgingContext } from '../../policy/subject/subject.ts';
import { fillForReading } from '../../policy/subject/template.ts';
import { enumeration } from '../../text/wording.ts';

export type Circumstances = Omit<JudgingContext, 'name'>;

/** So many are tried at most in every combination; each team with one account and Region, and the other way round, always. */
const mostCombinations = 1000;

/**
 * For whom, and where, a policy is: every team in every declared account and Region. What nobody has declared is not known, which
 * is `null` for teams and empty for accounts and Regions, as templates have it: nothing is invented.
 */
export function circumstancesOf(
  { environment = {} }: Pick<PolicyDocument, 'environment'>,
  teams: readonly string[] | undefined,
): readonly Circumstances[] {
  const accounts = Object.entries(environment.accounts ?? { '': null });
  const all = (teams ?? [null]).flatMap((team) =>
    accounts.flatMap(([account, name]) =>
      (environment.regions ?? ['']).map((region) => ({ team, environment: name, account, region })),
    ),
  );
  const [first] = all;
  if (first === undefined || all.length <= mostCombinations) return all;
  return all.filter(({ team, account, region }) => team === first.team || (account === first.account && region === first.region));
}

/**
 * Names that pipelines might have: the first is like no other, the rest are words out of the policy, so that a rule which wants a
 * certain beginning is met by one of them.
 */
export function namesFor({ rules, defaults = [] }: PolicyDocument, teams: readonly string[]): readonly string[] {
  const [team = 'some-team'] = teams;
  const texts = [rules, defaults].flatMap(textsIn).map((text) => fillForReading(text, { team }));
  if (!texts.some((text) => text.includes('{name}'))) return [unlikelyName];
  const words = texts.flatMap((text) => text.replaceAll(/[*?]/g, 'x').match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? []);
  return [unlikelyName, ...new Set(words)].slice(0, 100);
}

const unlikelyName = 'any-name-of-a-pipeline';

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * Where something is so, of all places where it could be: `for the team web, in account 111122223333 (dev): `. Told is what makes
 * the difference; where nothing does, one place stands for the others.
 */
export function placesInWords(some: readonly Circumstances[], all: readonly Circumstances[]): string {
  const others = all.filter((each) => !some.includes(each));
  const groups = dimensions.flatMap((dimension) => {
    const rest = (circumstances: Circumstances) =>
      JSON.stringify(dimensions.map((each) => (each === dimension ? null : circumstances[each])));
    const elsewhere = new Set(others.map(rest));
    const names = some.filter((each) => elsewhere.has(rest(each))).map(namesOf[dimension]);
    return names.length === 0 ? [] : [wordsFor[dimension](listed([...new Set(names)]))];
  });
  const [first] = some;
  if (groups.length > 0 || first === undefined) return `${groups.join(', ')}: `;
  const known = dimensions.filter((dimension) => (first[dimension] ?? '') !== '');
  return `for example ${known.map((dimension) => wordsFor[dimension](namesOf[dimension](first))).join(', ')}: `;
}

const dimensions = ['team', 'account', 'region'] as const;

const wordsFor = {
  team: (names: string) => `for the team ${names}`,
  account: (names: string) => `in account ${names}`,
  region: (names: string) => `in ${names}`,
} as const;

const namesOf = {
  team: ({ team }: Circumstances) => team ?? '',
  account: ({ account, environment }: Circumstances) => `${account}${environment === null ? '' : ` (${environment})`}`,
  region: ({ region }: Circumstances) => region,
} as const;

/** A few names say enough. */
function listed(names: readonly string[]): string {
  return names.length <= 3 ? enumeration(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
