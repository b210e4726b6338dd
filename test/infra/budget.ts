import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';

/** What each function may weigh and load, as budget.json says it. */
export type Budget = v.InferOutput<typeof budgetSchema>;

/** What a bundle is made of. A module is a file of ours, a package, or a built-in module of Node.js. */
export interface Spending {
  readonly bytes: number;
  /** Each with a file that imports it. */
  readonly modules: ReadonlyMap<string, string>;
}

export const budgetFile = new URL('budget.json', import.meta.url);

/** Reads the budget. */
export function readBudget(): Budget {
  return v.parse(budgetSchema, JSON.parse(readFileSync(budgetFile, 'utf8')));
}

/** What every function of a build is made of, by the function's name. */
export function spendingOf({ inputs, outputs }: Pick<Metafile, 'inputs' | 'outputs'>): Map<string, Spending> {
  const found = new Map<string, Spending>();
  for (const [path, output] of Object.entries(outputs)) {
    const files = Object.keys(output.inputs).filter((file) => (output.inputs[file]?.bytesInOutput ?? 0) > 0);
    // A file that only hands on what another has is not in the output, and imports it all the same.
    const importers = importersOf(inputs, new Set([...Object.keys(output.inputs), ...Object.keys(inputs)]));
    const imported = new Map(files.map((file) => [moduleOf(file), importers.get(file) ?? 'nothing else']));
    for (const { path: name, external } of output.imports) {
      if (external === true) imported.set(nodeName(name), importers.get(name) ?? 'nothing else');
    }
    // The first file of a package that is met need not be the one which others import.
    for (const name of imported.keys()) imported.set(name, entrance(name, inputs, files) ?? imported.get(name) ?? '');
    found.set(basename(dirname(path)), { bytes: output.bytes, modules: imported });
  }
  return found;
}

/** Sentences about everything that is beyond the budget, or in it for nothing. */
export function breachesOf(budget: Budget, spending: ReadonlyMap<string, Spending>): string[] {
  return [...spending].flatMap(([name, { bytes, modules }]) => {
    const limit = budget.bytes[name];
    if (limit === undefined) return [`${name} has no budget`];
    const beyond = [...modules].filter(([module]) => !isAmong(budget.modules[module], name, budget.groups));
    return [
      ...(bytes > limit ? [`${name} has ${bytes} bytes, and may have ${limit}`] : []),
      ...beyond.map(([module, importer]) => `${name} loads ${module}, which ${importer} imports`),
    ];
  });
}

/** Sentences about every module of Node.js that a function made it load beyond the budget. */
export function builtInBreachesOf({ groups, builtIns }: Budget, loaded: ReadonlyMap<string, readonly string[]>): string[] {
  return [...loaded].flatMap(([name, found]) =>
    found
      .filter((builtIn) => !isAmong(builtIns[builtIn], name, groups))
      .map((builtIn) => `${name} makes Node.js load ${builtIn}`),
  );
}

/** The functions of a list in which groups may stand for their members. */
function isAmong(allowed: readonly string[] | undefined, name: string, groups: Budget['groups']): boolean {
  return allowed?.some((one) => one === name || groups[one]?.includes(name)) ?? false;
}

type Inputs = Metafile['inputs'];

function importersOf(inputs: Inputs, files: ReadonlySet<string>): Map<string, string> {
  const importers = new Map<string, string>();
  for (const file of files) {
    for (const { path } of inputs[file]?.imports ?? []) if (!importers.has(path)) importers.set(path, file);
  }
  return importers;
}

/** Who imports a package from outside of it. */
function entrance(name: string, inputs: Inputs, files: readonly string[]): string | undefined {
  return files.find((file) => moduleOf(file) !== name && inputs[file]?.imports.some(({ path }) => moduleOf(path) === name));
}

function moduleOf(path: string): string {
  const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return packageName ?? (path.includes('/') && !path.startsWith('node:') ? path : nodeName(path));
}

function nodeName(name: string): string {
  return name.startsWith('node:') ? name : `node:${name}`;
}

const names = v.array(v.string());

const budgetSchema = v.object({
  /** The most bytes of each function. */
  bytes: v.record(v.string(), v.number()),
  /** Functions that many modules have in common. */
  groups: v.record(v.string(), names),
  /** The functions and groups that may load a module. */
  modules: v.record(v.string(), names),
  /**
   * The functions and groups that may make Node.js load a module of its own, be it imported here or by another of its modules.
   */
  builtIns: v.record(v.string(), names),
});
