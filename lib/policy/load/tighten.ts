import type { PlacedProblem } from '../../file/yaml-source.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { isObject } from '../../json/value.ts';
import { matchesWildcard } from '../../text/wildcard.ts';
import { enumeration, quoted } from '../../text/wording.ts';
import type { LevelDocument } from '../level.ts';
import type { RuleDocument } from '../policy.ts';
import { usualOperations } from '../subject/operation.ts';

type Path = readonly (string | number)[];
type Written = Readonly<Record<string, unknown>>;

/** A value of a rule as both policies together have it, or why the upper one may not have its own. */
type Tightened = { readonly value: unknown } | { readonly problem: string };

export interface TightenedRule {
  readonly rule: RuleDocument;
  readonly problems: readonly PlacedProblem[];
}

/** Makes a rule stricter by what another policy says of it. Only what is certain to be stricter is taken. */
export function tightenedRule(rule: RuleDocument, change: Written, path: Path): TightenedRule {
  const problems: PlacedProblem[] = [];
  const merged: Record<string, unknown> = { ...rule };
  for (const [name, value] of Object.entries(change)) {
    const at = [...path, name];
    const result = ownMember(name, rule, value) ?? parameter(name, rule[name], value, { rule, path: at, problems });
    if ('problem' in result) problems.push({ path: at, message: result.problem });
    else merged[name] = result.value;
  }
  return { rule: merged as RuleDocument, problems }; // checked as any rule afterwards
}

const levels = ['off', 'audit', 'warn', 'enforce'];

/** What every rule has; `undefined` for the parameters of its type. */
function ownMember(name: string, rule: RuleDocument, value: unknown): Tightened | undefined {
  if (isSame(rule[name], value) || name === 'description' || name === 'remedy') return { value };
  switch (name) {
    case 'type':
      return { problem: `is ${rule.type} in the policy that this one extends: give a rule of another type an id of its own` };
    case 'level':
      return levelOf(rule.level, value);
    case 'exceptions':
      return value === 'none' ? { value } : { problem: 'may only be none' };
    case 'existing':
      return value === 'refuse' ? { value } : { problem: 'would let stand what the policy that this one extends refuses' };
    case 'executions':
      return value === 'refuse' ? { value } : { problem: 'may only be refuse' };
    case 'operations':
      return operationsOf(rule, value);
    case 'teams':
    case 'environments':
    case 'regions':
    case 'when':
      return { problem: 'would change what the rule is about: write a rule of your own with this scope' };
    default:
      return undefined;
  }
}

function levelOf(before: LevelDocument = 'enforce', value: unknown): Tightened {
  if (typeof value !== 'string') return { problem: 'may only be one level here, which is at least as strict as all there were' };
  const entries =
    typeof before === 'string' ? [before] : before.map((entry) => (typeof entry === 'string' ? entry : entry.level));
  const strictest = Math.max(...entries.map((entry) => levels.indexOf(entry)));
  if (levels.indexOf(value) >= strictest) return { value };
  return { problem: `is looser than ${levels[strictest]}, which the policy that this one extends has` };
}

function operationsOf({ operations = usualOperations }: RuleDocument, value: unknown): Tightened {
  const named: readonly unknown[] = Array.isArray(value) ? value : [];
  const missing = operations.filter((operation) => !named.includes(operation));
  return missing.length === 0
    ? { value }
    : { problem: `leaves out ${enumeration(missing)}, which the policy that this one extends judges` };
}

interface Place {
  readonly rule: RuleDocument;
  readonly path: Path;
  readonly problems: PlacedProblem[];
}

/** Lists of what is allowed, which get shorter, and of what is asked or forbidden, which get longer. */
const allowing: ReadonlySet<string> = new Set(['allow', 'oneOf', 'kinds', 'timezones']);
const demanding: ReadonlySet<string> = new Set(['forbid', 'require', 'not']);
const groups: ReadonlySet<string> = new Set(['recipes', 'infrastructure', 'distribution', 'image', 'pipeline']);
const switches: ReadonlySet<string> = new Set(['required', 'explicit']);

function parameter(name: string, before: unknown, value: unknown, place: Place): Tightened {
  if (isSame(before, value)) return { value };
  const found = Array.isArray(value) ? list(name, before, value, place.rule) : limit(name, before, value);
  if (found !== undefined) return found;
  if (groups.has(name) && isObject(value)) return inMembers(before, value, place);
  if ((name === 'require' || name === 'optional') && isObject(value)) return inTags(before, value, place);
  return {
    problem: 'is not known to be stricter than what the policy that this one extends has: write a rule of your own for it',
  };
}

function list(name: string, before: unknown, value: readonly unknown[], rule: RuleDocument): Tightened | undefined {
  if (allowing.has(name)) return shorter(before, value, rule);
  return demanding.has(name) ? { value: [...new Set([...listOf(before), ...value])] } : undefined;
}

function limit(name: string, before: unknown, value: unknown): Tightened | undefined {
  if (switches.has(name) && value === true) return { value };
  if (/^(?:minimum|maximum)/.test(name) && typeof value === 'number') return bounded(name, before, value);
  const isNew = name === 'pattern' && before === undefined;
  return isNew || (name === 'floating' && (before === undefined || before === 'allow')) ? { value } : undefined;
}

function shorter(before: unknown, value: readonly unknown[], rule: RuleDocument): Tightened {
  if (before === undefined) return { value };
  const known = listOf(before);
  const others = value.filter((item) => !known.includes(item) && !(rule.type === 'log-groups' && isWithin(item, known)));
  if (others.length === 0) return { value };
  return {
    problem: `allows ${enumeration(others.map((item) => quoted(String(item))))}, which the policy that this one extends does not`,
  };
}

/** Placeholders stand for the same on both sides; only a `?` could take one of their braces for a character. */
function isWithin(item: unknown, wildcards: readonly unknown[]): boolean {
  if (typeof item !== 'string' || /[*?]/.test(item)) return false;
  return wildcards.some((each) => typeof each === 'string' && !each.includes('?') && matchesWildcard(each, item));
}

function bounded(name: string, before: unknown, value: number): Tightened {
  if (before === undefined) return { value };
  const isStricter = typeof before === 'number' && (name.startsWith('minimum') ? value >= before : value <= before);
  return isStricter ? { value } : { problem: `is looser than ${String(before)}, which the policy that this one extends has` };
}

function inMembers(before: unknown, value: Written, { rule, path, problems }: Place): Tightened {
  const members = isObject(before) ? before : {};
  const merged: Record<string, unknown> = { ...members };
  for (const [name, member] of Object.entries(value)) {
    const at = [...path, name];
    const had = Object.hasOwn(members, name) ? members[name] : undefined;
    const result = parameter(name, had, member, { rule, path: at, problems });
    if ('problem' in result) problems.push({ path: at, message: result.problem });
    else merged[name] = result.value;
  }
  return { value: merged };
}

/** Demands on tags, by key. A key more is one that may be there, where a rule forbids all that it does not name. */
function inTags(before: unknown, value: Written, { rule, path, problems }: Place): Tightened {
  const keys = isObject(before) ? before : {};
  const entries = new Map(Object.entries(keys));
  for (const [key, demand] of Object.entries(value)) {
    const at = [...path, key];
    if (!isObject(demand)) problems.push({ path: at, message: 'must be a mapping' });
    else if (!entries.has(key) && rule['others'] === 'forbid')
      problems.push({ path: at, message: 'would let in a key that the policy which this one extends forbids', onKey: true });
    else {
      const result = inMembers(entries.get(key), demand, { rule, path: at, problems });
      if ('value' in result) entries.set(key, result.value);
    }
  }
  return { value: Object.fromEntries(entries) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSame(before: unknown, value: unknown): boolean {
  return before !== undefined && canonicalJson(before) === canonicalJson(value);
}
