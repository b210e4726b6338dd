import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createVitest, type Vitest } from 'vitest/node';
import { readCommandLine, UsageError } from '../../lib/cli/arguments/command-line.ts';
import { javaScriptOf, type Mutant, mutantsIn } from './mutants.ts';
import { environmentFor, everythingTold, type Told } from './plan.ts';
import { reportOn } from './report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const usualFolders = ['lib/identity', 'lib/http', 'lib/policy', 'lib/pipeline', 'lib/schedule'];

const usage = `npm run mutation -- [FOLDER…] [--sample N] [--seed N] [--threshold PERCENT]

Changes the code in one small place after another and asks whether a test notices. Folders or files of lib; without any,
${usualFolders.join(', ')}.

  --sample N     so many mutants, chosen by chance (2000; 0 for all)
  --seed N       another choice (1)
  --threshold N  percent of them that have to be noticed (85)
`;

interface Options {
  readonly places: readonly string[];
  readonly sample: number;
  readonly seed: number;
  readonly threshold: number;
}

function optionsOf(args: readonly string[]): Options | undefined {
  const flags = {
    sample: { type: 'string' },
    seed: { type: 'string' },
    threshold: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values, operands } = readCommandLine(args, flags, { script: 'npm run mutation --', operands: true });
  if (values.help) return undefined;
  const number = (name: 'sample' | 'seed' | 'threshold', otherwise: number) => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new UsageError(`--${name} must be a whole number, such as ${otherwise}.`);
    return value;
  };
  const places = operands.length === 0 ? usualFolders : operands;
  return { places, sample: number('sample', 2000), seed: number('seed', 1), threshold: number('threshold', 85) };
}

function mutantsAt(places: readonly string[]): readonly Mutant[] {
  const files = places.flatMap((place) => {
    const found = place.endsWith('.ts') ? [place] : globSync(`${place}/**/*.ts`, { cwd: root }).toSorted();
    if (found.length === 0) throw new UsageError(`There is no code at ${place}.`);
    return found;
  });
  return files
    .flatMap((file) => mutantsIn(javaScriptOf(readFileSync(join(root, file), 'utf8'))).map((mutant) => ({ ...mutant, file })))
    .map((mutant, index) => ({ ...mutant, id: index + 1 }));
}

/** The same choice for the same seed: mutants in the order of a hash of number and seed. */
function chosen(mutants: readonly Mutant[], { sample, seed }: Options): readonly Mutant[] {
  if (sample === 0 || sample >= mutants.length) return mutants;
  const rank = ({ id }: Mutant) => Math.imul(Math.imul(id ^ (seed * 0x9e3779b1), 0x85ebca6b) ^ (id >>> 3), 0xc2b2ae35) >>> 0;
  return mutants.toSorted((one, other) => rank(one) - rank(other)).slice(0, sample);
}

/** So many test files are asked about a mutant that is awake from the start; each takes time to load. */
const mostTestFiles = 12;

/** Of the test files that reach a file, those whose names have most in common with its own. */
function nearestTo(file: string, testFiles: readonly string[]): readonly string[] {
  const words = (path: string) => path.split(/[/.-]/);
  const own = new Set(words(file));
  const nearness = (path: string) => words(path).filter((word) => own.has(word)).length / words(path).length;
  return testFiles.toSorted((one, other) => nearness(other) - nearness(one)).slice(0, mostTestFiles);
}

/** The mutants that no test has noticed yet, with the test files to ask. */
function suspectsIn(mutants: readonly Mutant[], told: readonly Told[]): readonly Suspect[] {
  const killed = new Set(told.flatMap((each) => each.killed));
  const reached = new Set(told.flatMap(({ alive, imported }) => [...alive, ...imported]));
  const fileOf = new Map(mutants.map(({ id, file }) => [id, file]));
  const testFilesOf = new Map<string, Set<string>>();
  for (const { testFile, ...lists } of told)
    for (const id of [...lists.killed, ...lists.alive, ...lists.imported]) {
      const file = fileOf.get(id) ?? '';
      testFilesOf.set(file, (testFilesOf.get(file) ?? new Set()).add(testFile));
    }
  return mutants
    .filter(({ id }) => reached.has(id) && !killed.has(id))
    .map(({ id, file }) => ({ id, testFiles: nearestTo(file, [...(testFilesOf.get(file) ?? [])]) }));
}

interface Suspect {
  readonly id: number;
  readonly testFiles: readonly string[];
}

/** Opens vitest for a run, which keeps what it has read of the code. */
async function openVitest(): Promise<Vitest> {
  const config = join(root, 'test/mutation/vitest.config.ts');
  const vitest = await createVitest({ root, config, watch: false, run: true }, {}, { stdout: silent(), stderr: silent() });
  return vitest;
}

function silent(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** The number of a mutant that nobody made. */
const noMutant = Number.MAX_SAFE_INTEGER;

/** The test files that fail under a mutant that is awake from the start, up to the first one that does. */
async function failingUnder(
  { id, testFiles }: Suspect,
  vitest: Vitest,
  { bail }: { readonly bail: number },
): Promise<readonly string[]> {
  if (testFiles.length === 0) return [];
  vitest.provide('awake', id);
  const wanted = new Set(testFiles.map((file) => join(root, file)));
  const specifications = (await vitest.globTestSpecifications()).filter(({ moduleId }) => wanted.has(moduleId));
  vitest.config.bail = bail;
  const { testModules } = await vitest.runTestSpecifications(specifications);
  return testModules.filter((module) => module.state() === 'failed').map(({ moduleId }) => relative(root, moduleId));
}

async function run(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  try {
    const all = mutantsAt(options.places);
    const mutants = chosen(all, options);
    print(`${mutants.length} of ${all.length} mutants`);
    writeFileSync(join(folder, 'mutants.json'), JSON.stringify(mutants));
    const startedAt = performance.now();
    Object.assign(process.env, environmentFor(folder));
    const vitest = await openVitest();
    vitest.provide('awake', 0);
    await vitest.runTestSpecifications(await vitest.globTestSpecifications());
    const told = everythingTold(folder);
    const suspects = suspectsIn(mutants, told);
    print(`${minutes(startedAt)}: ${told.length} test files; ${suspects.length} mutants are tried again, awake from the start`);
    const killed = new Set(told.flatMap((each) => each.killed));
    const asked = [...new Set(suspects.flatMap(({ testFiles }) => testFiles))];
    // What fails though no mutant is awake, for want of time or of what is remembered, can tell nothing.
    const unusable = new Set(await failingUnder({ id: noMutant, testFiles: asked }, vitest, { bail: 0 }));
    for (const [index, suspect] of suspects.entries()) {
      const testFiles = suspect.testFiles.filter((file) => !unusable.has(file));
      if ((await failingUnder({ ...suspect, testFiles }, vitest, { bail: 1 })).length > 0) killed.add(suspect.id);
      if (index % 50 === 49) print(`${minutes(startedAt)}: ${index + 1} of ${suspects.length}`);
    }
    await vitest.close();
    const { lines, percent } = reportOn(mutants, { killed, reached: new Set([...killed, ...suspects.map(({ id }) => id)]) });
    print(`${lines.join('\n')}\n${minutes(startedAt)}`);
    return told.length === 0 || percent < options.threshold ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function minutes(since: number): string {
  return `after ${((performance.now() - since) / 60_000).toFixed(1)} min`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) print(usage);
  else process.exitCode = await run(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
