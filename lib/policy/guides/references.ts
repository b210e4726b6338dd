import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { JsonObject } from '../../json/value.ts';
import { alternatives, enumeration, quoted, sentence } from '../../text/wording.ts';
import { places, type ReferencePlace, type ReferencesParameters, references } from '../rules/references.ts';
import { defineGuide, type Fill } from './parts/guide.ts';
import { patternOfResources } from './parts/resource-pattern.ts';
import { exampleResource, resourceWildcardSchema } from './parts/resource-wildcard.ts';

const allowSchema = v.pipe(
  v.array(resourceWildcardSchema),
  v.nonEmpty('must hold at least one wildcard; with none, nothing would be allowed'),
  v.description('Wildcards of account and name, such as `{account}/web-*`; `aws/…` is what AWS provides.'),
);

const recipesSchema = v.pipe(
  v.strictObject({
    allow: v.exactOptional(allowSchema),
    kinds: v.exactOptional(
      v.pipe(
        v.array(v.picklist(['image', 'container'])),
        v.nonEmpty('must name image, container, or both'),
        v.description('Which kinds of recipe a pipeline may build.'),
        v.metadata({ default: ['image', 'container'] }),
      ),
    ),
    floating: v.exactOptional(
      v.pipe(
        v.picklist(['allow', 'forbid', 'require']),
        v.description('Whether a version may have an `x`, by which Image Builder chooses the newest that fits.'),
        v.metadata({ default: 'allow' }),
      ),
    ),
  }),
  together((group) => silence(group)),
  v.description('The image recipe or container recipe.'),
);

const infrastructureSchema = v.pipe(v.strictObject({ allow: allowSchema }), v.description('The infrastructure configuration.'));

const distributionSchema = v.pipe(
  v.strictObject({
    allow: v.exactOptional(allowSchema),
    required: v.exactOptional(
      v.pipe(
        v.boolean(),
        v.description('Whether a pipeline must name a distribution configuration.'),
        v.metadata({ default: false }),
      ),
    ),
  }),
  together((group) => silence(group)),
  v.description('The distribution configuration.'),
);

const parametersSchema = v.pipe(
  v.strictObject({
    recipes: v.exactOptional(recipesSchema),
    infrastructure: v.exactOptional(infrastructureSchema),
    distribution: v.exactOptional(distributionSchema),
  }),
  together((parameters) =>
    Object.keys(parameters).length === 0 ? ['must say something about recipes, infrastructure or distribution'] : [],
  ),
);

export const referencesGuide = defineGuide(references, {
  purpose: 'A pipeline must be made of recipes and configurations that the organisation trusts.',
  parameters: parametersSchema,
  codes: {
    missing: 'The rule demands a distribution configuration, and none is named.',
    'not-allowed': 'Account and name match none of the allowed wildcards.',
    'kind-not-allowed': 'Recipes of this kind are not allowed.',
    floating: 'The version of the recipe has an x, so that what gets built can change by itself.',
    'not-floating': 'The version of the recipe is fixed, and the rule demands one with an x.',
    'context-unknown': 'No allowed wildcard matches, and one of them needs something about the caller that is not known.',
  },
  example: {
    recipes: { allow: ['{account}/web-*', 'aws/*'], floating: 'forbid' },
    infrastructure: { allow: ['{account}/*'] },
    distribution: { allow: ['{account}/*'], required: true },
  },
  explain(parameters, fill) {
    const demands = demandsOf(parameters, fill);
    const advice = 'Wildcards are of account and name, as they stand in the ARN.';
    return {
      summary: sentence(demands.join('; ')),
      howToSatisfy: [...demands.map(sentence), advice],
      example: exampleOf(parameters, fill),
    };
  },
  narrow({ recipes = {}, infrastructure, distribution = {} }, context) {
    const { allow, kinds, floating = 'allow' } = recipes;
    const patternIn = (place: ReferencePlace, pattern: string) => ({ at: `/${place.member}`, schema: { allOf: [{ pattern }] } });
    const from = (place: ReferencePlace, wildcards: readonly string[] | undefined) =>
      wildcards === undefined ? [] : [patternIn(place, patternOfResources(wildcards, place.example, context))];
    const recipesIn = (place: ReferencePlace, kind: 'image' | 'container') => {
      if (kinds?.includes(kind) === false) return [{ at: '', schema: { allOf: [{ not: { required: [place.member] } }] } }];
      return [...from(place, allow), ...(floating === 'allow' ? [] : [patternIn(place, versions[floating])])];
    };
    return [
      ...recipesIn(places.image, 'image'),
      ...recipesIn(places.container, 'container'),
      ...from(places.infrastructure, infrastructure?.allow),
      ...from(places.distribution, distribution.allow),
      ...(distribution.required === true ? [{ at: `/${places.distribution.member}`, required: true }] : []),
    ];
  },
});

function silence(group: object): readonly string[] {
  return Object.keys(group).length === 0 ? ['must say something; leave it out otherwise'] : [];
}

function demandsOf({ recipes = {}, infrastructure, distribution = {} }: ReferencesParameters, fill: Fill): readonly string[] {
  const { kinds, floating = 'allow' } = recipes;
  const matching = (subject: string, allow: readonly string[] | undefined) =>
    allow === undefined ? [] : [`${subject} must match ${alternatives(allow.map((text) => quoted(fill(text))))}`];
  return [
    ...matching('the recipe', recipes.allow),
    ...(kinds === undefined ? [] : [`only ${enumeration(kinds.map((kind) => `${kind} recipes`))} are allowed`]),
    ...(floating === 'forbid' ? ['the version of the recipe must be a fixed one, such as 1.4.0'] : []),
    ...(floating === 'require' ? ['the version of the recipe must have an x, such as 1.x.x'] : []),
    ...matching('the infrastructure configuration', infrastructure?.allow),
    ...(distribution.required === true ? ['a distribution configuration must be named'] : []),
    ...matching('the distribution configuration', distribution.allow),
  ];
}

function exampleOf({ recipes, infrastructure, distribution }: ReferencesParameters, fill: Fill): JsonObject {
  const arn = (place: ReferencePlace, [allow = '{account}/example']: readonly string[] = [], ending = '') => {
    const { account, name } = exampleResource(allow, fill);
    return { [place.member]: `arn:aws:imagebuilder:${fill('{region}')}:${account}:${place.example}/${name}${ending}` };
  };
  const recipe = recipes?.kinds?.includes('image') === false ? places.container : places.image;
  return {
    ...(recipes && arn(recipe, recipes.allow, recipes.floating === 'require' ? '/1.x.x' : '/1.0.0')),
    ...(infrastructure && arn(places.infrastructure, infrastructure.allow)),
    ...(distribution && arn(places.distribution, distribution.allow)),
  };
}

/** Versions with an x, and those without, at the end of an ARN. */
const versions = { require: '/[^/]*x[^/]*$', forbid: '/[^/x]*$' };
