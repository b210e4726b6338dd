import { setTimeout as sleep } from 'node:timers/promises';
import { createCallers } from './callers.ts';
import type { Shot } from './fire.ts';
import { startWatched, type Watched } from './memory/gateway.ts';
import { shots } from './shots.ts';

const rates = [500, 1_000, 1_500, 3_000, 5_000];

/**
 * Drives the service as `npm start` runs it with so many requests a second, whether or not the ones before are answered: as
 * callers do who know nothing of each other. Past what it can do, the rest has to be refused soon and the others answered soon.
 * Fails when an answer is neither what the contract says nor a 503 that says when to come back, or when there is none.
 */
export async function flood(seconds: number): Promise<void> {
  const service = await startWatched();
  try {
    const [read] = shots;
    if (read === undefined) throw new Error('there is nothing to ask');
    await flooded(read, service, 200, 2);
    const lines: string[] = [];
    for (const perSecond of rates) lines.push(rowOf(perSecond, seconds, await flooded(read, service, perSecond, seconds)));
    process.stdout.write(`Node ${process.version}, ${read.name}, ${seconds} s each\n\n${head}\n${lines.join('\n')}\n`);
  } finally {
    await service.stop();
  }
}

const head = [
  '| sent a second | answered a second | p50 | p99 | longest | 503 a second | p50 | p99 | longest | outside the contract |',
  '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
].join('\n');

/** Milliseconds from when each was to be sent. */
interface Flooded {
  readonly answered: readonly number[];
  readonly refused: readonly number[];
  readonly breaches: number;
}

async function flooded(shot: Shot, { url }: Watched, perSecond: number, seconds: number): Promise<Flooded> {
  const callers = createCallers(url);
  const times = { answered: [] as number[], refused: [] as number[] };
  const outcomes: Promise<void>[] = [];
  let breaches = 0;
  const start = performance.now();
  const fireOne = async (due: number): Promise<void> => {
    const outcome = outcomeOf(shot, await callers.ask(`${shot.method} ${shot.path}`).catch(() => ''));
    if (outcome === 'breach') breaches++;
    else times[outcome].push(performance.now() - start - due);
  };
  for (let sent = 0; sent < perSecond * seconds; ) {
    const passed = performance.now() - start;
    for (; sent < perSecond * seconds && (sent / perSecond) * 1_000 <= passed; sent++)
      outcomes.push(fireOne((sent / perSecond) * 1_000));
    await sleep(1);
  }
  await Promise.all(outcomes);
  callers.close();
  // What is left of it is not the next one's.
  await sleep(1_000);
  return { answered: times.answered.sort(byNumber), refused: times.refused.sort(byNumber), breaches };
}

function outcomeOf({ status }: Shot, head: string): 'answered' | 'refused' | 'breach' {
  const has = (header: string) => head.includes(`\r\n${header}: `);
  if (!has('x-request-id') || !has('policy-digest')) return 'breach';
  if (head.startsWith(`HTTP/1.1 ${status} `)) return 'answered';
  return head.startsWith('HTTP/1.1 503 ') && has('retry-after') ? 'refused' : 'breach';
}

function rowOf(perSecond: number, seconds: number, { answered, refused, breaches }: Flooded): string {
  const cells = [answered, refused].flatMap((times) => [
    (times.length / seconds).toFixed(0),
    ...[0.5, 0.99, 1].map((part) => (times.length === 0 ? '' : `${quantile(times, part).toFixed(0)} ms`)),
  ]);
  if (breaches > 0) process.exitCode = 1;
  return `| ${[perSecond, ...cells, breaches].join(' | ')} |`;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function byNumber(a: number, b: number): number {
  return a - b;
}
