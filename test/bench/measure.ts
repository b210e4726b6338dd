/** One thing to measure, by the name that the table shows. */
export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measurement {
  readonly name: string;
  /** Microseconds a call: the median of the rounds, and the round below which 90 % of them lie. */
  readonly median: number;
  readonly p90: number;
}

const rounds = 30;

/**
 * Measures candidates in turns, so that whatever else the machine does hits all of them alike. A round calls one candidate often
 * enough to last some milliseconds; promises are awaited.
 */
export async function measure(candidates: readonly Candidate[], callsPerRound: number): Promise<Measurement[]> {
  const times = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  for (const { run } of candidates) await repeat(run, callsPerRound);
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of candidates) times.get(name)?.push((await repeat(run, callsPerRound)) / callsPerRound);
  }
  return candidates.map(({ name }) => {
    const sorted = (times.get(name) ?? []).sort((left, right) => left - right);
    return { name, median: at(sorted, 0.5), p90: at(sorted, 0.9) };
  });
}

/** Microseconds that so many calls take. */
async function repeat(run: () => unknown, calls: number): Promise<number> {
  const startedAt = performance.now();
  for (let call = 0; call < calls; call++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - startedAt) * 1000;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A table in Markdown; the ratio is to the first row. */
export function table(measurements: readonly Measurement[]): string {
  const reference = measurements[0]?.median ?? Number.NaN;
  const rows = measurements.map(
    ({ name, median, p90 }) => `| ${name} | ${(median / reference).toFixed(2)} | ${median.toFixed(1)} | ${p90.toFixed(1)} |`,
  );
  return ['| | ratio | median µs | p90 µs |', '|---|---:|---:|---:|', ...rows].join('\n');
}

/** Microseconds of single calls, where not the sum counts but how long one waits. */
export function singleCalls(run: () => unknown, calls: number): { p50: number; p99: number } {
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    run();
    times.push((performance.now() - startedAt) * 1000);
  }
  times.sort((left, right) => left - right);
  return { p50: at(times, 0.5), p99: at(times, 0.99) };
}
