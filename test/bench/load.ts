import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { startImagegate } from '../support/start.ts';
import { compliant } from './pipelines.ts';

/** Drives the service as `npm start` runs it, embedded Image Builder and all, over loopback, each request for so many seconds. */
export async function load(seconds: number): Promise<void> {
  const service = await startImagegate(['--rate', '0', '--quiet']);
  try {
    const created = await fetch(`${service.url}/v1/pipelines`, { method: 'POST', headers, body: JSON.stringify(compliant) });
    if (created.status !== 201) throw new Error(`${created.status}: ${await created.text()}`);
    const evaluation = JSON.stringify({ operation: 'create', definition: { ...compliant, name: 'Other' } });
    const refused = JSON.stringify({ ...compliant, name: 'Other', tags: { ...compliant.tags, 'cost-center': 'none' } });
    const shots: readonly Shot[] = [
      { name: 'GET /v1/pipelines/{name}', path: '/v1/pipelines/web-base', status: '200' },
      { name: 'POST /v1/policy/evaluations', path: '/v1/policy/evaluations', body: evaluation, status: '200' },
      { name: 'POST /v1/pipelines, refused', path: '/v1/pipelines', body: refused, status: '422' },
    ];
    const lines: string[] = [];
    for (const shot of shots) lines.push(await shoot(shot, service.url, service.process.pid ?? 0, seconds));
    process.stdout.write(
      `Node ${process.version}, ${connections} connections, ${seconds} s each\n\n${head}\n${lines.join('\n')}\n`,
    );
  } finally {
    await service.stop();
  }
}

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly body?: string;
  /** The one that every answer has to have. */
  readonly status: string;
}

const headers = { 'content-type': 'application/json' };
const connections = 10;
const head = [
  '| | requests/s | p50 | p97.5 | p99 | answers of another status | memory before and after |',
  '|---|---:|---:|---:|---:|---:|---:|',
].join('\n');

async function shoot({ name, path, body, status }: Shot, url: string, pid: number, seconds: number): Promise<string> {
  const request = body === undefined ? [] : ['--method', 'POST', '--headers', 'content-type=application/json', '--body', body];
  const shots = (duration: number) => fire([...request, '--duration', String(duration), `${url}${path}`]);
  // What is compiled and allocated at the beginning is no growth.
  await shots(2);
  const before = await megabytesOf(pid);
  const { requests, latency, statusCodeStats, errors } = await shots(seconds);
  const after = await megabytesOf(pid);
  const others = Object.entries(statusCodeStats).reduce(
    (sum, [code, { count }]) => (code === status ? sum : sum + count),
    errors,
  );
  const times = [latency.p50, latency.p97_5, latency.p99].map((time) => `${time} ms`);
  return `| ${name} | ${requests.average.toFixed(0)} | ${times.join(' | ')} | ${others} | ${before}, ${after} MB |`;
}

async function fire(args: readonly string[]): Promise<v.InferOutput<typeof reportSchema>> {
  const autocannon = fileURLToPath(new URL('node_modules/autocannon/autocannon.js', import.meta.url));
  const given = [autocannon, '--json', '--no-progress', '--connections', String(connections), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, given, { maxBuffer: 2 ** 24 });
  return v.parse(reportSchema, JSON.parse(stdout));
}

async function megabytesOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Math.round(Number(stdout) / 1024);
}

const reportSchema = v.object({
  requests: v.object({ average: v.number() }),
  latency: v.object({ p50: v.number(), p97_5: v.number(), p99: v.number() }),
  statusCodeStats: v.record(v.string(), v.object({ count: v.number() })),
  errors: v.number(),
});
