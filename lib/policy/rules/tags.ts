import * as v from 'valibot';
import { toPointer } from '../../json/pointer.ts';
import { keyed } from '../keyed.ts';
import { differsInCaseOnly, looksLike } from '../look-alike.ts';
import { type Change, defineRuleType, type FormContext, type Narrowing, type RuleFinding } from '../rule.ts';
import type { JudgingContext, Subject } from '../subject.ts';
import {
  exampleValue,
  howToSatisfy,
  narrowedValue,
  prepareTagValue,
  type TagValueDemand,
  type TagValueJudge,
  tagValueSchema,
} from '../tag-value.ts';
import { fillForReading, templateOf, templateSchema, wildcardFiller } from '../template.ts';
import { together } from '../together.ts';
import { matches, matchesWildcard } from '../wildcard.ts';
import { patternOfWildcard } from '../wildcard-pattern.ts';
import { alternatives, enumeration, quoted } from '../wording.ts';

/** Source: EC2 Image Builder API Reference, CreateImagePipeline: at most 50 entries, and this pattern for a key. */
const mostTags = 50;
const keySchema = v.pipe(
  v.string(),
  v.regex(/^(?!aws:)[a-zA-Z0-9\s_.:/=+\-@]{1,128}$/, 'is not a tag key that Image Builder accepts'),
);

const parametersSchema = v.pipe(
  v.strictObject({
    on: v.exactOptional(
      v.pipe(
        v.array(v.picklist(['pipeline', 'images'])),
        v.nonEmpty('must name pipeline, images, or both'),
        v.description(
          'Whose tags are judged: those of the pipeline, `tags`, or those of the images of scheduled runs, `imageTags`.',
        ),
        v.metadata({ default: ['pipeline'] }),
      ),
    ),
    require: v.exactOptional(
      v.pipe(
        keyed(keySchema, tagValueSchema),
        v.description('Keys that must be there, each with what its value must be; `{}` is any but a blank one.'),
      ),
    ),
    forbid: v.exactOptional(
      v.pipe(
        v.array(v.pipe(templateSchema, v.nonEmpty('must not be empty'), v.title('wildcard'))),
        v.description('Wildcards of keys that must not be there.'),
      ),
    ),
  }),
  together(({ require = nothingRequired, forbid = [] }) => {
    if (require.size + forbid.length === 0) return ['must require or forbid at least one tag'];
    return [...require.keys()].flatMap((key) => {
      const contrary = forbid.find((wildcard) => matchesWildcard(wildcard, key));
      return contrary === undefined ? [] : [`requires the tag ${key} and forbids it by ${quoted(contrary)}`];
    });
  }),
);

const targets = {
  pipeline: { member: 'tags', label: 'tag' },
  images: { member: 'imageTags', label: 'image tag' },
} as const;

type Place = keyof typeof targets;
type Target = (typeof targets)[keyof typeof targets];
type Tags = Readonly<Record<string, string>>;

interface Demands {
  readonly on?: readonly Place[] | undefined;
  readonly require?: ReadonlyMap<string, TagValueDemand> | undefined;
  readonly forbid?: readonly string[] | undefined;
}

const defaultPlaces: readonly Place[] = ['pipeline'];
const nothingRequired: ReadonlyMap<string, TagValueDemand> = new Map();

/** Keys and values are compared exactly, case included, as AWS compares them. A blank value counts as a missing one. */
export const tags = defineRuleType({
  type: 'tags',
  purpose:
    'Pipelines, images, or both must carry certain tags, with values that the organisation knows, and must not carry others.',
  parameters: parametersSchema,
  codes: {
    missing: 'A required tag is missing, or its value is blank.',
    'misspelt-key': 'A required tag is missing, and another key looks like it; keys are compared exactly, case included.',
    'not-equal': 'The value is not the one that the rule demands.',
    'not-one-of': 'The value is none of those that the rule allows.',
    'pattern-mismatch': 'The value does not match the pattern.',
    'forbidden-key': 'The key is forbidden.',
    'context-unknown': 'The value depends on something about the caller that is not known.',
  },
  example: {
    on: ['pipeline', 'images'],
    require: {
      team: { equals: '{team}' },
      'cost-center': { pattern: 'CC-[0-9]{4}' },
      'data-class': { oneOf: ['public', 'internal', 'restricted'] },
      owner: {},
    },
    forbid: ['tmp-*'],
  },
  prepare(parameters) {
    const rule = prepareRule(parameters);
    return (subject, context) => rule.targets.flatMap((target) => judgeTags(rule, target, subject, context));
  },
  explain({ on = defaultPlaces, require = nothingRequired, forbid = [] }, fill) {
    const places = [...new Set(on)].map((place) => targets[place]);
    const where = enumeration(places.map(({ label }) => `${label}s`));
    const keys = [...require.keys()];
    const demands = [
      ...(keys.length === 0 ? [] : [`must include ${enumeration(keys)}`]),
      ...(forbid.length === 0 ? [] : [`must not include ${alternatives(forbid.map((wildcard) => quoted(fill(wildcard))))}`]),
    ];
    const sample = Object.fromEntries(Array.from(require, ([key, demand]) => [key, exampleValue(demand, fill)]));
    return {
      summary: `The ${where} ${demands.join(' and ')}.`,
      howToSatisfy: Array.from(
        require,
        ([key, demand]) => `Set the ${enumeration(places.map(({ label }) => label))} ${key} to ${howToSatisfy(demand, fill)}.`,
      ).concat(forbid.map((wildcard) => `Leave out keys that match ${quoted(fill(wildcard))}.`)),
      example: Object.fromEntries(places.map(({ member }) => [member, sample])),
    };
  },
  narrow({ on = defaultPlaces, require = nothingRequired, forbid = [] }, context) {
    return [...new Set(on)].flatMap((place) => {
      const { member } = targets[place];
      const required = Array.from(require, ([key, demand]) => ({
        at: toPointer([member, key]),
        schema: { title: key, ...narrowedValue(demand, context) },
        required: true,
      }));
      return [...required, ...forbid.flatMap((wildcard) => narrowForbidden(member, wildcard, context))];
    });
  },
});

type Requirement = readonly [key: string, judge: TagValueJudge];

interface TagsRule {
  readonly targets: readonly Target[];
  readonly require: readonly Requirement[];
  readonly forbid: readonly ReturnType<typeof wildcardFiller>[];
}

function prepareRule({ on = defaultPlaces, require = nothingRequired, forbid = [] }: Demands): TagsRule {
  return {
    targets: [...new Set(on)].map((place) => targets[place]),
    require: Array.from(require, ([key, demand]) => [key, prepareTagValue(demand)] as const),
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
  const complaint = judgeValue(value, context);
  if (complaint === undefined) return undefined;
  const { code, message, expected, certain } = complaint;
  const pointer = toPointer([target.member, key]);
  const finding = { code, pointer, message: `${target.label} ${key} ${message}`, actual: value ?? null, expected };
  const changes: readonly Change[] = certain === undefined ? [] : [{ set: pointer, to: certain }];
  return value === undefined ? missingKey(finding, changes, [key, judgeValue], scene) : withChanges(finding, changes);
}

/** A missing key, unless another one is there that was meant for it. Only a difference in case is certain to be a slip. */
function missingKey(finding: RuleFinding, changes: readonly Change[], [key, judgeValue]: Requirement, scene: Scene): RuleFinding {
  const { rule, target, present, context } = scene;
  const alike = Object.keys(present).filter((other) => looksLike(other, key) && !isRequired(rule, other));
  const [other] = alike;
  if (other === undefined) return hasRoom(scene) ? withChanges(finding, changes) : finding;
  const misspelt = { ...finding, code: 'misspelt-key', message: `${finding.message}, and ${quoted(other)} is another key` };
  if (alike.length > 1 || !differsInCaseOnly(other, key)) return hasRoom(scene) ? withChanges(misspelt, changes) : misspelt;
  const value = present[other] ?? '';
  const moved: readonly Change[] = judgeValue(value, context) === undefined ? [{ set: finding.pointer, to: value }] : changes;
  return withChanges(misspelt, moved.length === 0 ? [] : [remove(target, other), ...moved]);
}

function withChanges(finding: RuleFinding, changes: readonly Change[]): RuleFinding {
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
  return Object.keys(present).length + missing <= mostTags;
}

function isRequired(rule: TagsRule, key: string): boolean {
  return rule.require.some(([required]) => required === key);
}

function remove(target: Target, key: string): Change {
  return { remove: toPointer([target.member, key]) };
}

/** A wildcard that needs what is not known refuses every pipeline, as the judgement does; one that needs the name is left to it. */
function narrowForbidden(member: string, wildcard: string, context: FormContext): readonly Narrowing[] {
  if (wildcard.includes('{name}')) return [];
  const filled = wildcardFiller(templateOf(wildcard))({ ...context, name: '' });
  if ('unknown' in filled) return [{ at: '', schema: { not: {} } }];
  const description = `no key may match ${quoted(fillForReading(wildcard, context))}`;
  const propertyNames = { not: { pattern: `^${patternOfWildcard(filled.value)}$` } };
  return [{ at: toPointer([member]), schema: { description, allOf: [{ propertyNames }] } }];
}
