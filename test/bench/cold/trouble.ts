import { join } from 'node:path';
import { routeOf } from '../../support/route-of.ts';
import { type Surroundings, surroundings } from '../../support/surroundings.ts';
import { ours } from './bundle.ts';
import { coldOf, type Job, jobs } from './job.ts';
import { type Start, start } from './start.ts';

/** What an Image Builder that cannot be reached makes of a first call: which problem, and after how long. */
export async function trouble(kind: keyof typeof expected, rounds: number): Promise<void> {
  const around = await surroundings(kind);
  try {
    process.stdout.write(`Node ${process.version}, ${process.arch}, Image Builder ${kind}\n\n${head}\n`);
    for (const job of jobs) process.stdout.write(await row(job, kind, rounds, around));
  } finally {
    around.close();
  }
}

const expected = {
  absent: { status: 503, problem: 'upstream-unavailable' },
  // The function ends the call so early that it can still say so.
  silent: { status: 504, problem: 'upstream-timeout' },
} as const;

/** The silent one takes most of a function's time at each call. */
const maximumSilentRounds = 3;

const head =
  '| | answer | first answer after (slowest) | of it loading | processor | limit of the function |\n|---|---|---:|---:|---:|---:|';

async function row(
  job: Job,
  kind: keyof typeof expected,
  rounds: number,
  { folder, environment }: Surroundings,
): Promise<string> {
  const { timeoutSeconds } = routeOf(job.operationId);
  const { file } = await ours(job.operationId, join(folder, job.operationId));
  const { status, problem } = expected[kind];
  const starts: Start[] = [];
  for (let round = 0; round < (kind === 'silent' ? Math.min(rounds, maximumSilentRounds) : rounds); round++) {
    const found = await start(file, [job.event], { ...environment, BENCH_REMAINING: String(timeoutSeconds * 1000) });
    const [answer] = found.answers;
    if (
      answer?.statusCode !== status ||
      !answer.body.includes(`/problems/${problem}"`) ||
      coldOf(found) > timeoutSeconds * 1000
    ) {
      throw new Error(`${job.operationId}: ${JSON.stringify(answer)} in the place of ${status} ${problem}`);
    }
    starts.push(found);
  }
  const median = (of: (start: Start) => number) =>
    starts.map(of).sort((left, right) => left - right)[starts.length >> 1] ?? Number.NaN;
  const slowest = Math.max(...starts.map(coldOf));
  const figures = [`${median(coldOf).toFixed(0)} (${slowest.toFixed(0)})`, median(({ load }) => load).toFixed(0)];
  const processor = median((found) => found.processor).toFixed(0);
  return `| ${job.operationId} | ${status} ${problem} | ${figures.join(' ms | ')} ms | ${processor} ms | ${timeoutSeconds} s |\n`;
}
