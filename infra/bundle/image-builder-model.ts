import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * The SDK describes all operations of Image Builder in one file, whose tables name their members by constants. esbuild keeps a
 * table that names a constant, used or not, because it cannot know that the constant has its value by then; with the value itself
 * in its place it can tell which tables nothing uses. The file stays what it is in meaning, and the build fails if it has another
 * form.
 */
export const imageBuilderModel: Plugin = {
  name: 'image-builder-model',
  setup(build) {
    build.onLoad({ filter: /\/client-imagebuilder\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
      contents: withoutAnswers(withoutErrors(withoutConstants(readFileSync(path, 'utf8')))),
      loader: 'js',
    }));
  },
};

/**
 * Leaves out the entering of errors into the SDK's list of them, which makes a class of each.
 * `lib/image-builder/wire/protocol.ts` knows an error by its name. Throws if there is nothing to leave out.
 */
export function withoutErrors(source: string): string {
  const rest = source.replace(/^\w+\.registerError\(.*\);\n/gm, '');
  if (rest.length === source.length)
    throw new TypeError('the model of Image Builder enters no errors; see whether it needs this still');
  return rest.replaceAll('= TypeRegistry.for(', '= /* @__PURE__ */ TypeRegistry.for(');
}

/**
 * Leaves out of every operation how its answer looks, which is read by schemas of our own. Throws if it finds no answer.
 */
export function withoutAnswers(source: string): string {
  const rest = source.replace(/, \(\) => \w+Response\$\n\];/g, ', () => 0\n];');
  if (rest.length === source.length)
    throw new TypeError('the model of Image Builder has no answers; see whether it needs this still');
  return rest;
}

/**
 * Puts the value of every constant text of a module in the place of its name. Throws if it has none, or one that it does not
 * know.
 */
export function withoutConstants(source: string): string {
  const constants = new Map<string, string>();
  const rest = source.replace(/^const (\w+) = ("[^"\\\n]*");\n/gm, (_, name: string, value: string) => {
    constants.set(name, value);
    return '';
  });
  if (constants.size === 0) throw new TypeError('the model of Image Builder has no constants; see whether it needs this still');
  // Text in quotes is passed over, and so are keys: what is called like a constant there is none.
  return rest.replace(/"[^"\n]*"|(?<![\w$.])[A-Za-z_]\w*(?![\w$]|\s*:)/g, (found) => constants.get(found) ?? found);
}
