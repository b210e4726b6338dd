import type { Plugin } from 'esbuild';
import { ruleTypes } from '../../lib/policy/rules/index.ts';

/**
 * Leaves out the rule types that a policy has no rule of, and their guides. The files of both are called like the types; a type is
 * exported by that name, and its guide by the name with `Guide` behind it.
 */
export function ruleTypesOf(types: ReadonlySet<string>): Plugin {
  const used = [...ruleTypes.keys()].filter((type) => types.has(type));
  return {
    name: 'rule-types',
    setup(build) {
      build.onLoad({ filter: /\/lib\/policy\/rules\/index\.ts$/ }, () => listing('ruleTypes', used));
      build.onLoad({ filter: /\/lib\/policy\/guides\/index\.ts$/ }, () => listing('ruleGuides', used, 'Guide'));
    },
  };
}

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
