import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { nodeOptions } from '../../support/lambda-runtime.ts';

/** What one fresh process said; milliseconds and kilobytes. */
export type Start = v.InferOutput<typeof startSchema>;

/** Starts a bundle in a process of its own and calls its handler with the events, in their order. */
export async function start(bundle: string, events: readonly object[], environment: Record<string, string>): Promise<Start> {
  const given = [...nodeOptions, runner, bundle, ...events.map((event) => JSON.stringify(event))];
  const options = { cwd: dirname(bundle), env: environment, timeout: 60_000, maxBuffer: 16 * 2 ** 20 };
  const { stdout } = await promisify(execFile)(process.execPath, given, options);
  return v.parse(startSchema, JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

const runner = fileURLToPath(new URL('runner.mjs', import.meta.url));

const answerSchema = v.object({ statusCode: v.number(), body: v.optional(v.string(), '') });

const startSchema = v.object({
  load: v.number(),
  /** Of each call. */
  times: v.array(v.number()),
  /** Milliseconds of processor time until the first answer. */
  processor: v.number(),
  peakKilobytes: v.number(),
  answers: v.array(answerSchema),
});
