import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { keyed } from '../../file/map-schema.ts';
import { toPointer } from '../../json/pointer.ts';
import { matchesWildcard } from '../../text/wildcard.ts';
import { alternatives, enumeration, quoted } from '../../text/wording.ts';
import { defaultPlaces, tags, targetsOf } from '../rules/tags.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { fillForReading, templateOf, wildcardFiller } from '../subject/template.ts';
import { defineGuide, type FormContext, type Narrowing } from './parts/guide.ts';
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
    forbid: v.exactOptional(
      v.pipe(
        v.array(v.pipe(templateSchema, v.nonEmpty('must not be empty'), v.title('wildcard'))),
        v.description('Wildcards of keys that must not be there.'),
      ),
    ),
  }),
  together(({ require = {}, forbid = [] }) => {
    const keys = Object.keys(require);
    if (keys.length + forbid.length === 0) return ['must require or forbid at least one tag'];
    return keys.flatMap((key) => {
      const contrary = forbid.find((wildcard) => matchesWildcard(wildcard, key));
      return contrary === undefined ? [] : [`requires the tag ${key} and forbids it by ${quoted(contrary)}`];
    });
  }),
);

export const tagsGuide = defineGuide(tags, {
  purpose:
    'Pipelines, images, or both must carry certain tags, with values that the organisation knows, and must not carry others.',
  parameters: parametersSchema,
  codes: {
    missing: 'A required tag is missing, or its value is blank.',
    'misspelt-key': 'A required tag is missing, and another key looks like it; keys are compared exactly, case included.',
    'not-equal': 'The value is not the one that the rule demands.',
    'not-one-of': 'The value is not one of those that the rule allows.',
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
  explain({ on = defaultPlaces, require = {}, forbid = [] }, fill) {
    const places = targetsOf(on);
    const where = enumeration(places.map(({ label }) => `${label}s`));
    const demanded = Object.entries(require);
    const keys = Object.keys(require);
    const demands = [
      ...(keys.length === 0 ? [] : [`must include ${enumeration(keys)}`]),
      ...(forbid.length === 0 ? [] : [`must not include ${alternatives(forbid.map((wildcard) => quoted(fill(wildcard))))}`]),
    ];
    const sample = Object.fromEntries(demanded.map(([key, demand]) => [key, exampleValue(demand, fill)]));
    return {
      summary: `The ${where} ${demands.join(' and ')}.`,
      howToSatisfy: demanded
        .map(
          ([key, demand]) => `Set the ${enumeration(places.map(({ label }) => label))} ${key} to ${howToSatisfy(demand, fill)}.`,
        )
        .concat(forbid.map((wildcard) => `Leave out keys that match ${quoted(fill(wildcard))}.`)),
      example: Object.fromEntries(places.map(({ member }) => [member, sample])),
    };
  },
  narrow({ on = defaultPlaces, require = {}, forbid = [] }, context) {
    return targetsOf(on).flatMap(({ member }) => {
      const required = Object.entries(require).map(([key, demand]) => ({
        at: toPointer([member, key]),
        schema: { title: key, ...narrowedValue(demand, context) },
        required: true,
      }));
      return [...required, ...forbid.flatMap((wildcard) => narrowForbidden(member, wildcard, context))];
    });
  },
});

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
