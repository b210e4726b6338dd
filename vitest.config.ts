import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  throw new Error(`Node ${process.versions.node} is too old: run the tests with "npm test", which brings its own Node`);
}

const patterns = (...folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    reporters: ['default', './test/support/count-reporter.ts'],
    // Two workers: the suite has to be quick on two cores, and the end-to-end tests start servers of their own.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // What only processes of their own run.
      exclude: ['lib/cli/main.ts', 'lib/cli/generate/main.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 97, branches: 92 },
    },
    projects: [
      {
        // What is pure shares a worker and so the modules, which are half the time to load.
        test: {
          name: 'logic',
          include: patterns('unit', 'property', 'attack', 'contract'),
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: 'processes', include: patterns('e2e', 'infra', 'chaos'), testTimeout: 30_000, hookTimeout: 30_000 } },
    ],
  },
});
