import { describe, expect, it } from 'vitest';
import { breachesOf, readBudget, spendingOf } from './budget.ts';
import { bundleBudgeted } from './budgeted.ts';
import { temporaryFolder } from './temporary-folder.ts';

const metafile = await bundleBudgeted(temporaryFolder());
const spending = spendingOf(metafile);
const budget = readBudget();

describe('the budget', () => {
  // Whoever means to spend more says so with `npm run bench -- budget`, and the difference in budget.json gets reviewed.
  it('is kept by every function', () => {
    expect(breachesOf(budget, spending)).toEqual([]);
  });

  it('has nothing to spare for functions and modules that are gone', () => {
    const loaded = new Set([...spending.values()].flatMap(({ modules }) => [...modules.keys()]));
    expect(Object.keys(budget.modules).filter((name) => !loaded.has(name))).toEqual([]);
    expect(Object.keys(budget.bytes).sort()).toEqual([...spending.keys()].sort());
  });

  it.each(['describe-policy', 'describe-rule', 'get-pipeline-schema', 'whoami', 'authorize'])('gives %s no SDK', (name) => {
    expect([...(spending.get(name)?.modules.keys() ?? [])].filter((module) => /^@(?:aws-sdk|smithy)\//.test(module))).toEqual([]);
  });
});

describe('a breach', () => {
  it('names the module and who imports it', () => {
    const { valibot: _, 'lib/policy/engine.ts': __, 'node:https': ___, ...modules } = budget.modules;
    const breaches = breachesOf({ ...budget, modules }, spending).filter((sentence) => sentence.startsWith('create-pipeline '));
    expect(breaches.sort()).toEqual([
      expect.stringMatching(/^create-pipeline loads lib\/policy\/engine\.ts, which lib\/[\w/-]+\.ts imports$/),
      expect.stringMatching(/^create-pipeline loads node:https, which node_modules\/@smithy\/node-http-handler\/\S+ imports$/),
      expect.stringMatching(/^create-pipeline loads valibot, which lib\/[\w/-]+\.ts imports$/),
    ]);
  });

  it('tells the weight', () => {
    const bytes = { ...budget.bytes, whoami: 10 };
    expect(breachesOf({ ...budget, bytes }, spending)).toEqual([
      expect.stringMatching(/^whoami has \d+ bytes, and may have 10$/),
    ]);
  });

  it('is a function without a budget', () => {
    const { whoami: _, ...bytes } = budget.bytes;
    expect(breachesOf({ ...budget, bytes }, spending)).toEqual(['whoami has no budget']);
  });
});
