import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  throw new Error(`Node ${process.versions.node} is too old: run the tests with "npm test", which brings its own Node`);
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 20_000,
    // Two workers: the suite has to be quick on two cores, and the end-to-end tests start servers of their own.
    maxWorkers: 2,
  },
});
