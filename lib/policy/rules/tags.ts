import { toPointer } from '../../json/pointer.ts';
import { maximumTags } from '../../service-limits.ts';
import { differsInCaseOnly, looksLike } from '../../text/look-alike.ts';
import { matches } from '../../text/wildcard.ts';
import { quoted } from '../../text/wording.ts';
import type { JudgingContext, Subject } from '../subject/subject.ts';
import { templateOf, wildcardFiller } from '../subject/template.ts';
import type { FixStep, RuleFinding, RuleType } from './parts/rule.ts';
import { prepareTagValue, type TagValueDemand, type TagValueJudge } from './parts/tag-value.ts';

/** Which tags there must be, and which must not. */
export interface TagsParameters {
  /** Of the pipeline, of the images that its runs make, or of both. */
  readonly on?: readonly Place[];
  readonly require?: Readonly<Record<string, TagValueDemand>>;
  /** Wildcards of keys; templates. */
  readonly forbid?: readonly string[];
}

/** Whose tags a rule is about: the member they are in, and what messages call one. */
const targets = {
  pipeline: { member: 'tags', label: 'tag' },
  images: { member: 'imageTags', label: 'image tag' },
} as const;

type Place = keyof typeof targets;
type Target = (typeof targets)[keyof typeof targets];
type Tags = Readonly<Record<string, string>>;

export const defaultPlaces: readonly Place[] = ['pipeline'];

/** Keys and values are compared exactly, case included, as AWS compares them. A blank value counts as a missing one. */
export const tags: RuleType<TagsParameters> = {
  type: 'tags',
  prepare(parameters) {
    const rule = prepareRule(parameters);
    return (subject, context) => rule.targets.flatMap((target) => judgeTags(rule, target, subject, context));
  },
};

/** What places stand for, each once. */
export function targetsOf(on: readonly Place[]): readonly Target[] {
  return [...new Set(on)].map((place) => targets[place]);
}

type Requirement = readonly [key: string, judge: TagValueJudge];

interface TagsRule {
  readonly targets: readonly Target[];
  readonly require: readonly Requirement[];
  readonly forbid: readonly ReturnType<typeof wildcardFiller>[];
}

function prepareRule({ on = defaultPlaces, require = {}, forbid = [] }: TagsParameters): TagsRule {
  return {
    targets: targetsOf(on),
    // Entries, so that no key means anything to the language.
    require: Object.entries(require).map(([key, demand]) => [key, prepareTagValue(demand)] as const),
    forbid: forbid.map((wildcard) => wildcardFiller(templateOf(wildcard))),
  };
}

function judgeTags(rule: TagsRule, target: Target, { definition }: Subject, context: JudgingContext): readonly RuleFinding[] {
  const present = definition[target.member] ?? {};
  const scene: Scene = { rule, target, present, context };
  const findings: RuleFinding[] = [];
  for (const required of rule.require) {
    const finding = judgeRequired(required, scene);
    if (finding !== undefined) findings.push(finding);
  }
  return rule.forbid.length === 0 ? findings : findings.concat(judgeForbidden(rule, target, present, context));
}

interface Scene {
  readonly rule: TagsRule;
  readonly target: Target;
  readonly present: Tags;
  readonly context: JudgingContext;
}

function judgeRequired([key, judgeValue]: Requirement, scene: Scene): RuleFinding | undefined {
  const { target, present, context } = scene;
  const value = Object.hasOwn(present, key) ? present[key] : undefined;
  const found = judgeValue(value, context);
  if (found === undefined) return undefined;
  const { code, message, expected, certain } = found;
  const pointer = toPointer([target.member, key]);
  const finding = { code, pointer, message: `${target.label} ${key} ${message}`, actual: value ?? null, expected };
  const changes: readonly FixStep[] = certain === undefined ? [] : [{ set: pointer, to: certain }];
  return value === undefined ? missingKey(finding, changes, [key, judgeValue], scene) : withChanges(finding, changes);
}

/** A missing key, unless another one is there that was meant for it. Only a difference in case is certain to be a slip. */
function missingKey(
  finding: RuleFinding,
  changes: readonly FixStep[],
  [key, judgeValue]: Requirement,
  scene: Scene,
): RuleFinding {
  const { rule, target, present, context } = scene;
  const alike = Object.keys(present).filter((other) => looksLike(other, key) && !isRequired(rule, other));
  const [other] = alike;
  if (other === undefined) return hasRoom(scene) ? withChanges(finding, changes) : finding;
  const misspelt = { ...finding, code: 'misspelt-key', message: `${finding.message}, and ${quoted(other)} is another key` };
  if (alike.length > 1 || !differsInCaseOnly(other, key)) return hasRoom(scene) ? withChanges(misspelt, changes) : misspelt;
  const value = present[other] ?? '';
  const moved: readonly FixStep[] = judgeValue(value, context) === undefined ? [{ set: finding.pointer, to: value }] : changes;
  return withChanges(misspelt, moved.length === 0 ? [] : [remove(target, other), ...moved]);
}

function withChanges(finding: RuleFinding, changes: readonly FixStep[]): RuleFinding {
  return changes.length === 0 ? finding : { ...finding, changes };
}

function judgeForbidden({ forbid }: TagsRule, target: Target, present: Tags, context: JudgingContext): readonly RuleFinding[] {
  const filled = forbid.map((fill) => fill(context));
  const found = Object.keys(present)
    .filter((key) => filled.some((wildcard) => 'value' in wildcard && matches(wildcard.value, key)))
    .map((key) => forbidden(target, key, present[key]));
  const unknown = filled.find((wildcard) => 'unknown' in wildcard)?.unknown;
  return unknown === undefined ? found : [...found, unknownForbidden(target, unknown)];
}

function forbidden(target: Target, key: string, value: string | undefined): RuleFinding {
  return {
    code: 'forbidden-key',
    pointer: toPointer([target.member, key]),
    message: `${target.label} ${quoted(key)} is forbidden`,
    actual: value ?? null,
    expected: null,
    changes: [remove(target, key)],
  };
}

function unknownForbidden(target: Target, unknown: string): RuleFinding {
  const message = `which ${target.label}s are forbidden depends on your ${unknown}, and no ${unknown} is known for you`;
  return { code: 'context-unknown', pointer: toPointer([target.member]), message, actual: null, expected: null };
}

/** Whether every missing key still fits beside those that are there. */
function hasRoom({ rule, present }: Scene): boolean {
  const missing = rule.require.filter(([key]) => !Object.hasOwn(present, key)).length;
  return Object.keys(present).length + missing <= maximumTags;
}

function isRequired(rule: TagsRule, key: string): boolean {
  return rule.require.some(([required]) => required === key);
}

function remove(target: Target, key: string): FixStep {
  return { remove: toPointer([target.member, key]) };
}
