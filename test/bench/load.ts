import { connections, fire, type Shot } from './fire.ts';
import { memoryOf, startWatched, type Watched } from './memory/gateway.ts';
import { megabytes } from './memory/mark.ts';
import { shots } from './shots.ts';

/**
 * Drives the service as `npm start` runs it, embedded Image Builder and all, over loopback, each request for so many seconds.
 * Fails when there is an answer outside the contract.
 */
export async function load(seconds: number): Promise<void> {
  const service = await startWatched();
  try {
    const lines: string[] = [];
    for (const shot of shots) lines.push(await row(shot, service, seconds));
    process.stdout.write(
      `Node ${process.version}, ${connections} connections, ${seconds} s each\n\n${head}\n${lines.join('\n')}\n`,
    );
  } finally {
    await service.stop();
  }
}

const head = [
  '| | requests/s | p50 | p97.5 | p99 | answers | outside the contract | in use after collecting, before and after |',
  '|---|---:|---:|---:|---:|---:|---:|---:|',
].join('\n');

async function row(shot: Shot, service: Watched, seconds: number): Promise<string> {
  // What is compiled and allocated at the beginning is no growth.
  await fire(shot, service.url, { duration: 2 });
  const before = await memoryOf(service);
  const { perSecond, p50, p97_5, p99, answers, breaches } = await fire(shot, service.url, { duration: seconds });
  const after = await memoryOf(service);
  const times = [p50, p97_5, p99].map((time) => `${time} ms`);
  if (breaches > 0) process.exitCode = 1;
  const memory = `${megabytes(before.used)}, ${megabytes(after.used)} MB`;
  return `| ${[shot.name, perSecond.toFixed(0), ...times, answers, breaches, memory].join(' | ')} |`;
}
