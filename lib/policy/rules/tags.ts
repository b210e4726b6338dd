import { toPointer } from '../../json/pointer.ts';
import { maximumTags } from '../../service-limits.ts';
import { looksLike } from '../../text/look-alike.ts';
import { quoted } from '../../text/wording.ts';
import type { JudgingContext, Subject } from '../subject/subject.ts';
import type { FixStep, RuleFinding, RuleType } from './parts/rule.ts';
import { isMeantFor, type Listed, prepareForbidden, removed, strangeKeys, type TagScene, type Target } from './parts/tag-keys.ts';
import { prepareTagValue, type TagValueDemand } from './parts/tag-value.ts';

/** Which tags there must be, which there may be, and which must not. */
export interface TagsParameters {
  /** Of the pipeline, of the images that its runs make, or of both. */
  readonly on?: readonly Place[];
  readonly require?: Readonly<Record<string, TagValueDemand>>;
  /** What the values of keys must be where they are there. */
  readonly optional?: Readonly<Record<string, TagValueDemand>>;
  /** Whether there may be keys that the rule does not name. */
  readonly others?: 'allow' | 'forbid';
  /** Keys whose value on images has to be that on the pipeline. */
  readonly sameAsPipeline?: readonly string[];
  /** Wildcards of keys; templates. */
  readonly forbid?: readonly string[];
}

const targets = {
  pipeline: { member: 'tags', label: 'tag' },
  images: { member: 'imageTags', label: 'image tag' },
} as const satisfies Readonly<Record<string, Target>>;

type Place = keyof typeof targets;

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

interface TagsRule {
  readonly targets: readonly Target[];
  readonly require: readonly Listed[];
  readonly optional: readonly Listed[];
  readonly areOthersForbidden: boolean;
  readonly same: readonly string[];
  readonly forbidden: ReturnType<typeof prepareForbidden> | undefined;
}

function prepareRule(parameters: TagsParameters): TagsRule {
  const { on = defaultPlaces, require = {}, optional = {}, others, sameAsPipeline = [], forbid = [] } = parameters;
  // Entries, so that no key means anything to the language.
  const listed = (demands: Readonly<Record<string, TagValueDemand>>) =>
    Object.entries(demands).map(([key, demand]) => ({ key, judge: prepareTagValue(demand), isTelling: isTelling(demand) }));
  return {
    targets: targetsOf(on),
    require: listed(require),
    optional: listed(optional),
    areOthersForbidden: others === 'forbid',
    same: sameAsPipeline,
    forbidden: forbid.length === 0 ? undefined : prepareForbidden(forbid),
  };
}

/** A value of any kind, or of any but a few, says nothing of what it was meant for. */
function isTelling({ equals, oneOf, pattern }: TagValueDemand): boolean {
  return equals !== undefined || oneOf !== undefined || pattern !== undefined;
}

function judgeTags(rule: TagsRule, target: Target, { definition }: Subject, context: JudgingContext): readonly RuleFinding[] {
  const present = definition[target.member] ?? {};
  const scene: Scene = { rule, target, present, context };
  const findings: RuleFinding[] = [];
  for (const required of rule.require) {
    const finding = judgeRequired(required, scene);
    if (finding !== undefined) findings.push(finding);
  }
  for (const optional of rule.optional) {
    const finding = Object.hasOwn(present, optional.key) ? judgeRequired(optional, scene) : undefined;
    if (finding !== undefined) findings.push(finding);
  }
  if (rule.same.length > 0 && target.member === 'imageTags')
    findings.push(...differences(scene, definition.tags ?? {}, findings));
  if (rule.optional.length > 0 || rule.areOthersForbidden) findings.push(...strangers(scene));
  if (rule.forbidden !== undefined) findings.push(...rule.forbidden(scene));
  return findings;
}

interface Scene extends TagScene {
  readonly rule: TagsRule;
}

function judgeRequired(listed: Listed, scene: Scene): RuleFinding | undefined {
  const { key } = listed;
  const { target, present, context } = scene;
  const value = Object.hasOwn(present, key) ? present[key] : undefined;
  const found = listed.judge(value, context);
  if (found === undefined) return undefined;
  const { code, message, expected, certain } = found;
  const pointer = toPointer([target.member, key]);
  const finding = { code, pointer, message: `${target.label} ${key} ${message}`, actual: value ?? null, expected };
  const changes: readonly FixStep[] = certain === undefined ? [] : [{ set: pointer, to: certain }];
  return value === undefined ? missingKey(finding, changes, listed, scene) : withChanges(finding, changes);
}

/** A missing key, unless another one is there that was meant for it. */
function missingKey(finding: RuleFinding, changes: readonly FixStep[], required: Listed, scene: Scene): RuleFinding {
  const { rule, target, present, context } = scene;
  const { key, judge } = required;
  const alike = Object.keys(present).filter((other) => looksLike(other, key) && !isListed(rule, other));
  const [other] = alike;
  if (other === undefined) return hasRoom(scene) ? withChanges(finding, changes) : finding;
  const message = `${finding.message}, and ${quoted(other)} is another key; did you mean ${quoted(key)}?`;
  const misspelt = { ...finding, code: 'misspelt-key', message };
  const value = present[other] ?? '';
  if (alike.length > 1 || !(rule.areOthersForbidden || isMeantFor(other, value, required, context)))
    return hasRoom(scene) ? withChanges(misspelt, changes) : misspelt;
  const moved: readonly FixStep[] = judge(value, context) === undefined ? [{ set: finding.pointer, to: value }] : changes;
  return withChanges(misspelt, moved.length === 0 ? [] : [removed(target, other), ...moved]);
}

/** Image tags that are not those of the pipeline, but for keys of which something else is wrong already. */
function differences(scene: Scene, ofPipeline: TagScene['present'], found: readonly RuleFinding[]): readonly RuleFinding[] {
  const { rule, target, present } = scene;
  return rule.same.flatMap((key) => {
    const value = Object.hasOwn(present, key) ? present[key] : undefined;
    const wanted = Object.hasOwn(ofPipeline, key) ? ofPipeline[key] : undefined;
    const pointer = toPointer([target.member, key]);
    if (value === wanted || found.some((finding) => finding.pointer === pointer)) return [];
    const is = value === undefined ? 'is missing' : `is ${quoted(value)}`;
    const what = wanted === undefined ? 'the pipeline has no such tag' : `that of the pipeline is ${quoted(wanted)}`;
    const message = `${target.label} ${key} ${is}, and ${what}`;
    const finding = {
      code: 'differs-from-pipeline',
      pointer,
      message,
      actual: value ?? null,
      expected: { equals: wanted ?? null },
    };
    return [withChanges(finding, changesTo(wanted, key, scene))];
  });
}

/** The value of the pipeline, where the rule allows it; and none, where an image may do without. */
function changesTo(wanted: string | undefined, key: string, { rule, target, context }: Scene): readonly FixStep[] {
  if (wanted === undefined) return rule.require.some((listed) => listed.key === key) ? [] : [removed(target, key)];
  const demands = [...rule.require, ...rule.optional].filter((listed) => listed.key === key);
  const isFit = demands.every(({ judge }) => judge(wanted, context) === undefined);
  return isFit ? [{ set: toPointer([target.member, key]), to: wanted }] : [];
}

function strangers(scene: Scene): readonly RuleFinding[] {
  const { require: required, optional, areOthersForbidden, same } = scene.rule;
  const tied = same.map((key): Listed => ({ key, judge: () => undefined, isTelling: false }));
  return strangeKeys({ required, optional: areOthersForbidden ? [...optional, ...tied] : optional, areOthersForbidden }, scene);
}

function withChanges(finding: RuleFinding, changes: readonly FixStep[]): RuleFinding {
  return changes.length === 0 ? finding : { ...finding, changes };
}

/** Whether every missing key still fits beside those that are there. */
function hasRoom({ rule, present }: Scene): boolean {
  const missing = rule.require.filter(({ key }) => !Object.hasOwn(present, key)).length;
  return Object.keys(present).length + missing <= maximumTags;
}

function isListed(rule: TagsRule, key: string): boolean {
  return rule.require.concat(rule.optional).some((listed) => listed.key === key);
}
