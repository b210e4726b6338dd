import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { instrumented } from './instrument.ts';
import { javaScriptOf } from './mutants.ts';
import { folderOfRun, planned } from './plan.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts the mutants of the run into the files that they belong to. */
function mutants(): Plugin {
  const byFile = Map.groupBy(planned(folderOfRun()), ({ file }) => file);
  return {
    name: 'mutants',
    enforce: 'pre',
    transform(_, id) {
      const file = id.slice(root.length);
      if (!id.startsWith(root) || !file.startsWith('lib/')) return null;
      const own = byFile.get(file);
      // What a mutant answered must not be remembered for the next one.
      if (own === undefined && file === 'lib/text/memoize.ts') return 'export const remembered = (answer) => answer;';
      if (own === undefined) return null;
      return { code: instrumented(javaScriptOf(readFileSync(id, 'utf8')), own), map: null };
    },
  };
}

/** What is quick to run kills most of them, and leaves few to those that take long. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      (moduleId.includes('/property/') ? 1_000_000_000 : 0) + statSync(moduleId).size;
    return files.toSorted((one, other) => rank(one) - rank(other));
  }
}

const patterns = (...folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  root,
  plugins: [mutants()],
  test: {
    include: patterns('unit', 'property', 'attack', 'contract'),
    // They read the project's own files, or start programs, in which no mutant is.
    exclude: [
      'test/unit/{docs,walls,launcher}.test.ts',
      'test/unit/{mutation,remembered}*',
      'test/attack/regular-expressions.test.ts',
      'test/unit/cli/generated.test.ts',
    ],
    runner: 'test/mutation/runner.ts',
    setupFiles: ['test/mutation/setup.ts'],
    maxWorkers: 2,
    sequence: { sequencer: QuickestFirst },
    isolate: false,
    testTimeout: 10_000,
    dangerouslyIgnoreUnhandledErrors: true,
    reporters: [{}],
  },
});
