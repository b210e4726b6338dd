import { setTimeout as sleep } from 'node:timers/promises';
import { compliant } from '../../support/pipelines.ts';
import { type StartedImagegate, startImagegate } from '../../support/start.ts';
import { fire } from '../fire.ts';
import { shots } from '../shots.ts';
import { lastMark, type Mark, type Memory } from './mark.ts';

export type Watched = StartedImagegate;

/** The service as `npm start` runs it, with a pipeline to ask for and a probe of its memory. */
export async function startWatched(): Promise<Watched> {
  const probe = new URL('probe.mjs', import.meta.url).href;
  const service = await startImagegate(['--rate', '0', '--quiet'], { NODE_OPTIONS: `--expose-gc --import ${probe}` });
  const headers = { 'content-type': 'application/json' };
  const created = await fetch(`${service.url}/v1/pipelines`, { method: 'POST', headers, body: JSON.stringify(compliant) });
  if (created.status === 201) return service;
  await service.stop();
  throw new Error(`${created.status}: ${await created.text()}`);
}

/** What the service needs at present. */
export async function memoryOf(service: Watched): Promise<Memory> {
  const told = service.output().stderr.length;
  service.process.kill('SIGUSR2');
  for (let tries = 0; tries < 100; tries++) {
    await sleep(50);
    const found = lastMark(service.output().stderr.slice(told));
    if (found !== undefined) return found;
  }
  throw new Error('the service does not tell its memory');
}

/** Sends it so many requests, all kinds in turns, and looks `looks` times on the way. */
export async function watchGateway(requests: number, looks: number): Promise<Mark[]> {
  const service = await startWatched();
  try {
    const marks: Mark[] = [];
    let sent = 0;
    for (let look = 0; look < looks; look++) {
      for (const shot of shots) {
        const { answers, breaches } = await fire(shot, service.url, { amount: Math.ceil(requests / looks / shots.length) });
        if (breaches > 0) throw new Error(`${shot.name}: ${breaches} answers outside the contract`);
        sent += answers;
      }
      marks.push({ requests: sent, ...(await memoryOf(service)) });
    }
    return marks;
  } finally {
    await service.stop();
  }
}
