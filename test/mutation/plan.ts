import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

/** What the processes of a run tell each other, as files of one folder, which this variable names. */
const variable = 'MUTATION_FOLDER';

/** What one test file said of the mutants that its tests reach. */
export interface Told {
  /** From the root of the project. */
  readonly testFile: string;
  readonly killed: readonly number[];
  /** Run by tests that all passed. */
  readonly alive: readonly number[];
  /** Run only while modules are loaded, so that they have to be awake from the start. */
  readonly imported: readonly number[];
}

export function folderOfRun(): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error('a run of mutants is started by npm run mutation');
  return folder;
}

export function environmentFor(folder: string): Record<string, string> {
  return { [variable]: folder };
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The one mutant that is awake from the start; 0 for none. */
    awake: number;
  }
}

export function planned(folder: string): readonly Mutant[] {
  return JSON.parse(readFileSync(join(folder, 'mutants.json'), 'utf8'));
}

export function tell(folder: string, told: Told): void {
  appendFileSync(join(folder, 'told.jsonl'), `${JSON.stringify(told)}\n`);
}

export function everythingTold(folder: string): readonly Told[] {
  try {
    const lines = readFileSync(join(folder, 'told.jsonl'), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  } catch {
    return []; // nobody has said anything yet
  }
}
