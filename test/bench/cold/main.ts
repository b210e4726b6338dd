import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { surroundings } from '../../support/surroundings.ts';
import type { Kind } from '../../support/tls-upstream.ts';
import { peers } from '../peers/index.ts';
import { type Bundle, ours, oursWithCache, peer } from './bundle.ts';
import { conform, type Job, jobs } from './job.ts';
import type { Measured } from './report.ts';
import { type Row, reportOf, rowsOf } from './report.ts';
import { type Start, start } from './start.ts';

/** Starts everybody's bundle in fresh processes, in turns, with Image Builder's stand-in behind TLS. */
export async function cold({ rounds, peers: withPeers, output, upstream }: Options): Promise<void> {
  const { folder, environment, close } = await surroundings(upstream);
  try {
    const report: Record<string, Row[]> = {};
    for (const job of jobs) {
      const bundles = await bundlesFor(job, folder, withPeers);
      for (const bundle of bundles) await conform(job, bundle, !bundle.name.startsWith('bare'), environment);
      report[job.operationId] = rowsOf(await measure(job, bundles, rounds, environment));
    }
    const { markdown, json } = reportOf(report, rounds);
    process.stdout.write(markdown);
    if (output !== undefined) writeFileSync(output, json);
  } finally {
    close();
  }
}

export interface Options {
  readonly rounds: number;
  /** Whether to measure others than the bare handler. */
  readonly peers: boolean;
  /** Path of the file for the figures as JSON. */
  readonly output?: string | undefined;
  readonly upstream: Kind;
}

/** The reference comes first. */
async function bundlesFor({ operationId }: Job, folder: string, withPeers: boolean): Promise<Bundle[]> {
  const bare = operationId === 'createPipeline' ? 'bare-create' : 'bare-get';
  const others = withPeers ? peers : [];
  return [
    await peer('bare SDK handler, default bundling', bare, folder, 'default'),
    await ours(operationId, join(folder, operationId)),
    ...(operationId === 'createPipeline' ? [await ours(operationId, join(folder, `${operationId}-any`), 'any')] : []),
    await oursWithCache(operationId, join(folder, `${operationId}-cached`)),
    await peer('bare SDK handler, best settings', bare, folder, 'best'),
    ...(await Promise.all(others.map(({ name, entry }) => peer(`${name}, default bundling`, entry, folder, 'default')))),
    ...(await Promise.all(others.map(({ name, entry }) => peer(`${name}, best settings`, entry, folder, 'best')))),
  ];
}

async function measure(job: Job, bundles: readonly Bundle[], rounds: number, environment: Record<string, string>) {
  const measured = bundles.map((bundle) => ({ bundle, starts: [] as Start[] }));
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that nobody always starts behind the same neighbour.
    for (let turn = 0; turn < measured.length; turn++) {
      const next = measured[(round + turn) % measured.length];
      next?.starts.push(await start(next.bundle.file, [job.event, job.event], environment));
    }
  }
  return measured satisfies Measured[];
}
