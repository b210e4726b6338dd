import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { keyed } from '../../file/map-schema.ts';
import { toPointer } from '../../json/pointer.ts';
import { maximumTags } from '../../service-limits.ts';
import { matchesWildcard } from '../../text/wildcard.ts';
import { alternatives, enumeration, quoted } from '../../text/wording.ts';
import type { TagValueDemand } from '../rules/parts/tag-value.ts';
import { defaultPlaces, type TagsParameters, tags, targetsOf } from '../rules/tags.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { fillForReading, templateOf, wildcardFiller } from '../subject/template.ts';
import { defineGuide, type Fill, type FormContext, type Narrowing } from './parts/guide.ts';
import { exampleValue, howToSatisfy, narrowedValue, tagValueSchema } from './parts/tag-value.ts';
import { patternOfWildcard } from './parts/wildcard-pattern.ts';

/** Source: EC2 Image Builder API Reference, CreateImagePipeline: the pattern for a key. */
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
          'Whose tags are judged: those of the pipeline, `tags`, or those of its images: `imageTags`, and where an execution is started, these with the tags of the start over them.',
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
    optional: v.exactOptional(
      v.pipe(
        keyed(keySchema, tagValueSchema),
        v.description('Keys that may be left out, each with what its value must be where it is there.'),
      ),
    ),
    others: v.exactOptional(
      v.pipe(
        v.picklist(['allow', 'forbid']),
        v.description(
          'Whether there may be keys that the rule does not name. On images of a start the tag that names the owner is always there, so `forbid` has to name it.',
        ),
        v.metadata({ default: 'allow' }),
      ),
    ),
    sameAsPipeline: v.exactOptional(
      v.pipe(
        v.array(keySchema),
        v.nonEmpty('must name at least one key; leave it out otherwise'),
        v.description(
          'Keys whose value on images has to be that on the pipeline: where a pipeline has none, its images have none. Needs `on` with images.',
        ),
      ),
    ),
    forbid: v.exactOptional(
      v.pipe(
        v.array(v.pipe(templateSchema, v.nonEmpty('must not be empty'), v.title('wildcard'))),
        v.description('Wildcards of keys that must not be there.'),
      ),
    ),
  }),
  together((parameters) => contradictions(parameters)),
);

export const tagsGuide = defineGuide(tags, {
  purpose:
    'Pipelines, images, or both must carry certain tags, with values that the organisation knows, and must not carry others.',
  parameters: parametersSchema,
  codes: {
    missing: 'A required tag is missing, or the value of a tag is blank.',
    'misspelt-key':
      'A required or optional tag is missing, and another key looks like it; keys are compared exactly, case included.',
    'not-equal': 'The value is not the one that the rule demands.',
    'not-one-of': 'The value is not one of those that the rule allows.',
    'pattern-mismatch': 'The value does not match the pattern.',
    'value-not-allowed': 'The value is one of those that the rule does not allow.',
    'too-short': 'The value has fewer characters than the rule demands.',
    'too-long': 'The value has more characters than the rule allows.',
    'differs-from-pipeline': 'The image tag does not have the value of the tag of the pipeline.',
    'unlisted-key': 'The rule allows the keys that it names and no others.',
    'forbidden-key': 'The key is forbidden.',
    'context-unknown': 'The value depends on something about the caller that is not known.',
  },
  example: {
    on: ['pipeline', 'images'],
    require: {
      team: { equals: '{team}' },
      'cost-center': { pattern: 'CC-[0-9]{4}' },
      'data-class': { oneOf: ['public', 'internal', 'restricted'] },
      owner: { not: ['none', 'tbd'], maximumLength: 64 },
    },
    optional: { environment: { oneOf: ['dev', 'test', 'prod'] } },
    sameAsPipeline: ['team', 'data-class'],
    forbid: ['tmp-*'],
  },
  explain(parameters, fill) {
    const { on = defaultPlaces, require = {}, optional = {}, sameAsPipeline = [], forbid = [] } = parameters;
    const places = targetsOf(on);
    const labels = enumeration(places.map(({ label }) => label));
    const demanded = Object.entries(require);
    const sample = Object.fromEntries(demanded.map(([key, demand]) => [key, exampleValue(demand, fill)]));
    const same = Object.entries(sample).filter(([key]) => sameAsPipeline.includes(key));
    return {
      summary: summaryOf(parameters, fill),
      howToSatisfy: [
        ...demanded.map(([key, demand]) => `Set the ${labels} ${key} to ${howToSatisfy(demand, fill)}.`),
        ...Object.entries(optional).map(
          ([key, demand]) => `Leave out the ${labels} ${key}, or set it to ${howToSatisfy(demand, fill)}.`,
        ),
        ...sameAsPipeline.map((key) => `Set the image tag ${key} to the value of the tag ${key} of the pipeline.`),
        ...(parameters.others === 'forbid' ? [`Leave out all keys but ${enumeration(keysOf(parameters))}.`] : []),
        ...forbid.map((wildcard) => `Leave out keys that match ${quoted(fill(wildcard))}.`),
      ],
      example: {
        ...(same.length > 0 && { tags: Object.fromEntries(same) }),
        ...Object.fromEntries(places.map(({ member }) => [member, sample])),
      },
    };
  },
  narrow(parameters, context) {
    const { on = defaultPlaces, require = {}, optional = {}, others, sameAsPipeline = [], forbid = [] } = parameters;
    return targetsOf(on).flatMap(({ member }) => {
      const narrowedKey =
        (required: boolean) =>
        ([key, demand]: readonly [string, TagValueDemand]) => ({
          at: toPointer([member, key]),
          schema: { title: key, ...narrowedValue(demand, context) },
          required,
        });
      const same = member === 'imageTags' ? sameAsPipeline : [];
      return [
        ...Object.entries(require).map(narrowedKey(true)),
        ...Object.entries(optional).map(narrowedKey(false)),
        ...same.map((key) => ({
          at: toPointer([member, key]),
          schema: { description: `the same as the tag ${key} of the pipeline` },
        })),
        ...(others === 'forbid' ? [narrowOthers(member, keysOf(parameters))] : []),
        ...forbid.flatMap((wildcard) => narrowForbidden(member, wildcard, context)),
      ];
    });
  },
});

function contradictions(parameters: TagsParameters): readonly string[] {
  const { on = defaultPlaces, require = {}, optional = {}, others, sameAsPipeline = [], forbid = [] } = parameters;
  const keys = keysOf(parameters);
  if (keys.length + forbid.length === 0)
    return [
      others === 'forbid'
        ? 'forbids all keys but those that it names, and names none'
        : 'must say something about require, optional, sameAsPipeline or forbid',
    ];
  const isForImages = on.includes('images');
  return [
    ...(sameAsPipeline.length > 0 && !isForImages
      ? ['has sameAsPipeline, which is about images, and on leaves them out; write on: [pipeline, images], or on: [images]']
      : []),
    ...Object.keys(require)
      .filter((key) => Object.hasOwn(optional, key))
      .map((key) => `has the tag ${key} in require and in optional; write it in one of them`),
    ...keys.flatMap((key) => {
      const contrary = forbid.find((wildcard) => matchesWildcard(wildcard, key));
      if (contrary === undefined) return [];
      return [`${Object.hasOwn(require, key) ? 'requires' : 'names'} the tag ${key} and forbids it by ${quoted(contrary)}`];
    }),
    ...(Object.keys(require).length > maximumTags ? [`requires more tags than the ${maximumTags} that Image Builder takes`] : []),
  ];
}

/** The keys that a rule names, each once. */
function keysOf({ require = {}, optional = {}, sameAsPipeline = [] }: TagsParameters): readonly string[] {
  return [...new Set([...Object.keys(require), ...Object.keys(optional), ...sameAsPipeline])];
}

function summaryOf(parameters: TagsParameters, fill: Fill): string {
  const { on = defaultPlaces, require = {}, optional = {}, others, sameAsPipeline = [], forbid = [] } = parameters;
  const where = enumeration(targetsOf(on).map(({ label }) => `${label}s`));
  const required = Object.keys(require);
  const demands = [
    ...(required.length === 0 ? [] : [`must include ${enumeration(required)}`]),
    ...(Object.keys(optional).length === 0
      ? []
      : [`may include ${enumeration(Object.keys(optional))}, with certain values only`]),
    ...(others === 'forbid' ? ['must include no others'] : []),
    ...(forbid.length === 0 ? [] : [`must not include ${alternatives(forbid.map((wildcard) => quoted(fill(wildcard))))}`]),
    ...(sameAsPipeline.length === 0 ? [] : [`must agree in ${enumeration(sameAsPipeline)} with those of the pipeline`]),
  ];
  return `The ${where} ${enumeration(demands)}.`;
}

function narrowOthers(member: string, keys: readonly string[]): Narrowing {
  const description = `no other keys than ${enumeration(keys)}`;
  return { at: toPointer([member]), schema: { description, allOf: [{ propertyNames: { enum: keys } }] } };
}

/**
 * A wildcard that needs what is not known refuses every pipeline, as the judgement does; one that needs the name is left to it.
 */
function narrowForbidden(member: string, wildcard: string, context: FormContext): readonly Narrowing[] {
  if (wildcard.includes('{name}')) return [];
  const filled = wildcardFiller(templateOf(wildcard))({ ...context, name: '' });
  if ('unknown' in filled) return [{ at: '', schema: { not: {} } }];
  const description = `no key may match ${quoted(fillForReading(wildcard, context))}`;
  const propertyNames = { not: { pattern: `^${patternOfWildcard(filled.value)}$` } };
  return [{ at: toPointer([member]), schema: { description, allOf: [{ propertyNames }] } }];
}
