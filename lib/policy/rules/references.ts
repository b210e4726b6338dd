import * as v from 'valibot';
import { isFloating, parseArn } from '../../arn.ts';
import type { JsonObject } from '../../json/value.ts';
import { patternOfResources } from '../resource-pattern.ts';
import {
  exampleResource,
  onlyResource,
  prepareResourceWildcards,
  resourceWildcardSchema,
  shownResource,
} from '../resource-wildcard.ts';
import { type Change, defineRuleType, type Fill, type RuleFinding } from '../rule.ts';
import type { JudgedDefinition, JudgingContext } from '../subject.ts';
import { fillForReading } from '../template.ts';
import { together } from '../together.ts';
import { alternatives, enumeration, quoted, sentence } from '../wording.ts';

const allowSchema = v.pipe(
  v.array(resourceWildcardSchema),
  v.nonEmpty('must hold at least one wildcard; with none, nothing would do'),
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
    Object.keys(parameters).length === 0 ? ['must say something of recipes, infrastructure or distribution'] : [],
  ),
);

/** What a pipeline refers to, with the words that messages use. Recipes stand in one of two members. */
const places = {
  image: { member: 'imageRecipeArn', label: 'image recipe', example: 'image-recipe' },
  container: { member: 'containerRecipeArn', label: 'container recipe', example: 'container-recipe' },
  infrastructure: {
    member: 'infrastructureConfigurationArn',
    label: 'infrastructure configuration',
    example: 'infrastructure-configuration',
  },
  distribution: {
    member: 'distributionConfigurationArn',
    label: 'distribution configuration',
    example: 'distribution-configuration',
  },
} as const;

type Place = (typeof places)[keyof typeof places];
type Parameters = v.InferOutput<typeof parametersSchema>;
type Recipes = v.InferOutput<typeof recipesSchema>;
type Distribution = v.InferOutput<typeof distributionSchema>;
type Check = (definition: JudgedDefinition, context: JudgingContext) => RuleFinding | undefined;

/** Accounts are compared in full, so a recipe of the same name in somebody else's account is another recipe. */
export const references = defineRuleType({
  type: 'references',
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
  prepare({ recipes, infrastructure, distribution }) {
    const checks: readonly Check[] = [
      ...(recipes === undefined ? [] : recipeChecks(recipes)),
      ...(infrastructure === undefined ? [] : [allowed(places.infrastructure, infrastructure.allow)]),
      ...(distribution === undefined ? [] : distributionChecks(distribution)),
    ];
    return ({ definition }, context) => {
      const findings: RuleFinding[] = [];
      for (const check of checks) {
        const finding = check(definition, context);
        if (finding !== undefined) findings.push(finding);
      }
      return findings;
    };
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
    const patternIn = (place: Place, pattern: string) => ({ at: `/${place.member}`, schema: { allOf: [{ pattern }] } });
    const from = (place: Place, wildcards: readonly string[] | undefined) =>
      wildcards === undefined ? [] : [patternIn(place, patternOfResources(wildcards, place.example, context))];
    const recipesIn = (place: Place, kind: 'image' | 'container') => {
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

function recipeChecks({ allow, kinds, floating = 'allow' }: Recipes): readonly Check[] {
  return [places.image, places.container].flatMap((place) => {
    const kind = place === places.image ? 'image' : 'container';
    if (kinds?.includes(kind) === false) return [refusedKind(place, kinds)];
    return [
      ...(allow === undefined ? [] : [allowed(place, allow)]),
      ...(floating === 'allow' ? [] : [version(place, floating === 'require')]),
    ];
  });
}

function distributionChecks({ allow, required = false }: Distribution): readonly Check[] {
  const place = places.distribution;
  const missing: Check = (definition, context) =>
    definition[place.member] === undefined
      ? finding(
          'missing',
          place,
          null,
          `${place.label} is missing`,
          { required, ...readable(allow, context) },
          certain(place, allow, definition, context),
        )
      : undefined;
  return [...(required ? [missing] : []), ...(allow === undefined ? [] : [allowed(place, allow)])];
}

function refusedKind(place: Place, kinds: readonly string[]): Check {
  return (definition) => {
    const arn = definition[place.member];
    if (arn === undefined) return undefined;
    return finding('kind-not-allowed', place, arn, `a ${place.label} is not allowed`, { kinds });
  };
}

function allowed(place: Place, allow: readonly string[]): Check {
  const isAllowed = prepareResourceWildcards(allow);
  return (definition, context) => {
    const arn = definition[place.member];
    if (arn === undefined) return undefined;
    const parsed = parseArn(arn);
    const match = parsed !== undefined && isAllowed(parsed, context);
    if (match === true) return undefined;
    const expected = readable(allow, context);
    const message = `${place.label} is ${shownResource(arn)}, it must match ${alternatives((expected.allow ?? []).map(quoted))}`;
    if (match !== false)
      return finding('context-unknown', place, arn, `${message}, and no ${match.unknown} is known for you`, expected);
    return finding('not-allowed', place, arn, message, expected, certain(place, allow, definition, context));
  };
}

function version(place: Place, wantsFloating: boolean): Check {
  const expected = { floating: wantsFloating ? 'require' : 'forbid' };
  return (definition) => {
    const arn = definition[place.member];
    const given = arn === undefined ? undefined : parseArn(arn)?.version;
    if (arn === undefined || given === undefined || isFloating(given) === wantsFloating) return undefined;
    return wantsFloating
      ? finding('not-floating', place, arn, `${place.label} has the fixed version ${given}, it must have an x`, expected)
      : finding('floating', place, arn, `${place.label} has the floating version ${given}, it must be a fixed one`, expected);
  };
}

function finding(
  code: string,
  { member }: Place,
  actual: string | null,
  message: string,
  expected: JsonObject,
  changes: readonly Change[] = [],
): RuleFinding {
  return { code, pointer: `/${member}`, message, actual, expected, ...(changes.length === 0 ? {} : { changes }) };
}

/** Only a configuration that is the single one allowed; a recipe has a version besides, which nobody can guess. */
function certain(
  place: Place,
  allow: readonly string[] | undefined,
  definition: JudgedDefinition,
  context: JudgingContext,
): readonly Change[] {
  const only = allow === undefined ? undefined : onlyResource(allow, context);
  const sibling = parseArn(definition.imageRecipeArn ?? definition.containerRecipeArn ?? '');
  if (only === undefined || sibling === undefined || place === places.image || place === places.container) return [];
  const arn = `arn:${sibling.partition}:imagebuilder:${context.region}:${only.account}:${place.example}/${only.name}`;
  return [{ set: `/${place.member}`, to: arn }];
}

function readable(
  allow: readonly string[] | undefined,
  context: Partial<JudgingContext>,
): { readonly allow?: readonly string[] } {
  return allow === undefined ? {} : { allow: allow.map((text) => fillForReading(text, context)) };
}

function demandsOf({ recipes = {}, infrastructure, distribution = {} }: Parameters, fill: Fill): readonly string[] {
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

function exampleOf({ recipes, infrastructure, distribution }: Parameters, fill: Fill): JsonObject {
  const arn = (place: Place, [allow = '{account}/example']: readonly string[] = [], ending = '') => {
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
