import { isFloating, parseArn } from '../../arn.ts';
import type { JsonObject } from '../../json/value.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgedDefinition, JudgingContext } from '../subject/subject.ts';
import { fillForReading } from '../subject/template.ts';
import { onlyResource, prepareResourceWildcards, shownResource } from './parts/resource-wildcard.ts';
import type { FixStep, RuleFinding, RuleType } from './parts/rule.ts';

/** Which recipes and configurations a pipeline may be made of; what is allowed are wildcards of account and name. */
export interface ReferencesParameters {
  readonly recipes?: Recipes;
  readonly infrastructure?: { readonly allow: readonly string[] };
  readonly distribution?: Distribution;
}

interface Recipes {
  readonly allow?: readonly string[];
  readonly kinds?: readonly ('image' | 'container')[];
  /** Whether a version may have an `x`. */
  readonly floating?: 'allow' | 'forbid' | 'require';
}

interface Distribution {
  readonly allow?: readonly string[];
  readonly required?: boolean;
}

/** What a pipeline refers to, with the words that messages use. Recipes stand in one of two members. */
export const places = {
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

export type ReferencePlace = (typeof places)[keyof typeof places];
type Check = (definition: JudgedDefinition, context: JudgingContext) => RuleFinding | undefined;

/** Accounts are compared in full, so a recipe of the same name in somebody else's account is another recipe. */
export const references: RuleType<ReferencesParameters> = {
  type: 'references',
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
};

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

function refusedKind(place: ReferencePlace, kinds: readonly string[]): Check {
  return (definition) => {
    const arn = definition[place.member];
    if (arn === undefined) return undefined;
    return finding('kind-not-allowed', place, arn, `a ${place.label} is not allowed`, { kinds });
  };
}

function allowed(place: ReferencePlace, allow: readonly string[]): Check {
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

function version(place: ReferencePlace, wantsFloating: boolean): Check {
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
  { member }: ReferencePlace,
  actual: string | null,
  message: string,
  expected: JsonObject,
  changes: readonly FixStep[] = [],
): RuleFinding {
  return { code, pointer: `/${member}`, message, actual, expected, ...(changes.length === 0 ? {} : { changes }) };
}

/** Only a configuration that is the single one allowed; a recipe has a version besides, which nobody can guess. */
function certain(
  place: ReferencePlace,
  allow: readonly string[] | undefined,
  definition: JudgedDefinition,
  context: JudgingContext,
): readonly FixStep[] {
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
