import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breachesOf, builtInBreachesOf, readBudget, spendingOf } from './budget.ts';
import { bundleBudgeted } from './budgeted.ts';
import { builtInsLoaded } from './built-ins.ts';
import { temporaryFolder } from './temporary-folder.ts';

const bundles = temporaryFolder();
const metafile = await bundleBudgeted(bundles);
const spending = spendingOf(metafile);
const loaded = await builtInsLoaded(spending.keys(), bundles);
const budget = readBudget();

describe('the budget', () => {
  // Whoever means to spend more says so with `npm run bench -- budget`, and the difference in budget.json gets reviewed.
  it('is kept by every function', () => {
    expect(breachesOf(budget, spending)).toEqual([]);
  });

  it('is kept by what Node.js really loads for every function', () => {
    expect(builtInBreachesOf(budget, loaded)).toEqual([]);
  });

  it('has nothing to spare for functions and modules that are gone', () => {
    const listed = new Set([...spending.values()].flatMap(({ modules }) => [...modules.keys()]));
    expect(Object.keys(budget.modules).filter((name) => !listed.has(name))).toEqual([]);
    const found = new Set([...loaded.values()].flat());
    expect(Object.keys(budget.builtIns).filter((name) => !found.has(name))).toEqual([]);
    expect(Object.keys(budget.bytes).sort()).toEqual([...spending.keys()].sort());
  });

  it.each(['describe-policy', 'describe-rule', 'get-pipeline-schema', 'whoami', 'authorize'])('gives %s no SDK', (name) => {
    expect([...(spending.get(name)?.modules.keys() ?? [])].filter((module) => /^@(?:aws-sdk|smithy)\//.test(module))).toEqual([]);
  });
});

describe('the list of modules', () => {
  it.each([...spending])('of %s is that of the file: what it requires, and nothing without code in it', (name, { modules }) => {
    const code = readFileSync(join(bundles, name, 'index.js'), 'utf8');
    const required = [...code.matchAll(/\brequire\(["']([\w:/-]+)["']\)/g)].map(([, module = '']) => module);
    const builtIns = [...modules.keys()].filter((module) => module.startsWith('node:'));
    // What comes first in each is not known to be a module.
    expect([...builtIns, 'node:v8'].sort()).toEqual(
      [...new Set(required.map((module) => `node:${module.replace('node:', '')}`))].sort(),
    );
    const inputs = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`/${name}/index.js`))?.[1].inputs ?? {};
    const bytes = Object.values(inputs).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
    // The rest is what holds modules together.
    expect(code.length - bytes).toBeLessThan(code.length / 10);
    const empty = Object.keys(inputs).filter((path) => path.startsWith('lib/') && inputs[path]?.bytesInOutput === 0);
    expect(empty.filter((path) => modules.has(path))).toEqual([]);
  });
});

describe('no function', () => {
  // Each costs a cold start milliseconds, and comes in with an import that looks harmless.
  it.each([
    ['undici'],
    ['webcrypto'],
    ['node:fs/promises'],
    ['node:http2'],
    ['node:inspector'],
    ['node:child_process'],
    ['node:worker_threads'],
    ['node:stream/web'],
    ['node:zlib'],
    ['node:dns/promises'],
    ['node:readline'],
    ['node:sqlite'],
  ])('makes Node.js load %s', (builtIn) => {
    expect([...loaded].filter(([, found]) => found.includes(builtIn)).map(([name]) => name)).toEqual([]);
  });
});

describe('a breach', () => {
  const whoami = new Map([...spending].filter(([name]) => name === 'whoami'));

  it('names the module and who imports it', () => {
    const { valibot: _, 'lib/policy/engine.ts': __, 'node:https': ___, ...modules } = budget.modules;
    const breaches = breachesOf({ ...budget, modules }, spending).filter((sentence) => sentence.startsWith('create-pipeline '));
    expect(breaches.sort()).toEqual([
      expect.stringMatching(/^create-pipeline loads lib\/policy\/engine\.ts, which lib\/[\w/-]+\.ts imports$/),
      expect.stringMatching(/^create-pipeline loads node:https, which lib\/image-builder\/[\w/-]+\.ts imports$/),
      expect.stringMatching(/^create-pipeline loads valibot, which lib\/[\w/-]+\.ts imports$/),
    ]);
  });

  it('names who imports a module through a file that has no code of its own', () => {
    const { 'infra/bundle/uuid.ts': _, ...modules } = budget.modules;
    const [breach = ''] = breachesOf({ ...budget, modules }, spending).filter((sentence) => sentence.includes('uuid.ts'));
    expect(breach).toMatch(/^\S+ loads infra\/bundle\/uuid\.ts, which node_modules\/\S+ imports$/);
  });

  it('names the module of Node.js that was loaded', () => {
    const { 'node:net': _, ...builtIns } = budget.builtIns;
    expect(builtInBreachesOf({ ...budget, builtIns }, loaded)).toContain('create-pipeline makes Node.js load node:net');
  });

  it('tells the weight', () => {
    const bytes = { ...budget.bytes, whoami: 10 };
    expect(breachesOf({ ...budget, bytes }, whoami)).toEqual([expect.stringMatching(/^whoami has \d+ bytes, and may have 10$/)]);
  });

  it('is a function without a budget', () => {
    const { whoami: _, ...bytes } = budget.bytes;
    expect(breachesOf({ ...budget, bytes }, whoami)).toEqual(['whoami has no budget']);
  });
});
