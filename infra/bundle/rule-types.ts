import type { Plugin } from 'esbuild';
import { ruleTypes } from '../../lib/policy/rules/index.ts';

/** Leaves out the rule types that a policy has no rule of. Their files are called like the types, and export them by the same name. */
export function ruleTypesOf(types: ReadonlySet<string>): Plugin {
  const used = [...ruleTypes.keys()].filter((type) => types.has(type));
  const imports = used.map((type) => `import { ${camelCase(type)} } from './${type}.ts';\n`);
  const list = used.map(camelCase).join(', ');
  return {
    name: 'rule-types',
    setup(build) {
      build.onLoad({ filter: /\/lib\/policy\/rules\/index\.ts$/ }, () => ({
        contents: `${imports.join('')}export const ruleTypes = new Map([${list}].map((type) => [type.type, type]));\n`,
        loader: 'js',
      }));
    },
  };
}

function camelCase(type: string): string {
  return type.replace(/-[a-z]/g, ([, letter = '']) => letter.toUpperCase());
}
