import { readFileSync } from 'node:fs';
import { equivalents } from './equivalents.ts';
import type { Mutant } from './mutants.ts';

/** What became of the mutants, by their numbers. */
export interface Fates {
  readonly killed: ReadonlySet<number>;
  /** Those that some test runs. */
  readonly reached: ReadonlySet<number>;
}

/** Survivors as `file:line:column original -> replacement`, and a score for each folder. */
export function reportOn(
  mutants: readonly Mutant[],
  { killed, reached }: Fates,
): { readonly lines: readonly string[]; readonly percent: number } {
  const counting = mutants.filter((mutant) => !isEquivalent(mutant));
  const survivors = counting.filter(({ id }) => !killed.has(id)).toSorted(byPlace);
  const folders = Map.groupBy(counting, ({ file }) => file.split('/').slice(0, 2).join('/'));
  const scores = [...folders].map(([folder, own]) => scoreLine(folder, own, killed));
  return {
    lines: [
      ...survivors.map(
        (mutant) => `${placeOf(mutant)}  ${changeOf(mutant)}${reached.has(mutant.id) ? '' : '  (no test runs it)'}`,
      ),
      '',
      ...scores,
      scoreLine('all', counting, killed),
      `${mutants.length - counting.length} are known to change nothing`,
    ],
    percent: percentOf(counting, killed),
  };
}

function isEquivalent(mutant: Mutant): boolean {
  return equivalents.some(({ file, change }) => file === mutant.file && change === changeOf(mutant));
}

function scoreLine(name: string, mutants: readonly Mutant[], killed: ReadonlySet<number>): string {
  const noticed = mutants.filter(({ id }) => killed.has(id)).length;
  return `${name.padEnd(16)} ${percentOf(mutants, killed).toFixed(1).padStart(5)} %  ${noticed} of ${mutants.length}`;
}

function percentOf(mutants: readonly Mutant[], killed: ReadonlySet<number>): number {
  return mutants.length === 0 ? 100 : (100 * mutants.filter(({ id }) => killed.has(id)).length) / mutants.length;
}

function changeOf({ original, replacement }: Mutant): string {
  return `${inOneLine(original)} -> ${inOneLine(replacement)}`;
}

function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
}

function placeOf({ file, start }: Mutant): string {
  const before = readFileSync(file, 'utf8').slice(0, start).split('\n');
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function byPlace(one: Mutant, other: Mutant): number {
  return one.file === other.file ? one.start - other.start : one.file < other.file ? -1 : 1;
}
