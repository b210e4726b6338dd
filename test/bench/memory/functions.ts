import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { compliant, refused } from '../../support/pipelines.ts';
import { type Surroundings, surroundings } from '../../support/surroundings.ts';
import { ours } from '../cold/bundle.ts';
import { creation, reading } from '../events.ts';
import type { Mark } from './mark.ts';

/**
 * Invokes the functions as they get deployed, both in one process, so many times, and looks `looks` times on the way. No request
 * is like another: what a caller sends shall not be kept either.
 */
export async function watchFunctions(requests: number, looks: number): Promise<Mark[]> {
  const around = await surroundings('ready');
  try {
    const bundles = {
      create: (await ours('createPipeline', join(around.folder, 'create'))).file,
      get: (await ours('getPipeline', join(around.folder, 'get'))).file,
    };
    return await run({ bundles, calls, requests, looks }, around);
  } finally {
    around.close();
  }
}

// `{n}` is another number in each call.
const varied = {
  name: 'Web {n}',
  description: 'The base image number {n}',
  schedule: { ...compliant.schedule, scheduleExpression: 'rate({n} hours)' },
};
const calls = [
  { bundle: 'create', event: creation({ ...compliant, ...varied }), status: 201 },
  {
    bundle: 'create',
    event: creation({ ...refused, ...varied, tags: { ...compliant.tags, 'cost-center': 'none-{n}' } }),
    status: 422,
  },
  { bundle: 'get', event: reading('web-base'), status: 200 },
  { bundle: 'get', event: reading('other-{n}'), status: 404 },
];

async function run(order: object, { environment }: Surroundings): Promise<Mark[]> {
  const runner = fileURLToPath(new URL('runner.mjs', import.meta.url));
  // The functions log each request, as in Lambda. Nobody reads it here.
  const child = spawn(process.execPath, ['--expose-gc', runner, JSON.stringify(order)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const marks: Mark[] = [];
  let problem = 'they told no reason';
  child.on('message', (message) => {
    const told = v.parse(messageSchema, message);
    if ('problem' in told) problem = told.problem;
    else marks.push(told);
  });
  // Later than `exit`: every message is here by then.
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the functions ended with ${code}: ${problem}`);
  return marks;
}

const messageSchema = v.union([
  v.object({ requests: v.number(), used: v.number(), resident: v.number() }),
  v.object({ problem: v.string() }),
]);
