import { relative } from 'node:path';
import { type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite, TestRunner } from 'vitest';
import { everythingTold, folderOfRun, tell } from './plan.ts';

/** Thrown into code that goes on and on because of a mutant. */
class Endless extends Error {
  override readonly name = 'Endless';
}

/** Which mutants are asked about, by whom. */
interface Reach {
  readonly mutants: Set<number>;
  /** How often any mutant was asked about. */
  steps: number;
}

const newReach = (): Reach => ({ mutants: new Set(), steps: 0 });

/** How many more steps than without it a test may take under a mutant. */
const patience = { times: 5, more: 100_000 };

/** Milliseconds that the tests of one file may spend on one mutant. */
const longest = 1_500;

/** Steps of a whole test file under a mutant that is awake from the start. */
const longestFixed = 500_000_000;

let awake = 0;
let left = 0;
const atImport = newReach();
let reach = atImport;

Object.assign(globalThis, {
  isMutant(id: number): boolean {
    if (awake === 0) {
      reach.mutants.add(id);
      reach.steps++;
      return false;
    }
    left--;
    if (left < 0) throw new Endless('the mutant has no end');
    return id === awake;
  },
});

/**
 * Runs the tests of a file as they are, and takes down which mutants each of them reaches. Then wakes one mutant after another and runs
 * the tests that reach it until one fails, without loading anything anew.
 */
export default class MutationRunner extends TestRunner {
  /** One that is awake from the start, all through the file. */
  private readonly fixed: number;

  constructor(config: ConstructorParameters<typeof TestRunner>[0]) {
    super(config);
    this.fixed = Number(this.injectValue('awake'));
    awake = this.fixed;
    left = longestFixed;
  }

  private readonly reaches = new Map<RunnerTestCase, Reach & { readonly startedAt: number; took: number }>();

  override onBeforeTryTask(...given: Parameters<TestRunner['onBeforeTryTask']>): void {
    super.onBeforeTryTask(...given);
    const [test] = given;
    if (this.fixed !== 0 || test.type !== 'test') return;
    const own = { ...newReach(), startedAt: performance.now(), took: 0 };
    this.reaches.set(test, own);
    reach = own;
  }

  override onAfterTryTask(test: RunnerTestCase): void {
    const own = this.reaches.get(test);
    if (own !== undefined) own.took = performance.now() - own.startedAt;
    reach = atImport;
    super.onAfterTryTask(test);
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    if (this.fixed === 0 && 'filepath' in suite) await this.tryMutants(suite as RunnerTestFile);
  }

  private async tryMutants(file: RunnerTestFile): Promise<void> {
    const folder = folderOfRun();
    const known = new Set(everythingTold(folder).flatMap(({ killed }) => killed));
    const passed = [...this.reaches].filter(([test]) => test.result?.state === 'pass');
    const quickestFirst = passed.toSorted(([, one], [, other]) => one.took - other.took);
    const reached = new Set(passed.flatMap(([, { mutants }]) => [...mutants]));
    const killed: number[] = [];
    const alive: number[] = [];
    for (const mutant of reached) {
      if (known.has(mutant)) continue;
      const tests = quickestFirst.filter(([, { mutants }]) => mutants.has(mutant));
      if (await isKilled(mutant, tests)) killed.push(mutant);
      else alive.push(mutant);
    }
    const imported = [...atImport.mutants].filter((mutant) => !known.has(mutant) && !reached.has(mutant));
    tell(folder, { testFile: relative(process.cwd(), file.filepath), killed, alive, imported });
  }
}

type ReachingTest = readonly [RunnerTestCase, Reach & { readonly took: number }];

async function isKilled(mutant: number, tests: readonly ReachingTest[]): Promise<boolean> {
  const end = performance.now() + longest;
  for (const [index, [test, { steps, took }]] of tests.entries()) {
    if (index > 0 && performance.now() + took > end) return false;
    awake = mutant;
    left = steps * patience.times + patience.more;
    try {
      await inTime(runAgain(test), took * patience.times + longest);
    } catch {
      return true;
    } finally {
      awake = 0;
      reach = newReach();
    }
    // What the code caught of its own endlessness is one all the same.
    if (left < 0) return true;
  }
  return false;
}

/** Who waits for what never comes has noticed it as well. */
async function inTime(run: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = realSetTimeout(() => reject(new Endless('the test has no end')), milliseconds);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tests put clocks of their own in its place. */
const realSetTimeout = globalThis.setTimeout;

async function runAgain(test: RunnerTestCase): Promise<void> {
  const suites = suitesOf(test);
  const after: (() => unknown)[] = [];
  try {
    for (const suite of suites) {
      const hooks = TestRunner.getSuiteHooks(suite);
      for (const hook of hooks.afterEach) after.unshift(() => hook(test.context, suite));
      for (const hook of hooks.beforeEach) {
        const undo = await hook(test.context, suite);
        if (typeof undo === 'function') after.unshift(() => undo(test.context, suite));
      }
    }
    await TestRunner.getTestFn(test)();
  } finally {
    for (const each of after) await each();
  }
}

/** From the file inwards. */
function suitesOf(test: RunnerTestCase): readonly RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) suites.unshift(suite);
  return suites[0] === test.file ? suites : [test.file, ...suites];
}
