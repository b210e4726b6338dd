import type { Plugin } from 'esbuild';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import { ruleTypes } from '../../lib/policy/rules/index.ts';

/**
 * Leaves out what a policy does not need: the rule types that it has no rule of, and their guides; and the expression language,
 * where no rule has a condition. The files of types and guides are called like the types; a type is exported by that name, and
 * its guide by the name with `Guide` behind it.
 */
export function policyParts({ rules }: Pick<PolicyDocument, 'rules'>): Plugin {
  const types = new Set(rules.map(({ type }) => type));
  const used = [...ruleTypes.keys()].filter((type) => types.has(type));
  const hasConditions = rules.some(({ when }) => when !== undefined);
  return {
    name: 'policy-parts',
    setup(build) {
      build.onLoad({ filter: /\/lib\/policy\/rules\/index\.ts$/ }, () => listing('ruleTypes', used));
      build.onLoad({ filter: /\/lib\/policy\/guides\/index\.ts$/ }, () => listing('ruleGuides', used, 'Guide'));
      if (!hasConditions) build.onLoad({ filter: /\/lib\/policy\/cel\/condition\.ts$/ }, () => withoutConditions);
    },
  };
}

/** A rule that got a condition all the same must not be taken for one without. */
const withoutConditions = {
  contents: `export function conditionOf() { throw new TypeError('this function was built for a policy without conditions'); }`,
  loader: 'js',
} as const;

/** What stands in the place of an index: the same map, of some types only. */
function listing(list: string, types: readonly string[], ending = '') {
  const names = types.map((type) => `${camelCase(type)}${ending}`);
  const imports = types.map((type, index) => `import { ${names[index]} } from './${type}.ts';\n`);
  const contents = `${imports.join('')}export const ${list} = new Map([${names.join(', ')}].map((each) => [each.type, each]));\n`;
  return { contents, loader: 'js' } as const;
}

function camelCase(type: string): string {
  return type.replace(/-[a-z]/g, ([, letter = '']) => letter.toUpperCase());
}
