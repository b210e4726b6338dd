import { cpus, totalmem } from 'node:os';
import type { Bundle } from './bundle.ts';
import { coldOf } from './job.ts';
import type { Start } from './start.ts';

export interface Measured {
  readonly bundle: Bundle;
  readonly starts: readonly Start[];
}

/**
 * What the rounds say of one bundle. Ratios are to the reference in the same round; `spread` holds the middle half of the rounds.
 */
export interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly bytesRatio: number;
  readonly cold: Figure;
  readonly coldRatio: Figure;
  /** Processor time until the first answer; steadier than the clock on a machine that does other things too. */
  readonly processor: Figure;
  readonly processorRatio: Figure;
  readonly load: Figure;
  readonly first: Figure;
  readonly second: Figure;
  readonly peakMegabytes: Figure;
  readonly peakRatio: Figure;
}

export interface Figure {
  readonly median: number;
  readonly spread: readonly [number, number];
}

/** The first is the reference. */
export function rowsOf(measured: readonly Measured[]): Row[] {
  const [reference] = measured;
  if (reference === undefined) return [];
  return measured.map(({ bundle: { name, bytes }, starts }) => {
    const figure = (of: (start: Start) => number) => figureOf(starts.map(of));
    const ratio = (of: (start: Start) => number) =>
      figureOf(starts.flatMap((start, round) => divided(of(start), reference.starts[round], of)));
    const peak = ({ peakKilobytes }: Start) => peakKilobytes / 1024;
    return {
      name,
      bytes,
      bytesRatio: bytes / reference.bundle.bytes,
      cold: figure(coldOf),
      coldRatio: ratio(coldOf),
      processor: figure(({ processor }) => processor),
      processorRatio: ratio(({ processor }) => processor),
      load: figure(({ load }) => load),
      first: figure(({ times }) => times[0] ?? Number.NaN),
      second: figure(({ times }) => times[1] ?? Number.NaN),
      peakMegabytes: figure(peak),
      peakRatio: ratio(peak),
    };
  });
}

function divided(value: number, reference: Start | undefined, of: (start: Start) => number): number[] {
  return reference === undefined ? [] : [value / of(reference)];
}

function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), spread: [at(0.25), at(0.75)] };
}

/** The figures for people and for programs. */
export function reportOf(rows: Readonly<Record<string, readonly Row[]>>, rounds: number): { markdown: string; json: string } {
  const machine = {
    node: process.version,
    architecture: process.arch,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  };
  const { node, architecture, processor, cores } = machine;
  const tables = Object.entries(rows).map(([job, found]) => `### ${job}\n\n${table(found)}\n`);
  return {
    markdown: `Node ${node}, ${architecture}, ${cores} × ${processor}, ${rounds} rounds\n\n${tables.join('\n')}`,
    json: `${JSON.stringify({ machine, rounds, rows }, undefined, 2)}\n`,
  };
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, cold, coldRatio, processorRatio, load, first, second, bytes, bytesRatio, peakMegabytes, peakRatio }) =>
      [
        name,
        `**${coldRatio.median.toFixed(2)}** (${coldRatio.spread.map((ratio) => ratio.toFixed(2)).join('–')})`,
        processorRatio.median.toFixed(2),
        bytesRatio.toFixed(2),
        peakRatio.median.toFixed(2),
        `${cold.median.toFixed(0)} ms`,
        `${load.median.toFixed(0)} + ${first.median.toFixed(0)} ms`,
        `${second.median.toFixed(1)} ms`,
        `${(bytes / 1000).toFixed(0)} kB`,
        `${peakMegabytes.median.toFixed(0)} MB`,
      ].join(' | '),
  );
  return [
    '| | ratios: cold (middle half) | processor | bundle | peak memory | figures: cold | load + first call | second call | bundle | peak memory |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}
