import type { PlacedProblem } from '../../file/yaml-source.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { isObject } from '../../json/value.ts';
import type { PolicyDocument, RuleDocument, RuleOrigin } from '../policy.ts';
import { tightenedRule } from './tighten.ts';

type Path = readonly (string | number)[];
type Written = Readonly<Record<string, unknown>>;

/** A policy over the one that it extends. */
export interface Layered {
  /** Both in one, still to be checked as any policy. */
  readonly value: unknown;
  /** Where the upper policy is looser than the one below, or says what is not its own. */
  readonly problems: readonly PlacedProblem[];
  /** The path in the upper policy of what stands at a path in both. */
  pathInUpper(path: Path): Path;
}

/** What a policy over another may have of its own beside rules and defaults. */
const own: ReadonlySet<string> = new Set(['name', 'version', 'docs', 'extends', 'rules', 'defaults']);

/**
 * Lays a policy over the one that it extends. It may add rules and defaults, and make rules of the lower one stricter, by their id;
 * whatever is not known to be stricter is refused, so that nothing becomes looser by it.
 */
export function layered(upper: Written, lower: PolicyDocument): Layered {
  const rules: readonly unknown[] = Array.isArray(upper['rules']) ? upper['rules'] : [];
  const problems: PlacedProblem[] = [];
  for (const key of Object.keys(upper))
    if (!own.has(key))
      problems.push({ path: [key], message: `belongs to ${lower.name}, which this policy extends`, onKey: true });
  const upperIndex = (id: unknown) => rules.findIndex((rule) => isObject(rule) && rule['id'] === id);
  const merged = lower.rules.map((rule): RuleDocument => {
    const index = upperIndex(rule.id);
    const change = rules[index];
    if (!isObject(change)) return rule;
    const result = tightenedRule(rule, change, ['rules', index]);
    problems.push(...result.problems);
    return result.rule;
  });
  const isNew = (rule: unknown) => !isObject(rule) || lower.rules.every(({ id }) => id !== rule['id']);
  const added = rules.flatMap((rule, index) => (isNew(rule) ? [index] : []));
  const places = [...lower.rules.map(({ id }) => upperIndex(id)), ...added];
  const lowerDefaults = lower.defaults ?? [];
  const upperDefaults: readonly unknown[] = Array.isArray(upper['defaults']) ? upper['defaults'] : [];
  const defaults = [...lowerDefaults, ...upperDefaults];
  const { extends: _, ...rest } = upper;
  const { setBy: __, ...below } = lower;
  return {
    value: {
      ...below,
      ...rest,
      ...(defaults.length === 0 ? {} : { defaults }),
      rules: [...merged, ...added.map((index) => rules[index])],
    },
    problems,
    pathInUpper([member, index, ...inner]) {
      if (typeof index !== 'number') return [member ?? '', ...(index === undefined ? [] : [index]), ...inner];
      const place = member === 'rules' ? (places[index] ?? -1) : index - lowerDefaults.length;
      // What is only wrong together with the policy above is told where that one names the other.
      return place < 0 ? ['extends'] : [member ?? '', place, ...inner];
    },
  };
}

/** The origins of all rules of a policy over another. */
export function originsOf(document: PolicyDocument, lower: PolicyDocument): Readonly<Record<string, RuleOrigin>> {
  const upperName = titleOf(document);
  return Object.fromEntries(
    document.rules.map((rule): [string, RuleOrigin] => {
      const before = lower.rules.find(({ id }) => id === rule.id);
      if (before === undefined) return [rule.id, { policy: upperName }];
      const origin = lower.setBy?.[rule.id] ?? { policy: titleOf(lower) };
      const members = Object.keys(rule).filter((name) => textOf(rule[name]) !== textOf(before[name]));
      if (members.length === 0) return [rule.id, origin];
      return [rule.id, { ...origin, tightened: [...(origin.tightened ?? []), { policy: upperName, members }] }];
    }),
  );
}

function titleOf({ name, version }: PolicyDocument): string {
  return `${name} ${version}`;
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
