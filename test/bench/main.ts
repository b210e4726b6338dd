import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { upstreams } from '../support/tls-upstream.ts';

/** `npm run bench`, and what may follow: `-- cold --rounds 40`, `-- memory`, … The first is what runs when nothing does. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '10' },
    requests: { type: 'string', default: '100000' },
    upstream: { type: 'string', default: 'ready' },
    'without-peers': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  warm: () => import('./warm.ts'),
  policy: () => import('./policy.ts'),
  cold: async () => {
    const upstream = upstreams.find((name) => name === values.upstream);
    if (upstream === undefined) throw new Error(`"${values.upstream}" is no upstream; there are ${upstreams.join(', ')}.`);
    const rounds = Number(values.rounds);
    if (upstream === 'absent' || upstream === 'silent') return (await import('./cold/trouble.ts')).trouble(upstream, rounds);
    const { cold } = await import('./cold/main.ts');
    if (!values['without-peers']) requirePeers('leave the peers out with --without-peers');
    await cold({ rounds, peers: !values['without-peers'], output: values.json, upstream });
  },
  load: async () => {
    requirePeers('autocannon is among them');
    await (await import('./load.ts')).load(Number(values.seconds));
  },
  memory: async () => (await import('./memory/main.ts')).memory(Number(values.requests)),
  budget: () => import('./budget.ts'),
};

/** What others need is installed apart from what imagegate needs. */
function requirePeers(remark: string): void {
  if (existsSync(new URL('node_modules', import.meta.url))) return;
  process.stderr.write(`The packages of test/bench are not installed (npm ci --prefix test/bench); ${remark}.\n`);
  process.exit(1);
}

const [what = 'warm'] = positionals;
const bench = benches[what];
if (bench === undefined) {
  process.stderr.write(`"${what}" is not a benchmark; there are ${Object.keys(benches).join(', ')}.\n`);
  process.exitCode = 1;
} else {
  await bench();
}
